"""Pieces of aggregation that several questions use, of operators that MongoDB 4.4 and mongomock both get right.

What is known of mongomock 4.3 and shapes these: a path that is missing makes a bare comparison fail, so comparisons of
fields that may be missing stand inside `$and` or `$or`, or the field inside `$ifNull`; a list that holds paths must not
be a projected value; `$and` tries all its parts, `$cond` only the one it needs. Lists are unwound as they are stored:
MongoDB sees for itself which fields a pipeline reads, and so does the embedded store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from queries.scope import Condition, Stage, in_region, levels, spellings

if TYPE_CHECKING:
    from etl.model import EntityType

Expression = dict[str, Any]
DAY: Expression = {"$ifNull": ["$date.start", "$publication.date"]}
"""The day of an article: its own, else the paper's."""


def listed(path: str) -> Expression:
    """Return the list at `path`, empty where it is missing."""
    return {"$ifNull": [path, []]}


def within(one: str, values: Any) -> Expression:
    """Return whether `one` (a path or variable that may be missing) is among `values`."""
    return {"$and": [{"$in": [one, values]}]}


def entities(kind: EntityType | None, *tests: Expression) -> Expression:
    """Return the article's entities of a type (None: of any) that pass all `tests` (on `$$e`)."""
    of_kind: Expression = {"$eq": ["$$e.type", kind]}
    passing: Expression = {"$and": list(tests)}
    # `$cond` and not `$and`: mongomock would try every test on every entity.
    wanted = {"$cond": [of_kind, passing, False]} if kind and tests else of_kind if kind else passing
    return {"$filter": {"input": listed("$entities"), "as": "e", "cond": wanted}}


def each(items: Any, result: Any, name: str = "e") -> Expression:
    """Return `result` (of `$$name`) for each of `items`."""
    return {"$map": {"input": items, "as": name, "in": result}}


CERTAIN: Expression = {"$ne": [{"$ifNull": ["$$e.partial", False]}, True]}
"""Test: the name is whole (not 李女士 or 赵某某)."""
BEST_NAME: Expression = {"$ifNull": ["$$e.canonical", "$$e.name"]}
"""What an entity is counted under."""


def full_names(kind: EntityType) -> Expression:
    """Return `{name, canonical}` of the entities whose printed name stands for another one, for `resolved`."""
    other = {"$ne": [{"$ifNull": ["$$e.canonical", None]}, None]}
    return each(entities(kind, other), {"name": "$$e.name", "canonical": "$$e.canonical"})


def resolved(name: str, known: str) -> Expression:
    """Return what `name` stands for by the list at `known` (see `full_names`), else `name` itself."""
    same = {"$filter": {"input": known, "as": "k", "cond": {"$eq": ["$$k.name", name]}}}
    return {"$ifNull": [{"$arrayElemAt": [each(same, "$$k.canonical", "k"), 0]}, name]}


@dataclass(frozen=True)
class Named:
    """A person or a body asked for by any of its names.

    Attributes:
        kind: `person` or `organization`; None where it may be either.
        name: a printed form, an alias or the canonical name.
    """

    kind: EntityType | None
    name: str

    def condition(self) -> Condition:
        """Return the condition that an article names it, for a leading `$match`."""
        return {"$or": [{f"entities.{key}": self.name} for key in ("name", "canonical", "aliases")]}

    def test(self) -> Expression:
        """Return the test that `$$e` is it."""
        same = [{"$eq": [f"$$e.{key}", {"$literal": self.name}]} for key in ("name", "canonical")]
        return {"$or": [*same, {"$in": [{"$literal": self.name}, listed("$$e.aliases")]}]}

    def printed(self) -> Expression:
        """Return the names it goes by in the article at hand, as events and statements use them."""
        return {"$concatArrays": [{"$literal": [self.name]}, each(entities(self.kind, self.test()), "$$e.name")]}


@dataclass(frozen=True)
class Place(Named):
    """A place asked for by any of its names, or a region of any level: 郑州市 is also every place in 郑州市."""

    def condition(self) -> Condition:
        """Return the condition that an article names it or a place in it, for a leading `$match`."""
        return {"$or": [*super().condition()["$or"], in_region(self.name)]}

    def test(self) -> Expression:
        """Return the test that `$$e` is it or lies in it."""
        chain = [self._lies_in(level) for level in levels(self.name)]
        return {"$or": [super().test(), {"$and": chain}]}

    @staticmethod
    def _lies_in(level: str) -> Expression:
        return {"$or": [{"$in": [{"$literal": name}, listed("$$e.region")]} for name in spellings(level)]}


def as_person(name: str) -> Named:
    """Return a person asked for by `name`."""
    return Named("person", name)


def as_place(name: str) -> Place:
    """Return a place asked for by `name`."""
    return Place("place", name)


def as_body(name: str) -> Named:
    """Return a body asked for by `name`."""
    return Named("organization", name)


def how_many(items: Any, test: Expression, name: str) -> Expression:
    """Return how many of `items` (as `$$name`) pass `test`."""
    return {"$size": {"$filter": {"input": items, "as": name, "cond": test}}}


def tally(key: Any, **more: Expression) -> Stage:
    """Return the `$group` that counts unwound documents under `key` and keeps their articles and days.

    The documents bring `day`; `ids` are the articles, each once.
    """
    return {
        "$group": {
            "_id": key,
            **more,
            "first": {"$min": "$day"},
            "last": {"$max": "$day"},
            "ids": {"$addToSet": "$_id"},
        }
    }


ARTICLES: Expression = {"$size": "$ids"}
"""After `tally`: in how many articles."""
