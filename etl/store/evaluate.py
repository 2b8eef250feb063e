"""Running a pipeline on documents at hand: mongomock does it, in an order that spares it comparisons."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from mongomock.aggregate import process_pipeline

from etl.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from etl.store.base import Document

_FEW = 200


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
            if set(stage) == {"$group"}:
                documents = _neighbours(documents, stage["$group"].get("_id"))
            documents = list(process_pipeline(documents, database, [stage], None))  # type: ignore[no-untyped-call]
            if set(stage) == {"$group"}:
                # Where people look first, and where MongoDB puts it.
                documents = [{"_id": document.pop("_id"), **document} for document in documents]
    except NotImplementedError as error:
        message = f"the embedded store cannot run this pipeline: {error}"
        raise StoreError(message) from error
    return documents


def _neighbours(documents: list[Document], key: Any) -> list[Document]:
    """Put documents with the same group key side by side, which changes no group and no order inside one.

    `$group` sorts by a comparison written in Python; what comes sorted is compared once instead of seventeen times.
    """
    if not key or len(documents) < _FEW:
        return documents
    project = {"$project": {"_id": 0, "key": key}}
    keys = process_pipeline(documents, None, [project], None)  # type: ignore[no-untyped-call]
    try:
        ranks = [_rank(found.get("key")) for found in keys]
    except TypeError:
        return documents
    return [documents[place] for place in sorted(range(len(documents)), key=ranks.__getitem__)]


def _rank(value: Any) -> tuple[Any, ...]:
    """Return what a value is sorted by; equal for equal values."""
    if value is None:
        return (0,)
    if isinstance(value, (int, float)):
        return 1, value
    if isinstance(value, str):
        return 2, value
    if isinstance(value, dict):
        return 3, tuple((name, _rank(inner)) for name, inner in value.items())
    if isinstance(value, datetime):
        return 4, value
    message = "no quick order"
    raise TypeError(message)
