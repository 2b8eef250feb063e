"""Which fields a pipeline reads, so that the embedded store opens no more of a document than that.

Unsure means everything: a field too many costs time, a field too few an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Tree = dict[str, "Tree | None"]
"""Field → what is read inside it; `None`: all of it; `{}`: only that it is there and how many."""

Scope = dict[str, list[str]]
"""Variable of an expression → the paths of the lists whose items it may stand for."""

_KEEPING = {"$match", "$sort", "$skip", "$limit"}
"""Stages that choose among documents and leave them as they are."""
_LOGICAL = {"$and", "$or", "$nor"}
_SAFE = {"$sort", "$skip", "$limit", "$sample", "$count", "$addFields", "$set", "$group", "$bucket"}


class _Everything(Exception):  # noqa: N818 - not an error: it ends the walk, and never leaves this module
    """The pipeline may read any field."""


class _Reads:
    """Collects dotted paths as a tree."""

    def __init__(self) -> None:
        self.tree: Tree = {"_id": None}

    def touch(self, path: str, *, whole: bool = True) -> None:
        """Note that `path` is read: all of it, or only how many there are."""
        parts = path.split(".")
        if any(not part or part.startswith("$") for part in parts):
            raise _Everything
        place = self.tree
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            if (last and whole) or any(p.isdecimal() for p in parts[number + 1 : number + 2]):
                place[part] = None
                return
            inner = place.setdefault(part, {})
            if inner is None:
                return
            place = inner

    def expression(self, value: Any, scope: Scope | None = None) -> None:
        """Note what an aggregation expression reads; `scope` tells what its variables stand for."""
        scope = scope or {}
        if isinstance(value, str):
            self._string(value, scope)
        elif isinstance(value, dict):
            for name, inner in value.items():
                if name in ("$map", "$filter") and isinstance(inner, dict):
                    for path in self._items({name: inner}, scope):
                        self.touch(path)
                elif name == "$size":
                    self._items(inner, scope)
                elif name != "$literal":
                    self.expression(inner, scope)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                self.expression(inner, scope)

    def _string(self, value: str, scope: Scope) -> None:
        if value.startswith(("$$ROOT", "$$CURRENT")):
            raise _Everything
        for path in _paths(value, scope):
            self.touch(path)

    def _items(self, value: Any, scope: Scope) -> list[str]:
        """Return the paths of the lists whose items `value` gives as they are; note what else it reads.

        Of the lists themselves only their length is noted: whoever asks knows what it reads of the items.
        """
        name, inner = next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else (None, value)
        if isinstance(value, str) and not value.startswith(("$$ROOT", "$$CURRENT")):
            found = _paths(value, scope)
        elif name == "$ifNull":
            found = [path for part in inner for path in self._items(part, scope)]
        elif name in ("$map", "$filter") and isinstance(inner, dict):
            found = self._items(inner.get("input"), scope)
            within = scope | {inner.get("as", "this"): found}
            self.expression(inner.get("in" if name == "$map" else "cond"), within)
            found = [] if name == "$map" else found
        else:
            self.expression(value, scope)
            found = []
        for path in found:
            self.touch(path, whole=False)
        return found

    def query(self, query: Mapping[str, Any], prefix: str = "") -> None:
        """Note what a filter reads."""
        for name, wanted in query.items():
            if name in _LOGICAL:
                for part in wanted:
                    self.query(part, prefix)
            elif name == "$expr":
                self.expression(wanted)
            elif name == "$comment":
                continue
            elif _is_element(wanted):
                self.touch(prefix + name, whole=False)
                self.query(wanted["$elemMatch"], f"{prefix}{name}.")
            else:
                self.touch(prefix + name)

    def stage(self, name: str, options: Any) -> bool:
        """Note what one stage reads; return whether later stages see only what this one made."""
        if name == "$match":
            self.query(options)
        elif name == "$unwind":
            self.touch((options["path"] if isinstance(options, dict) else options)[1:], whole=False)
        elif name == "$sort":
            for path in options:
                self.touch(path)
        elif name == "$project":
            return self._project(options)
        elif name == "$replaceRoot":
            self.expression(options["newRoot"])
            return True
        elif name == "$facet":
            for pipeline in options.values():
                self.pipeline(pipeline)
            return True
        elif name in _SAFE:
            self.expression(options)
            return name in ("$group", "$count", "$bucket")
        else:
            raise _Everything
        return False

    def _project(self, options: Mapping[str, Any]) -> bool:
        for path, value in options.items():
            if isinstance(value, (bool, int, float)):
                if value:
                    self.touch(path)
            elif _has_numbers(value):
                raise _Everything
            else:
                self.expression(value)
        # Leaving fields out shows all the others.
        return any(value not in (0, False) for value in options.values())

    def pipeline(self, stages: Sequence[Mapping[str, Any]]) -> None:
        """Note what a whole pipeline reads, its last stage's documents included."""
        for stage in stages:
            for name, options in stage.items():
                if self.stage(name, options):
                    return
        raise _Everything


