"""One place whole, with all that lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from queries import arguments
from queries.biography import latest, named_first
from queries.expressions import (
    ARTICLES,
    BEST_NAME,
    DAY,
    Expression,
    Place,
    as_place,
    each,
    entities,
    full_names,
    how_many,
    listed,
    resolved,
    tally,
    within,
)
from queries.questions import Arguments, Document, Pipeline, question
from queries.scope import Scope, window

if TYPE_CHECKING:
    from datetime import date

    from queries.arguments import Day
    from queries.scope import Stage


@dataclass(frozen=True, kw_only=True)
class PlaceProfile:
    """What the papers tell of a place and of what lies in it. Every list holds at most `limit` items.

    Attributes:
        name: as asked for.
        first, last: first and last day of articles that name it or a place in it; `articles`: how many do.
        mentions: how often, headlines aside.
        places: `{name, articles}`: the place itself and those in it.
        people, organizations: `{name, events}`: who took part in events there.
        types: `{name, events}`: events there by type.
        events: `{day, type, name, summary, article}`: the last first.
    """

    columns: ClassVar[tuple[str, ...]] = ()
    name: str
    first: date | None
    last: date | None
    articles: int
    mentions: int
    places: list[dict[str, Any]]
    people: list[dict[str, Any]]
    organizations: list[dict[str, Any]]
    types: list[dict[str, Any]]
    events: list[dict[str, Any]]
    article_ids: list[str]


def _whole(documents: list[Document], given: Arguments) -> list[Document]:
    """Put the parts of a profile together; nothing where no article names the place."""
    (parts,) = documents
    parts |= {key: named_first(parts[key]) for key in ("places", "people", "organizations", "types")}
    return [parts | seen | {"name": given["place"].strip()} for seen in parts.pop("seen")]


@question(PlaceProfile, finish=_whole)
def place_profile(
    place: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 10,
    skip: int = 0,
) -> Pipeline:
    """One place whole: what lies in it, who came, which bodies, which events.

    Args:
        place: any printed form of the name, the full one, or a region of any level: 郑州市 takes in 上街区.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many items in every list.
        skip: leave out so many items of every list first.

    Example:
        >>> import queries
        >>> [one] = queries.place_profile(queries.examples(), "上街区")
        >>> one.articles, one.people[0]["name"]
        (6, '牛卫国')
    """
    where = as_place(arguments.text(place, "place"))
    return [
        *Scope.of(since, until, publication, region).match(where.condition()),
        *_of_place(where),
        {"$facet": {name: [*stages, *window(limit, skip)] for name, stages in _parts().items()}},
    ]


def _of_place(where: Place) -> list[Stage]:
    """Return the stages that leave of an article what concerns a place."""
    there = {"$gt": [how_many(listed("$$v.places"), within("$$n", "$here.printed"), "n"), 0]}
    named = {"printed": "$$e.name", "name": BEST_NAME, "mentions": "$$e.count"}
    whole = {"day": DAY, "here": each(entities("place", where.test()), named), "events": 1, "entities": 1}
    # Full names are wanted only where something happened: most articles but mention a place.
    known = {"known": full_names("person"), "bodies": full_names("organization")}
    needed = {key: {"$cond": [{"$eq": ["$events", []]}, [], names]} for key, names in known.items()}
    return [
        {"$project": whole},
        {"$match": {"here": {"$ne": []}}},
        {"$addFields": {"events": {"$filter": {"input": listed("$events"), "as": "v", "cond": {"$and": [there]}}}}},
        {"$project": {"day": 1, "here": 1, "events": 1} | needed},
    ]


def _parts() -> dict[str, list[Stage]]:
    """Return the parts of a profile and the stages that make them of `_of_place`."""
    return {
        "seen": _seen(),
        "places": _inside(),
        "people": _at_events("participants", resolved("$events.participants.name", "$known")),
        "organizations": _at_events("organizations", resolved("$events.organizations", "$bodies")),
        "types": _at_events("type", "$events.type"),
        "events": latest("events", "type", "name", "summary"),
    }


def _seen() -> list[Stage]:
    return [
        {"$project": {"day": 1, "mentions": {"$sum": "$here.mentions"}}},
        tally("all", mentions={"$sum": "$mentions"}),
        {
            "$project": {
                "_id": 0,
                "first": 1,
                "last": 1,
                "articles": ARTICLES,
                "mentions": 1,
                "article_ids": "$ids",
            }
        },
    ]


def _inside() -> list[Stage]:
    return [
        {"$project": {"here": 1}},
        {"$unwind": "$here"},
        {"$group": {"_id": "$here.name", "ids": {"$addToSet": "$_id"}}},
        {"$project": {"_id": 0, "name": "$_id", "articles": ARTICLES}},
        {"$sort": {"articles": -1, "name": 1}},
    ]


def _at_events(field: str, name: str | Expression) -> list[Stage]:
    """Return the stages that count the events by what stands in `field` of each."""
    return [
        {"$project": {"known": 1, "bodies": 1, "events": 1}},
        {"$unwind": "$events"},
        {"$unwind": f"$events.{field}"},
        {"$group": {"_id": name, "events": {"$sum": 1}}},
        {"$project": {"_id": 0, "name": "$_id", "events": 1}},
        {"$sort": {"events": -1, "name": 1}},
    ]
