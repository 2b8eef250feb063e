"""What all questions share: a period, a paper, a region, and a window on the rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from etl.document import midnight
from etl.errors import QueryError
from queries import arguments

if TYPE_CHECKING:
    from datetime import date

    from queries.arguments import Day

Condition = dict[str, Any]
Stage = dict[str, Any]

PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
"""How periods are written: 2021-11-23, 2021-W47, 2021-11, 2021."""
FINE_ENOUGH = {"day": ["day"], "week": ["day"], "month": ["day", "month"], "year": ["day", "month", "year"]}
"""Which precisions of a day settle a period."""
_LONGEST_STRETCH = timedelta(days=31)
_LEVEL = re.compile(r".{2,}?(?:自治区|特别行政区|自治州|地区|街道|社区|[省市区县盟旗镇乡村])")
_SUFFIXES = ("省", "市", "区", "县", "自治区")


def every(*conditions: Condition) -> Condition:
    """Return one condition that demands all of `conditions`.

    Example:
        >>> every({"kind": "news"}, {"$or": [{"a": 1}]}, {"$or": [{"b": 1}]})
        {'kind': 'news', '$or': [{'a': 1}], '$and': [{'$or': [{'b': 1}]}]}
    """
    joined: Condition = {}
    more: list[Condition] = []
    for condition in conditions:
        for key, value in condition.items():
            if key in joined or key == "$and":
                more.extend(value if key == "$and" else [{key: value}])
            else:
                joined[key] = value
    return joined | ({"$and": more} if more else {})


def levels(region: str) -> list[str]:
    """Return the levels that a written-out region has, the province first.

    Example:
        >>> levels("河南省郑州市上街区"), levels("郑州"), levels("福建省沙县")
        (['河南省', '郑州市', '上街区'], ['郑州'], ['福建省', '沙县'])
    """
    found = _LEVEL.findall(region)
    rest = region[sum(map(len, found)) :]
    return [*found, rest] if rest else found


def spellings(level: str) -> list[str]:
    """Return the names that one level may be stored under: 郑州 may be 郑州市.

    Example:
        >>> spellings("郑州市"), spellings("郑州")
        (['郑州市'], ['郑州', '郑州省', '郑州市', '郑州区', '郑州县', '郑州自治区'])
    """
    if _LEVEL.fullmatch(level) or level.endswith(_SUFFIXES):
        return [level]
    return [level, *(level + suffix for suffix in _SUFFIXES)]


def in_region(region: str) -> Condition:
    """Return the condition that an article names a place or a body that lies in `region`."""
    chain = [{"$in": spellings(level)} for level in levels(region)]
    deepest = {"entities.region": chain[-1]}
    if len(chain) == 1:
        return deepest
    # Every level of one and the same place; the plain condition before it is the one an index serves.
    return deepest | {"entities": {"$elemMatch": {"$and": [{"region": level} for level in chain]}}}


def in_period(since: date | None, until: date | None, path: str = "date") -> Condition:
    """Return the condition that the days at `path` touch the period.

    A stretch of days counts while it lasts, if it began at most 31 days before the period. What has no certain day of
    its own (近日) counts by the day of the paper.
    """
    span = {"$gte": since and midnight(since), "$lte": until and midnight(until)}
    span = {operator: bound for operator, bound in span.items() if bound}
    if not span:
        return {}
    ways: list[Condition] = [{f"{path}.start": span}, {f"{path}.start": {"$exists": False}, "publication.date": span}]
    if since:
        before = {"$gte": midnight(since - _LONGEST_STRETCH), "$lt": midnight(since)}
        ways.append({f"{path}.start": before, f"{path}.end": {"$gte": midnight(since)}})
    return {"$or": ways}


def may_hold_events_in(since: date | None, until: date | None) -> Condition:
    """Return the condition that some event of an article may touch the period.

    Indexes serve it; `in_period` on the events one by one settles it.
    """
    exact = in_period(since, until, "events.date")
    if not exact:
        return {}
    # One event without a day makes the article a candidate though others have theirs: `$exists` cannot tell.
    return {"$or": [{k: v for k, v in way.items() if v != {"$exists": False}} for way in exact["$or"]]}


@dataclass(frozen=True)
class Scope:
    """The articles a question is asked of.

    Attributes:
        since, until: first and last day.
        publication: the paper's name.
        region: a region of any level, with or without those above it.
    """

    since: date | None = None
    until: date | None = None
    publication: str | None = None
    region: str | None = None

    @classmethod
    def of(cls, since: Day | None, until: Day | None, publication: str | None, region: str | None) -> Scope:
        """Return the scope that the common arguments give.

        Raises:
            QueryError: one of them is not what it should be, or the period ends before it begins.
        """
        first, last = arguments.day(since, "since"), arguments.day(until, "until", last=True)
        if first and last and last < first:
            raise QueryError(f"until: expected a day not before {first}, got {last}")
        paper = arguments.optional_text(publication, "publication")
        return cls(first, last, paper, arguments.optional_text(region, "region"))

    def match(self, *conditions: Condition, of_events: bool = False) -> list[Stage]:
        """Return the leading `$match`: `conditions` first, then those of the scope; no stage where there are none."""
        period = may_hold_events_in if of_events else in_period
        paper = {"publication.name": self.publication} if self.publication else {}
        region = in_region(self.region) if self.region else {}
        joined = every(*conditions, paper, region, period(self.since, self.until))
        return [{"$match": joined}] if joined else []

    def match_event(self) -> list[Stage]:
        """Return the `$match` on unwound `events` that keeps those of the period."""
        condition = in_period(self.since, self.until, "events.date")
        return [{"$match": condition}] if condition else []


def window(limit: int, skip: int) -> list[Stage]:
    """Return the stages that show `limit` rows after the first `skip`.

    Raises:
        QueryError: not whole numbers, or out of bounds.

    Example:
        >>> window(20, 0)
        [{'$limit': 20}]
    """
    passed = arguments.count(skip, "skip", least=0, most=arguments.MOST_SKIPPED)
    shown = arguments.count(limit, "limit")
    return [*([{"$skip": passed}] if passed else []), {"$limit": shown}]
