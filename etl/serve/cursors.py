"""Cursors: what a client has asked for and not yet fetched."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING, Any

import bson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from etl.store.base import Document

FIRST_BATCH = 101
"""Documents in a first batch where the client does not say; as MongoDB does."""
MAX_BATCH_BYTES = 16 * 1024 * 1024
MAX_OPEN = 200
"""The oldest goes when there are more."""


class Cursors:
    """All open cursors of a server.

    Example:
        >>> cursors = Cursors()
        >>> first = cursors.open("jianbao.articles", iter([{"_id": 1}, {"_id": 2}]), batch_size=1)
        >>> first["cursor"]["firstBatch"]
        [{'_id': 1}]
        >>> cursors.more(first["cursor"]["id"], None)["cursor"]
        {'id': 0, 'ns': 'jianbao.articles', 'nextBatch': [{'_id': 2}]}
    """

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._open: dict[int, tuple[str, Iterator[Document]]] = {}
        self._lock = threading.Lock()

    def open(self, namespace: str, documents: Iterable[Document], *, batch_size: int | None = None) -> Document:
        """Return the answer to a command that opens a cursor: its first batch."""
        size = FIRST_BATCH if batch_size is None else batch_size
        return self._answer(next(self._numbers), namespace, iter(documents), size, "firstBatch")

    def more(self, number: int, batch_size: int | None) -> Document | None:
        """Return the next batch, `None` where there is no such cursor."""
        with self._lock:
            found = self._open.pop(number, None)
        return found and self._answer(number, *found, batch_size or 0, "nextBatch")

    def kill(self, numbers: list[int]) -> list[int]:
        """Forget cursors; return those that were open."""
        with self._lock:
            return [number for number in numbers if self._open.pop(number, None)]

    def _answer(self, number: int, namespace: str, documents: Iterator[Document], size: int, name: str) -> Document:
        batch, rest = _batch(documents, size, wanted=name == "nextBatch" or size > 0)
        if rest is not None:
            with self._lock:
                self._open[number] = namespace, rest
                for oldest in list(self._open)[:-MAX_OPEN]:
                    del self._open[oldest]
        open_number = bson.Int64(number if rest is not None else 0)
        return {"cursor": {"id": open_number, "ns": namespace, name: batch}, "ok": 1.0}


def _batch(documents: Iterator[Document], size: int, *, wanted: bool) -> tuple[list[Any], Iterator[Document] | None]:
    """Return the next documents, bounded by count and bytes, and what is left (`None`: nothing)."""
    batch: list[Any] = []
    weight = 0
    for document in documents if wanted else ():
        data = bson.encode(document)
        full = (size and len(batch) >= size) or (batch and weight + len(data) > MAX_BATCH_BYTES)
        if full:
            return batch, itertools.chain([document], documents)
        batch.append(document)
        weight += len(data)
    return batch, (None if wanted else documents)
