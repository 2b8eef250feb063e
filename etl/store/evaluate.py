"""Running a pipeline on documents at hand: mongomock does it, in an order that spares it comparisons."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from mongomock.aggregate import process_pipeline
from mongomock.filtering import filter_applies

from etl.errors import StoreError
from etl.store.fields import fields_chosen_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from etl.store.base import Document

_FEW = 200
_READING = frozenset(
    [
        "$match",
        "$sort",
        "$skip",
        "$limit",
        "$sample",
        "$unwind",
        "$group",
        "$bucket",
        "$count",
        "$project",
        "$replaceRoot",
    ]
)
_PLACE = "\0place"
"""A field name that BSON forbids, so that no document has it and no filter asks for it."""


def evaluate(documents: list[Document], stages: Sequence[Mapping[str, Any]], database: Any) -> list[Document]:
    """Return what a pipeline makes of `documents`.

    mongomock's own function for pipelines is called, because putting the documents into a collection of its own would
    copy each one twice.

    Args:
        documents: what the pipeline begins with; it may change them.
        stages: the pipeline.
        database: a mongomock database with the collections that `$lookup` names.

    Returns:
        The documents that come out, in order.

    Raises:
        StoreError: a stage or an operator that mongomock does not have.

    Example:
        >>> evaluate([{"_id": 1, "n": 3}, {"_id": 2, "n": 1}], [{"$sort": {"n": 1}}, {"$limit": 1}], None)
        [{'_id': 2, 'n': 1}]
    """
    try:
        for stage in stages:
            spared = _spared(documents, stage)
            if spared is not None:
                documents = spared
                continue
            if set(stage) == {"$match"}:
                documents = _matching(documents, stage)
                continue
            if set(stage) == {"$group"}:
                documents = _neighbours(documents, stage["$group"].get("_id"))
            documents = _process(documents, stage, database)
            if set(stage) == {"$group"}:
                # Where people look first, and where MongoDB puts it.
                documents = [{"_id": document.pop("_id"), **document} for document in documents]
    except NotImplementedError as error:
        message = f"the embedded store cannot run this pipeline: {error}"
        raise StoreError(message) from error
    return documents


def _spared(documents: list[Document], stage: Mapping[str, Any]) -> list[Document] | None:
    """Return what a `$match` or a `$sort` gives where mongomock need not do it stage by stage, else None.

    Its `$match` copies every document to take zones off dates that have them all, its `$sort` compares in Python.
    """
    try:
        if set(stage) == {"$match"}:
            matches = partial(filter_applies, stage["$match"])
            return [document for document in documents if matches(document)]
        if set(stage) == {"$sort"} and len(documents) >= _FEW:
            return _in_order(documents, stage["$sort"])
    except TypeError:
        # Dates that were made without a zone, say, or values of several types.
        return None
    return None


def _in_order(documents: list[Document], keys: Mapping[str, int]) -> list[Document]:
    """Return documents sorted by plain values.

    Raises:
        TypeError: there are values whose order is mongomock's to tell (lists, documents, truth values).

    Example:
        >>> _in_order([{"n": 1, "d": {"e": "b"}}, {"n": 2}, {"n": 1, "d": {"e": "a"}}], {"n": -1, "d.e": 1})
        [{'n': 2}, {'n': 1, 'd': {'e': 'a'}}, {'n': 1, 'd': {'e': 'b'}}]
    """
    places = list(range(len(documents)))
    for path, direction in reversed(list(keys.items())):
        parts = path.split(".")
        ranks = [_rank(_at(document, parts), among=(str, int, float, datetime)) for document in documents]
        places.sort(key=ranks.__getitem__, reverse=direction < 0)
    return [documents[place] for place in places]


def _at(value: Any, parts: Sequence[str]) -> Any:
    for part in parts:
        if not isinstance(value, dict):
            if value is None:
                return None
            message = "no plain way"
            raise TypeError(message)
        value = value.get(part)
    return value


def may_share(stages: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether `stages` leave the documents in lists as they are, so that copies may share them.

    Example:
        >>> may_share([{"$unwind": "$events"}, {"$addFields": {"events.place": "二七区"}}])
        False
    """
    return all(_leaves(name, options) for stage in stages for name, options in stage.items())


def _leaves(name: str, options: Any) -> bool:
    if name in ("$addFields", "$set"):
        return not any("." in field for field in options)
    if name == "$facet":
        return all(may_share(pipeline) for pipeline in options.values())
    return name in _READING


def _matching(documents: list[Document], stage: Mapping[str, Any]) -> list[Document]:
    """Match on the fields that are asked about only: mongomock copies whole documents to compare their dates."""
    tree = fields_chosen_by([stage])
    names = list(tree) if tree is not None else None
    slim = [
        {_PLACE: place, **(document if names is None else {n: document[n] for n in names if n in document})}
        for place, document in enumerate(documents)
    ]
    found = _process(slim, stage)
    return [documents[document[_PLACE]] for document in found]


def _process(documents: list[Document], stage: Mapping[str, Any], database: Any = None) -> list[Document]:
    return list(process_pipeline(documents, database, [stage], None))  # type: ignore[no-untyped-call]  # mongomock has no types


def _neighbours(documents: list[Document], key: Any) -> list[Document]:
    """Put documents with the same group key side by side, which changes no group and no order inside one.

    `$group` sorts by a comparison written in Python; what comes sorted is compared once instead of seventeen times.
    """
    if not key or len(documents) < _FEW:
        return documents
    project = {"$project": {"_id": 0, "key": key}}
    keys = _process(documents, project)
    try:
        ranks = [_rank(found.get("key")) for found in keys]
    except TypeError:
        return documents
    return [documents[place] for place in sorted(range(len(documents)), key=ranks.__getitem__)]


def _rank(value: Any, among: tuple[type, ...] = (str, int, float, dict, datetime)) -> tuple[Any, ...]:
    """Return what a value is sorted by, in the order of BSON's types; equal for equal values."""
    if value is None:
        return (0,)
    if not isinstance(value, among) or isinstance(value, bool):
        message = "no quick order"
        raise TypeError(message)
    if isinstance(value, (int, float)):
        return 1, value
    if isinstance(value, str):
        return 2, value
    if isinstance(value, dict):
        return 3, tuple((name, _rank(inner)) for name, inner in value.items())
    return 4, value
