"""What happened: events in order, where somebody went, and counts of events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from etl.model import EventType
from queries import arguments
from queries.expressions import (
    ARTICLES,
    Expression,
    Named,
    as_body,
    as_person,
    as_place,
    each,
    entities,
    full_names,
    how_many,
    listed,
    resolved,
    within,
)
from queries.questions import Pipeline, question
from queries.scope import FINE_ENOUGH, PERIODS, Scope, every, window

if TYPE_CHECKING:
    from datetime import date

    from queries.arguments import Day
    from queries.scope import Condition, Stage

Kind = EventType
Key = Literal["type", "day", "week", "month", "year", "place", "person", "organization", "publication"]
_KINDS = get_args(EventType)
_KEYS = get_args(Key)
_DAY = {"$ifNull": ["$events.date.start", "$publication.date"]}
_WITHOUT_DAY = {"$eq": [{"$ifNull": ["$events.date.start", {"$ifNull": ["$publication.date", None]}]}, None]}
_ORDER: Stage = {"$sort": {"without_day": 1, "day": 1, "_id": 1, "index": 1}}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event as one article tells it.

    Attributes:
        start, end: first and last day; None where the article does not settle them.
        precision: `day`, `month`, `year`, `month_day`, `recent` or `unknown`.
        month_day: "11-23", where no evidence decides the year.
        type, name, summary: as in the documents.
        places, organizations: as printed.
        participants: `{name, role, title}`.
        article, headline, publication, published: where it is told, and the day of the paper.
    """

    columns: ClassVar[tuple[str, ...]] = ("start", "type", "summary", "places", "article")
    start: date | None = None
    end: date | None = None
    precision: str
    month_day: str | None = None
    type: str
    name: str | None = None
    summary: str | None = None
    places: list[str] = field(default_factory=list)
    participants: list[dict[str, Any]] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    article: str
    headline: str | None = None
    publication: str | None = None
    published: date | None = None
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A place somebody was at.

    Attributes:
        start, precision: when, as in `Happening`.
        place: its full name where certain, else as printed.
        region: names from the province down, as far as certain.
        role: what the person did there (`lead`, `attendee` …).
        type, name, summary: the event.
    """

    columns: ClassVar[tuple[str, ...]] = ("start", "place", "role", "type", "summary", "article")
    start: date | None = None
    precision: str
    place: str
    region: list[str] = field(default_factory=list)
    role: str | None = None
    type: str
    name: str | None = None
    summary: str | None = None
    article: str
    headline: str | None = None
    publication: str | None = None
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many events there are of a kind, in a period or at a place.

    Attributes:
        key: the type, day (2021-11-23), week (2021-W47), month, year, place, person, body or paper.
        events: how many; `articles`: in how many articles they are told.
    """

    columns: ClassVar[tuple[str, ...]] = ("key", "events", "articles")
    key: str
    events: int
    articles: int
    article_ids: list[str]


@dataclass(frozen=True)
class Cast:
    """Who and what an event must have: all of `people`, one of the places of `place`, the body."""

    people: tuple[Named, ...] = ()
    place: Named | None = None
    organization: Named | None = None

    @classmethod
    def of(cls, person_name: str | None, place_name: str | None, organization_name: str | None) -> Cast:
        """Return the cast that the arguments of a question give."""
        who = arguments.optional_text(person_name, "person")
        where = arguments.optional_text(place_name, "place")
        what = arguments.optional_text(organization_name, "organization")
        people = (as_person(who),) if who else ()
        return cls(people, as_place(where) if where else None, as_body(what) if what else None)

    def condition(self) -> Condition:
        """Return the condition on articles, for the leading `$match`."""
        named = [*self.people, *(one for one in (self.place, self.organization) if one)]
        return every(*(one.condition() for one in named))

    def names(self) -> dict[str, Expression]:
        """Return the fields that hold the names each of them goes by in an article."""
        fields = {f"who{number}": one.printed() for number, one in enumerate(self.people)}
        if self.place:
            fields["here"] = self.place.printed()
        return fields | ({"bodies": self.organization.printed()} if self.organization else {})

    def tests(self) -> list[Expression]:
        """Return the tests that the unwound event has them, by the fields of `names`."""
        tests = [_meets("$events.participants.name", f"$who{number}") for number in range(len(self.people))]
        if self.place:
            tests.append(_meets("$events.places", "$here"))
        return [*tests, *([_meets("$events.organizations", "$bodies")] if self.organization else [])]


