"""What `find` gives back over an embedded store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

import mongomock

from etl.errors import StoreError
from etl.store.base import Document
from etl.store.encoding import decode

_BATCH = 200


class Chooser(Protocol):
    """What a cursor asks of the collection it reads."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Everything read inside is of one moment."""

    def choose(self, stages: Sequence[Mapping[str, Any]]) -> list[int] | None:
        """Return the rows that the stages leave, in order; `None` for all as they are."""

    def cut(self, numbers: list[int] | None, projection: Any) -> list[bytes]:
        """Return documents undecoded, in that order, with the fields that `projection` shows."""

    def distinct(self, key: str, filter: Mapping[str, Any] | None = None) -> list[Any]:  # noqa: A002 - pymongo's name
        """Return the different values of a field, in order."""


def scratch(documents: list[Document]) -> Any:
    """Return a mongomock collection that holds `documents`."""
    collection: Any = mongomock.MongoClient(tz_aware=True).scratch.documents
    if documents:
        collection.insert_many(documents)
    return collection


class ReadCursor:
    """The reading half of `pymongo.cursor.Cursor`: nothing is read before the first document is asked for."""

    def __init__(self, collection: Chooser, query: Mapping[str, Any] | None, projection: Any) -> None:
        self.collection, self._query, self._projection = collection, dict(query or {}), projection
        self._skip, self._limit = 0, 0
        self._sort: dict[str, int] = {}
        self._found: Iterator[Document] | None = None

    def sort(self, key_or_list: Any, direction: int = 1) -> ReadCursor:
        """Order by a field, or by `(field, direction)` pairs."""
        pairs = [(key_or_list, direction)] if isinstance(key_or_list, str) else list(dict(key_or_list).items())
        self._sort = dict(pairs)
        return self._unread()

    def skip(self, count: int) -> ReadCursor:
        """Leave out the first `count` documents."""
        self._skip = count
        return self._unread()

    def limit(self, count: int) -> ReadCursor:
        """Stop after `count` documents; 0 is no limit."""
        self._limit = abs(count)
        return self._unread()

    def batch_size(self, _count: int) -> ReadCursor:
        """Accepted and of no effect."""
        return self

    def hint(self, _index: Any) -> ReadCursor:
        """Accepted and of no effect."""
        return self

    def _unread(self) -> ReadCursor:
        if self._found is not None:
            message = "the cursor has been read from; sort, skip and limit come first"
            raise StoreError(message)
        return self

    def _read(self) -> Iterator[Document]:
        stages: list[Mapping[str, Any]] = [{"$match": self._query}] if self._query else []
        stages += [{"$sort": self._sort}] if self._sort else []
        stages += [{"$skip": self._skip}] if self._skip else []
        stages += [{"$limit": self._limit}] if self._limit else []
        with self.collection.snapshot():
            found = self.collection.cut(self.collection.choose(stages), self._projection)
        for first in range(0, len(found), _BATCH):
            batch = [decode(data) for data in found[first : first + _BATCH]]
            yield from self._show(batch)

    def _show(self, batch: list[Document]) -> Iterator[Document]:
        if self._projection is None or self._projection in ({}, []):
            return iter(batch)
        found: Iterator[Document] = scratch(batch).find({}, self._projection)
        return found

    def __iter__(self) -> ReadCursor:
        return self

    def __next__(self) -> Document:
        self._found = self._found or self._read()
        return next(self._found)

    next = __next__

    def to_list(self, length: int | None = None) -> list[Document]:
        """Return the documents that are left, `length` at most."""
        return [document for _, document in zip(range(length), self, strict=False)] if length else list(self)

    def distinct(self, key: str) -> list[Any]:
        """Return the different values of a field among the documents."""
        return self.collection.distinct(key, self._query)

    def close(self) -> None:
        """Forget the documents that are left."""
        self._found = iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
