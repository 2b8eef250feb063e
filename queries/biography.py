"""One person whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from queries import arguments
from queries.company import Companion, companions_of, in_days_order
from queries.expressions import (
    ARTICLES,
    DAY,
    Named,
    as_person,
    entities,
    full_names,
    how_many,
    listed,
    resolved,
    tally,
    within,
)
from queries.offices import Office, in_texts_order, offices
from queries.questions import Arguments, Document, Pipeline, question
from queries.results import to_dicts
from queries.scope import Scope, window

if TYPE_CHECKING:
    from datetime import date

    from queries.arguments import Day
    from queries.scope import Stage


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the papers tell of one person. Every list holds at most `limit` items.

    Attributes:
        name: as asked for; `names`: printed forms, in the order of code points.
        first, last: first and last day of articles that name the person; `articles`: how many do.
        offices: as rows of `positions`.
        places: `{name, events}`: where the person's events took place.
        companions: as rows of `companions`.
        events: `{day, type, name, summary, article}`, the last first.
        statements: `{day, verb, text, article}`, the last first.
    """

    columns: ClassVar[tuple[str, ...]] = ()
    name: str
    names: list[str]
    first: date | None
    last: date | None
    articles: int
    offices: list[dict[str, Any]]
    places: list[dict[str, Any]]
    companions: list[dict[str, Any]]
    events: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    article_ids: list[str]


def _whole(documents: list[Document], given: Arguments) -> list[Document]:
    """Put the parts of a profile together; nothing where no article names the person."""
    (parts,) = documents
    if not parts["seen"]:
        return []
    (seen,) = parts["seen"]
    names = {*seen.pop("printed"), *(alias for aliases in seen.pop("aliases") for alias in aliases)}
    whole = seen | {"name": given["person"].strip(), "names": sorted(names), "places": named_first(parts["places"])}
    whole["offices"] = to_dicts(Office, in_texts_order(parts["offices"], given))
    whole["companions"] = to_dicts(Companion, in_days_order(parts["companions"], given))
    return [whole | {"events": parts["events"], "statements": parts["statements"]}]


def named_first(counts: list[Document]) -> list[Document]:
    """Return counts with their `name` before the number."""
    return [{"name": count.pop("name"), **count} for count in counts]


@question(Profile, finish=_whole)
def profile(
    person: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 10,
    skip: int = 0,
) -> Pipeline:
    """One person whole: offices, places, companions, events, statements, first and last seen.

    Args:
        person: any printed form of the name, an alias or the canonical one.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many items in every list.
        skip: leave out so many items of every list first.

    Example:
        >>> import queries
        >>> [one] = queries.profile(queries.examples(), "徐立毅")
        >>> one.names, one.articles, one.first.isoformat()
        (['徐书记', '徐立毅'], 3, '2021-11-22')
    """
    who = as_person(arguments.text(person, "person"))
    return [
        *Scope.of(since, until, publication, region).match(who.condition()),
        *_of_person(who),
        {"$facet": {name: [*stages, *window(limit, skip)] for name, stages in _parts().items()}},
    ]


def _of_person(who: Named) -> list[Stage]:
    """Return the stages that leave of an article what concerns a person."""
    mine = {"$gt": [how_many(listed("$$v.participants.name"), within("$$n", "$who"), "n"), 0]}
    said = within("$$s.speaker", "$who")
    whole = {"day": DAY, "me": entities("person", who.test()), "who": who.printed()}
    known = {"known": full_names("person"), "sites": full_names("place")}
    parts = {
        "events": {"$filter": {"input": listed("$events"), "as": "v", "cond": {"$and": [mine]}}},
        "statements": {"$filter": {"input": listed("$statements"), "as": "s", "cond": said}},
    }
    return [
        {"$project": whole | known | {"events": 1, "statements": 1}},
        {"$match": {"me": {"$ne": []}}},
        {"$addFields": parts},
    ]


def _parts() -> dict[str, list[Stage]]:
    """Return the parts of a profile and the stages that make them of `_of_person`."""
    at_events: list[Stage] = [{"$project": {"day": 1, "events": 1, "known": 1, "who": 1}}, {"$unwind": "$events"}]
    return {
        "seen": _seen(),
        "offices": [{"$project": {"day": 1, "me": 1}}, *offices()],
        "places": _places(),
        "companions": [*at_events, *companions_of("$who")],
        "events": latest("events", "type", "name", "summary"),
        "statements": latest("statements", "verb", "text"),
    }


def _seen() -> list[Stage]:
    return [
        {"$project": {"day": 1, "me.name": 1, "me.aliases": 1}},
        {"$unwind": "$me"},
        tally("all", printed={"$addToSet": "$me.name"}, aliases={"$push": listed("$me.aliases")}),
        {
            "$project": {
                "_id": 0,
                "printed": 1,
                "aliases": 1,
                "first": 1,
                "last": 1,
                "articles": ARTICLES,
                "article_ids": "$ids",
            }
        },
    ]


def _places() -> list[Stage]:
    return [
        {"$project": {"events.places": 1, "sites": 1}},
        {"$unwind": "$events"},
        {"$unwind": "$events.places"},
        {"$group": {"_id": resolved("$events.places", "$sites"), "events": {"$sum": 1}}},
        {"$project": {"_id": 0, "name": "$_id", "events": 1}},
        {"$sort": {"events": -1, "name": 1}},
    ]


def latest(field: str, *keys: str) -> list[Stage]:
    """Return the stages from articles to what they tell in `field`, the last day first."""
    day = {"$ifNull": [f"${field}.date.start", "$day"]}
    return [
        {"$project": {"day": 1, field: 1}},
        {"$unwind": {"path": f"${field}", "includeArrayIndex": "index"}},
        {"$addFields": {"day": day}},
        {"$sort": {"day": -1, "_id": 1, "index": 1}},
        {"$project": {"_id": 0, "day": 1, "article": "$_id"} | {key: f"${field}.{key}" for key in keys}},
    ]
