"""Questions that people ask of newspapers, on every store.

Each question is a function of a database and plain arguments: it runs one aggregation and gives back `Results`, a list
of dataclasses with stable keys. `question.pipeline(…)` is the aggregation itself.

Example:
    >>> import queries
    >>> db = queries.examples()
    >>> [(person.name, person.articles) for person in queries.people(db, limit=2)]
    [('侯红', 3), ('徐立毅', 3)]
"""

from __future__ import annotations

from typing import Any

from etl.errors import QueryError
from queries.biography import profile
from queries.company import companions, met, network, nodes
from queries.content import figures, statements, term_trend, terms
from queries.events import busiest_days, events_by, itinerary, timeline
from queries.fulltext import search, similar
from queries.holdings import bylines, cite, coverage
from queries.locality import place_profile
from queries.offices import office_holders, positions
from queries.questions import QUESTIONS, Question
from queries.rankings import organizations, people, places, works_cited
from queries.results import Results
from queries.samples import examples
from queries.shell import to_shell
from queries.words import highlight

__all__ = [
    "QUESTIONS",
    "QueryError",
    "Question",
    "Results",
    "busiest_days",
    "bylines",
    "cite",
    "companions",
    "connect",
    "coverage",
    "events_by",
    "examples",
    "figures",
    "highlight",
    "itinerary",
    "met",
    "network",
    "nodes",
    "office_holders",
    "organizations",
    "people",
    "place_profile",
    "places",
    "positions",
    "profile",
    "search",
    "similar",
    "statements",
    "term_trend",
    "terms",
    "timeline",
    "to_shell",
    "works_cited",
]


def connect(uri: str | None = None) -> Any:
    """Return the database at `uri`, for reading.

    Args:
        uri: `mongodb://…`, the path of an embedded store, or `memory:`. `None`: `JIANBAO_STORE`, else `jianbao.db`.

    Raises:
        StoreError: there is no such store.

    Example:
        >>> connect("memory:").articles.count_documents({})
        0
    """
    from etl.store import open_store  # noqa: PLC0415 - pymongo is slow to import, and a caller may bring a database

    return open_store(uri, read_only=True).database()
