"""Who and what is named most: one count for people, bodies, places and works."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from queries import arguments
from queries.expressions import (
    ARTICLES,
    BEST_NAME,
    CERTAIN,
    DAY,
    Expression,
    each,
    entities,
    how_many,
    listed,
    tally,
    within,
)
from queries.questions import Pipeline, question
from queries.scope import Scope, levels, spellings, window

if TYPE_CHECKING:
    from datetime import date

    from etl.model import EntityType
    from queries.arguments import Day
    from queries.scope import Stage

By = Literal["articles", "mentions", "events"]
_ORDERS = ("articles", "mentions", "events")
_SUMS = {"mentions": {"$sum": "$found.mentions"}, "events": {"$sum": "$found.events"}}


@dataclass(frozen=True)
class Ranked:
    """A name and how much is told of it.

    Attributes:
        name: the canonical name, else the printed one.
        articles: in how many articles it is named.
        mentions: how often, headlines aside.
        events: at how many events it takes part (for a place: how many took place there).
        first, last: first and last day it is told of.
    """

    name: str
    articles: int
    mentions: int
    events: int
    first: date | None
    last: date | None
    article_ids: list[str]


@dataclass(frozen=True)
class RankedPlace(Ranked):
    """A place, where it lies, and how much is told of it.

    Attributes:
        region: names from the province down, as far as certain.
        code: administrative code, for counties and townships.
    """

    region: list[str] = field(default_factory=list)
    code: str | None = None


@dataclass(frozen=True)
class Work:
    """A work in 《》 and where it is cited; keys as in `Ranked`."""

    name: str
    articles: int
    mentions: int
    first: date | None
    last: date | None
    article_ids: list[str]


def _events(taking_part: str) -> Expression:
    """Return how many events of the article `$$e` takes part in; `taking_part` is a path in an event."""
    return how_many(listed("$events"), within("$$e.name", listed(f"$$v.{taking_part}")), "v")


def _ranking(found: Expression, scope: Scope, groups: dict[str, Any], order: str, shown: list[Stage]) -> Pipeline:
    """Return the pipeline that counts what `found` gives for each article: `{name, mentions, …}`."""
    return [
        *scope.match(),
        {"$project": {"day": DAY, "found": found}},
        {"$unwind": "$found"},
        tally("$found.name", **groups),
        {
            "$project": {
                "_id": 0,
                "name": "$_id",
                "articles": ARTICLES,
                **dict.fromkeys(groups, 1),
                "first": 1,
                "last": 1,
                "article_ids": "$ids",
            }
        },
        {"$sort": {order: -1, "name": 1}},
        *shown,
    ]


def _counted(kind: EntityType, taking_part: str, *tests: Expression, **more: Expression) -> Expression:
    counts = {"name": BEST_NAME, "mentions": "$$e.count", "events": _events(taking_part)}
    return each(entities(kind, CERTAIN, *tests), counts | more)


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
    return _ranking(_counted("person", "participants.name"), scope, _SUMS, order, window(limit, skip))


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
    return _ranking(_counted("organization", "organizations"), scope, _SUMS, order, window(limit, skip))


@question(RankedPlace)
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
    lies_in = [_lies_in(level) for level in levels(scope.region)] if scope.region else []
    where = {"region": listed("$$e.region"), "code": {"$ifNull": ["$$e.code", None]}}
    found = _counted("place", "places", *lies_in, **where)
    groups = _SUMS | {"region": {"$max": "$found.region"}, "code": {"$max": "$found.code"}}
    return _ranking(found, scope, groups, order, window(limit, skip))


def _lies_in(level: str) -> Expression:
    return {"$or": [{"$in": [{"$literal": name}, listed("$$e.region")]} for name in spellings(level)]}


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
    found = each(entities("work"), {"name": BEST_NAME, "mentions": "$$e.count"})
    return _ranking(found, scope, {"mentions": _SUMS["mentions"]}, order, window(limit, skip))
