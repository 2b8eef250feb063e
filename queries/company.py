"""Who is seen with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from queries import arguments
from queries.events import Cast, Happening, in_order, occurrences, told
from queries.expressions import ARTICLES, as_person, each, full_names, listed, resolved, tally, within
from queries.questions import Pipeline, question
from queries.results import Results
from queries.scope import Scope, window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from queries.arguments import Day
    from queries.scope import Stage

_BETWEEN = "\t"
"""Stands between the two names of a pair while it is counted: no name holds it."""


@dataclass(frozen=True, kw_only=True)
class Companion:
    """Somebody who takes part in the same events.

    Attributes:
        name: the companion.
        events: how many events they share; `articles`: in how many articles.
        first, last: first and last day of those articles.
        together: the events: `{day, type, name, article}`, in the order of days.
    """

    columns: ClassVar[tuple[str, ...]] = ("name", "events", "articles", "first", "last")
    name: str
    events: int
    articles: int
    first: date | None
    last: date | None
    together: list[dict[str, Any]]
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Two people who take part in the same events.

    Attributes:
        source, target: their names, `source` first in the order of code points.
        weight: how many events they share; `articles`: in how many articles.
    """

    columns: ClassVar[tuple[str, ...]] = ("source", "target", "weight", "articles")
    source: str
    target: str
    weight: int
    articles: int
    article_ids: list[str]


def companions_of(mine: str) -> list[Stage]:
    """Return the stages from documents with one `events`, `known` and `day` to companions, the most frequent first.

    Args:
        mine: the field that holds the names of the person whose companions these are.
    """
    names = listed("$events.participants.name")
    kept = dict.fromkeys(("events", "first", "last", "together"), 1)
    event = {"day": "$events.date.start", "type": "$events.type", "name": "$events.name", "article": "$_id"}
    return [
        {"$project": {"day": 1, "known": 1, "mine": mine, "other": names, "event": event}},
        {"$unwind": "$other"},
        {"$addFields": {"same": within("$other", "$mine")}},
        {"$match": {"same": False}},
        {"$project": {"day": 1, "event": 1, "other": resolved("$other", "$known")}},
        tally("$other", events={"$sum": 1}, together={"$push": "$event"}),
        {"$project": {"_id": 0, "name": "$_id", "articles": ARTICLES, "article_ids": "$ids"} | kept},
        {"$sort": {"events": -1, "articles": -1, "name": 1}},
    ]


def in_days_order(documents: list[dict[str, Any]], _arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """Return companion documents with the events they share in the order of days."""
    return [row | {"together": sorted(row["together"], key=_by_day)} for row in documents]


def _by_day(event: dict[str, Any]) -> tuple[str, str, str, str]:
    # What has no day comes last: "~" follows every digit.
    return str(event.get("day") or "~"), event["article"], event["type"], event.get("name") or ""


@question(Companion, finish=in_days_order)
def companions(
    person: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Who takes part in events together with a person, how often, and in which.

    Args:
        person: any printed form of the name, an alias or the canonical one.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(c.name, c.events) for c in queries.companions(queries.examples(), "徐立毅", limit=1)]
        [('杜新军', 2)]
    """
    cast = Cast.of(arguments.text(person, "person"), None, None)
    return [
        *occurrences(Scope.of(since, until, publication, region), cast, also={"known": full_names("person")}),
        {"$addFields": {"day": {"$ifNull": ["$events.date.start", "$publication.date"]}}},
        *companions_of("$who0"),
        *window(limit, skip),
    ]


@question(Happening)
def met(
    people: Sequence[str],
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 50,
    skip: int = 0,
) -> Pipeline:
    """Which events two or more people share, in the order of days.

    Args:
        people: 2 to 10 names, each any printed form, an alias or the canonical one.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [event.type for event in queries.met(queries.examples(), ["徐立毅", "杜新军"])]
        ['meeting', 'inspection']
    """
    cast = Cast(tuple(as_person(name) for name in arguments.several(people, "people")))
    return [
        *occurrences(Scope.of(since, until, publication, region), cast),
        *in_order(window(limit, skip)),
        {"$project": told()},
    ]


@question(Edge)
def network(
    person: str | None = None,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 200,
    skip: int = 0,
) -> Pipeline:
    """Who takes part in events with whom: the edges of a graph, the heaviest first.

    `queries.nodes` gives the nodes that belong to them, and
    `graph.add_weighted_edges_from((e.source, e.target, e.weight) for e in edges)` makes a networkx graph.

    Args:
        person: only events this person takes part in.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many edges.
        skip: leave out so many edges first.

    Example:
        >>> import queries
        >>> [(e.source, e.target, e.weight) for e in queries.network(queries.examples(), limit=1)]
        [('侯红', '杜新军', 2)]
    """
    scope, cast = Scope.of(since, until, publication, region), Cast.of(person, None, None)
    return [
        *occurrences(scope, cast, also={"known": full_names("person")}),
        *_edges(),
        {"$sort": {"weight": -1, "_id": 1}},
        *window(limit, skip),
        {"$project": _edge()},
    ]


def _edges() -> list[Stage]:
    """Return the stages from unwound events to pairs of names and how often they meet."""
    return [
        {"$project": {"one": each("$events.participants.name", resolved("$$p", "$known"), "p")}},
        {"$addFields": {"other": "$one"}},
        {"$unwind": "$one"},
        {"$project": {"pair": _pairs()}},
        {"$unwind": "$pair"},
        {"$group": {"_id": "$pair", "weight": {"$sum": 1}, "ids": {"$addToSet": "$_id"}}},
    ]


def _edge() -> dict[str, Any]:
    """Return the projection that makes a counted pair an `Edge`."""
    names = {"$split": ["$_id", _BETWEEN]}
    ends = {"source": {"$arrayElemAt": [names, 0]}, "target": {"$arrayElemAt": [names, 1]}}
    return {"_id": 0} | ends | {"weight": 1, "articles": ARTICLES, "article_ids": "$ids"}


def _pairs() -> dict[str, Any]:
    """Return the pairs of the unwound name with every name that comes after it: each pair once."""
    later = {"$filter": {"input": "$other", "as": "o", "cond": {"$gt": ["$$o", "$one"]}}}
    return each(later, {"$concat": ["$one", _BETWEEN, "$$o"]}, "o")


@dataclass(frozen=True, kw_only=True)
class Node:
    """A person in a network: `weight` is the sum of the weights of the edges that meet there."""

    columns: ClassVar[tuple[str, ...]] = ("name", "weight", "neighbours")
    name: str
    weight: int
    neighbours: int
    article_ids: list[str]


def nodes(edges: Results[Edge]) -> Results[Node]:
    """Return the nodes that `edges` join, the heaviest first.

    Example:
        >>> import queries
        >>> edges = queries.network(queries.examples(), "侯红")
        >>> [(node.name, node.weight) for node in queries.nodes(edges)][:1]
        [('侯红', 3)]
    """
    met_at: dict[str, list[Edge]] = {}
    for edge in edges:
        for name in (edge.source, edge.target):
            met_at.setdefault(name, []).append(edge)
    found = [
        Node(
            name=name,
            weight=sum(edge.weight for edge in touching),
            neighbours=len(touching),
            article_ids=sorted({article for edge in touching for article in edge.article_ids}),
        )
        for name, touching in met_at.items()
    ]
    return Results(sorted(found, key=lambda node: (-node.weight, node.name)))