def _meets(path: str, names: str) -> Expression:
    """Return whether the list at `path` and the list `names` share an item."""
    return {"$gt": [how_many(listed(path), within("$$n", names), "n"), 0]}


def occurrences(
    scope: Scope, cast: Cast, condition: Condition | None = None, *, also: dict[str, Expression] | None = None
) -> Pipeline:
    """Return the stages that give one document an event that fits.

    Args:
        scope: period, paper and region.
        cast: who and what it must have.
        condition: what else must be true of `events.…`; it must hold for the article as it does for the event.
        also: fields to make from the article before its events are taken apart.

    Returns:
        Stages after which a document holds `events` (one event), `index` (its place in the article), `headline`,
        `publication`, the fields of `also` and those of `cast.names()`.
    """
    fields = cast.names() | (also or {})
    fits = {"$and": cast.tests()} if cast.tests() else None
    casting: list[Stage] = [{"$addFields": {"fits": fits}}, {"$match": {"fits": True}}]
    return [
        *scope.match(cast.condition(), condition or {}, of_events=True),
        *([{"$addFields": fields}] if fields else []),
        {"$unwind": {"path": "$events", "includeArrayIndex": "index"}},
        *([{"$match": condition}] if condition else []),
        *scope.match_event(),
        *(casting if fits else []),
    ]


def sites() -> Expression:
    """Return `{name, canonical, region}` of the article's places, for `resolved` and for where they lie."""
    full = {"name": "$$e.name", "canonical": {"$ifNull": ["$$e.canonical", "$$e.name"]}, "region": listed("$$e.region")}
    return each(entities("place"), full)


def told() -> dict[str, Any]:
    """Return the projection that makes the unwound event a `Happening`."""
    return {
        "_id": 0,
        "article": "$_id",
        "headline": 1,
        "publication": "$publication.name",
        "published": "$publication.date",
        "start": "$events.date.start",
        "end": "$events.date.end",
        "precision": {"$ifNull": ["$events.date.precision", "unknown"]},
        "month_day": "$events.date.month_day",
        "type": "$events.type",
        "name": "$events.name",
        "summary": "$events.summary",
        "places": "$events.places",
        "participants": "$events.participants",
        "organizations": "$events.organizations",
    }


def in_order(shown: list[Stage]) -> list[Stage]:
    """Return the stages that put unwound events in order of their days, those without one last, and show a window."""
    return [{"$addFields": {"day": _DAY, "without_day": _WITHOUT_DAY}}, _ORDER, *shown]


def _of_type(kind: str | None) -> Condition:
    return {} if kind is None else {"events.type": arguments.choice(kind, "type", _KINDS)}


@question(Happening)
def timeline(
    person: str | None = None,
    *,
    place: str | None = None,
    organization: str | None = None,
    type: Kind | None = None,  # noqa: A002 - the field's own name
    month_day: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 50,
    skip: int = 0,
) -> Pipeline:
    """What happened, in the order of days.

    Args:
        person: only events this person takes part in; any printed form of the name, an alias or the canonical one.
        place: only events that took place here; a region of any level stands for every place in it.
        organization: only events this body takes part in.
        type: only events of this type.
        month_day: only what happened on this day of an uncertain year, such as 11-23.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> queries.timeline(queries.examples(), "徐立毅", limit=1)[0].type
        'meeting'
    """
    scope = Scope.of(since, until, publication, region)
    day = arguments.month_day(month_day, "month_day")
    condition = _of_type(type) | ({"events.date.month_day": day} if day else {})
    return [
        *occurrences(scope, Cast.of(person, place, organization), condition),
        *in_order(window(limit, skip)),
        {"$project": told()},
    ]


@question(Stop)
def itinerary(
    person: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 50,
    skip: int = 0,
) -> Pipeline:
    """Where a person went, in the order of days: one row a place of an event.

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
        >>> [stop.place for stop in queries.itinerary(queries.examples(), "徐立毅", limit=1)]
        ['河南省郑州市二七区']
    """
    name = arguments.text(person, "person")
    site = {"$filter": {"input": "$sites", "as": "s", "cond": {"$eq": ["$$s.name", "$events.places"]}}}
    me = {"$filter": {"input": "$events.participants", "as": "p", "cond": within("$$p.name", "$who0")}}
    return [
        *occurrences(Scope.of(since, until, publication, region), Cast.of(name, None, None), also={"sites": sites()}),
        {"$unwind": {"path": "$events.places", "includeArrayIndex": "place"}},
        {"$addFields": {"site": {"$arrayElemAt": [site, 0]}, "me": {"$arrayElemAt": [me, 0]}}},
        {"$addFields": {"day": _DAY, "without_day": _WITHOUT_DAY}},
        {"$sort": _ORDER["$sort"] | {"place": 1}},
        *window(limit, skip),
        {"$project": _stop()},
    ]