def _has_numbers(value: Any) -> bool:
    """Return whether an object shows fields by numbers, `{start: 1}`, instead of making new ones of expressions."""
    if not isinstance(value, dict) or any(key.startswith("$") for key in value):
        return False
    return any(isinstance(inner, (bool, int, float)) or _has_numbers(inner) for inner in value.values())


def _is_element(wanted: Any) -> bool:
    if not isinstance(wanted, dict) or set(wanted) != {"$elemMatch"}:
        return False
    inner = wanted["$elemMatch"]
    return isinstance(inner, dict) and not any(key.startswith("$") for key in inner)


def _paths(value: str, scope: Scope) -> list[str]:
    """Return the field paths that a string in an expression stands for.

    Example:
        >>> _paths("$entities", {}), _paths("$$e.name", {"e": ["entities"]}), _paths("district", {})
        (['entities'], ['entities.name'], [])
    """
    if not value.startswith("$$"):
        return [value[1:]] if value.startswith("$") else []
    name, dot, rest = value[2:].partition(".")
    return [path + dot + rest for path in scope.get(name, ())]


def split(stages: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Divide a pipeline into the stages that only choose documents, and the rest.

    Example:
        >>> split([{"$match": {"kind": "news"}}, {"$limit": 5}, {"$unwind": "$terms"}])
        ([{'$match': {'kind': 'news'}}, {'$limit': 5}], [{'$unwind': '$terms'}])
    """
    for number, stage in enumerate(stages):
        if not set(stage) <= _KEEPING:
            return list(stages[:number]), list(stages[number:])
    return list(stages), []


def fields_chosen_by(stages: Iterable[Mapping[str, Any]]) -> Tree | None:
    """Return the fields that choosing stages read, `None` for all.

    Example:
        >>> fields_chosen_by([{"$match": {"entities": {"$elemMatch": {"name": "徐立毅"}}}}, {"$sort": {"_id": 1}}])
        {'_id': None, 'entities': {'name': None}}
    """
    reads = _Reads()
    try:
        for stage in stages:
            for name, options in stage.items():
                reads.stage(name, options)
    except _Everything:
        return None
    return reads.tree


def fields_read(stages: Sequence[Mapping[str, Any]]) -> Tree | None:
    """Return the fields that a pipeline needs to give its answer, `None` for all.

    Example:
        >>> fields_read([{"$unwind": "$entities"}, {"$group": {"_id": "$entities.name", "n": {"$sum": 1}}}])
        {'_id': None, 'entities': {'name': None}}
        >>> people = {"$filter": {"input": "$entities", "as": "e", "cond": {"$eq": ["$$e.type", "person"]}}}
        >>> fields_read([{"$project": {"names": {"$map": {"input": people, "as": "p", "in": "$$p.name"}}}}])
        {'_id': None, 'entities': {'type': None, 'name': None}}
        >>> fields_read([{"$unwind": "$entities"}]) is None
        True
    """
    reads = _Reads()
    try:
        reads.pipeline(stages)
    except _Everything:
        return None
    return reads.tree


def fields_projected(projection: Any) -> Tree | None:
    """Return the fields that a `find` shows, `None` for all (or where it is not plain inclusion).

    Example:
        >>> fields_projected({"headline": 1, "date.start": 1})
        {'_id': None, 'headline': None, 'date': {'start': None}}
    """
    names = dict.fromkeys(projection, 1) if isinstance(projection, (list, tuple, set)) else dict(projection or {})
    shown = {name: value for name, value in names.items() if name != "_id"}
    if not all(value in (1, True) and "$" not in name for name, value in shown.items()):
        return None
    if not shown and names.get("_id", 1) != 1:
        return None
    return fields_chosen_by([{"$sort": shown}]) if names else None
