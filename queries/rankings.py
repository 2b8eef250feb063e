"""Who and what is named most: one count for people, bodies, places and works."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from queries import arguments
from queries.expressions import ARTICLES, DAY, how_many, listed, within
from queries.questions import Arguments, Document, Pipeline, question
from queries.scope import Scope, levels, spellings, window

if TYPE_CHECKING:
    from datetime import date

    from etl.model import EntityType
    from queries.arguments import Day
    from queries.scope import Stage

By = Literal["articles", "mentions", "events"]
_ORDERS = ("articles", "mentions", "events")
_NAME = {"$ifNull": ["$entities.canonical", "$entities.name"]}


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A name and how much is told of it.

    Attributes:
        name: the canonical name, else the printed one.
        articles: in how many articles it is named.
        mentions: how often, headlines aside.
        events: at how many events it takes part (for a place: how many took place there).
        first, last: first and last day it is told of.
    """

    columns: ClassVar[tuple[str, ...]] = ("name", "articles", "mentions", "events", "first", "last")
    name: str
    articles: int
    mentions: int
    events: int
    first: date | None
    last: date | None
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class RankedPlace(Ranked):
    """A place, where it lies, and how much is told of it; other keys as in `Ranked`.

    Attributes:
        region: names from the province down, as far as certain.
        code: administrative code, for counties and townships.
    """

    columns: ClassVar[tuple[str, ...]] = ("name", "articles", "mentions", "events", "first", "last", "code")
    region: list[str] = field(default_factory=list)
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Work:
    """A work in 《》 and where it is cited; keys as in `Ranked`."""

    columns: ClassVar[tuple[str, ...]] = ("name", "articles", "mentions", "first", "last")
    name: str
    articles: int
    mentions: int
    first: date | None
    last: date | None
    article_ids: list[str]


def _counts(taking_part: str | None) -> dict[str, Any]:
    """Return what is summed up of an unwound entity; `taking_part` is the path in an event where its name stands."""
    mentions: dict[str, Any] = {"mentions": {"$sum": "$entities.count"}}
    if taking_part is None:
        return mentions
    there = within("$entities.name", listed(f"$$v.{taking_part}"))
    return mentions | {"events": {"$sum": how_many(listed("$events"), there, "v")}}


def _ranking(
    kind: EntityType,
    counts: dict[str, Any],
    scope: Scope,
    order: str,
    shown: list[Stage],
    among: list[Stage] | None = None,
) -> Pipeline:
    """Return the pipeline that makes a row of every entity of a type.

    Args:
        kind: the type.
        counts: accumulators over the unwound `entities`, by the keys they give.
        scope: which articles.
        order: the key to rank by.
        shown: the window of rows.
        among: what must be true of the unwound entities besides.
    """
    day = {"first": {"$min": DAY}, "last": {"$max": DAY}}
    keys = dict.fromkeys([*counts, *day], 1)
    return [
        *scope.match(),
        {"$unwind": "$entities"},
        {"$match": {"entities.type": kind, "entities.partial": {"$ne": True}}},
        *(among or []),
        {"$group": {"_id": _NAME, **counts, **day, "ids": {"$addToSet": "$_id"}}},
        {"$project": {"_id": 0, "name": "$_id", "articles": ARTICLES, **keys, "article_ids": "$ids"}},
        {"$sort": {order: -1, "name": 1}},
        *shown,
    ]


@question(Ranked)
def people(
    by: By = "articles",
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Who is in the news.

    Names that are not whole (李女士, 赵某某) are left out: they may be anybody.

    Args:
        by: what to rank by: articles that name them, mentions, or events they take part in.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(p.name, p.mentions) for p in queries.people(queries.examples(), "mentions", limit=1)]
        [('徐立毅', 5)]
    """
    scope = Scope.of(since, until, publication, region)
    order = arguments.choice(by, "by", _ORDERS)
    return _ranking("person", _counts("participants.name"), scope, order, window(limit, skip))


@question(Ranked)
def organizations(
    by: By = "articles",
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Which bodies are in the news.

    Args:
        by: what to rank by: articles that name them, mentions, or events they take part in.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [body.name for body in queries.organizations(queries.examples(), limit=1)]
        ['郑州大学']
    """
    scope = Scope.of(since, until, publication, region)
    order = arguments.choice(by, "by", _ORDERS)
    return _ranking("organization", _counts("organizations"), scope, order, window(limit, skip))


def _with_regions(documents: list[Document], _given: Arguments) -> list[Document]:
    """Give places of which nobody knows where they lie an empty region."""
    return [row | {"region": row["region"] or []} for row in documents]


@question(RankedPlace, finish=_with_regions)
def places(
    by: By = "articles",
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Which places are in the news.

    Args:
        by: what to rank by: articles that name them, mentions, or events that took place there.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only places in this region, of any level: 郑州市 gives those of 上街区 too.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> queries.places(queries.examples(), region="上街区", limit=1)[0].region
        ['河南省', '郑州市', '上街区']
    """
    scope = Scope.of(since, until, publication, region)
    order = arguments.choice(by, "by", _ORDERS)
    lies_in = [{"entities.region": {"$in": spellings(level)}} for level in levels(scope.region or "")]
    where = {"region": {"$max": "$entities.region"}, "code": {"$max": "$entities.code"}}
    among = [{"$match": {"$and": lies_in}}] if lies_in else []
    return _ranking("place", _counts("places") | where, scope, order, window(limit, skip), among)


@question(Work)
def works_cited(
    by: Literal["articles", "mentions"] = "articles",
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Which works in 《》 are cited: books, plans, decisions, songs.

    Args:
        by: what to rank by: articles that cite them, or mentions.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [work.name for work in queries.works_cited(queries.examples(), limit=1)]
        ['信访工作条例']
    """
    scope = Scope.of(since, until, publication, region)
    order = arguments.choice(by, "by", _ORDERS[:2])
    return _ranking("work", _counts(None), scope, order, window(limit, skip))