def _stop() -> dict[str, Any]:
    kept = ("article", "headline", "publication", "start", "precision", "type", "name", "summary")
    return (
        {"_id": 0}
        | {key: told()[key] for key in kept}
        | {
            "place": {"$ifNull": ["$site.canonical", "$events.places"]},
            "region": listed("$site.region"),
            "role": "$me.role",
        }
    )


_STANDS_FOR: dict[str, dict[str, Expression]] = {
    kind: {"known": full_names(kind)} for kind in ("person", "place", "organization")
}


@question(Count)
def events_by(
    key: Key,
    *,
    person: str | None = None,
    place: str | None = None,
    organization: str | None = None,
    type: Kind | None = None,  # noqa: A002 - the field's own name
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 50,
    skip: int = 0,
) -> Pipeline:
    """How many events there are, by type, period, place, person, body or paper.

    Periods come in order, everything else by number. An event whose day is only known to the month counts for months
    and years, not for days and weeks.

    Args:
        key: what to count by.
        person: only events this person takes part in.
        place: only events that took place here; a region of any level stands for every place in it.
        organization: only events this body takes part in.
        type: only events of this type.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(row.key, row.events) for row in queries.events_by(queries.examples(), "year", limit=1)]
        [('2005', 1)]
    """
    arguments.choice(key, "key", _KEYS)
    scope = Scope.of(since, until, publication, region)
    order = {"key": 1} if key in PERIODS else {"events": -1, "key": 1}
    found = occurrences(scope, Cast.of(person, place, organization), _of_type(type), also=_STANDS_FOR.get(key))
    return [*found, *_counted(key), {"$sort": order}, *window(limit, skip)]


@question(Count)
def busiest_days(
    *,
    person: str | None = None,
    place: str | None = None,
    organization: str | None = None,
    type: Kind | None = None,  # noqa: A002 - the field's own name
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 10,
    skip: int = 0,
) -> Pipeline:
    """Which days had most events.

    Args:
        person: only events this person takes part in.
        place: only events that took place here; a region of any level stands for every place in it.
        organization: only events this body takes part in.
        type: only events of this type.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(row.key, row.events) for row in queries.busiest_days(queries.examples(), limit=1)]
        [('2021-11-23', 3)]
    """
    scope = Scope.of(since, until, publication, region)
    found = occurrences(scope, Cast.of(person, place, organization), _of_type(type))
    return [*found, *_counted("day"), {"$sort": {"events": -1, "key": 1}}, *window(limit, skip)]


def _counted(key: str) -> list[Stage]:
    """Return the stages that count unwound events under `key`."""
    spread: dict[str, tuple[list[Stage], Any]] = {
        "type": ([], "$events.type"),
        "publication": ([], "$publication.name"),
        "organization": ([{"$unwind": "$events.organizations"}], resolved("$events.organizations", "$known")),
        "person": ([{"$unwind": "$events.participants"}], resolved("$events.participants.name", "$known")),
        "place": ([{"$unwind": "$events.places"}], resolved("$events.places", "$known")),
    }
    first, value = spread.get(key) or _by_period(key)
    return [
        *first,
        {"$project": {"key": value, "event": "$index"}},
        {"$match": {"key": {"$ne": None}}},
        {"$group": {"_id": "$key", "events": {"$sum": 1}, "ids": {"$addToSet": "$_id"}}},
        {"$project": {"_id": 0, "key": "$_id", "events": 1, "articles": ARTICLES, "article_ids": "$ids"}},
    ]


def _by_period(key: str) -> tuple[list[Stage], Expression]:
    fine = {"events.date.precision": {"$in": FINE_ENOUGH[key]}, "events.date.start": {"$exists": True}}
    return [{"$match": fine}], {"$dateToString": {"format": PERIODS[key], "date": "$events.date.start"}}
