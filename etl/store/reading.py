"""The embedded store as a pymongo database to read from.

SQLite proposes documents, mongomock decides: every filter, sort and pipeline is evaluated by mongomock, on the
candidates of the inverted table, opened no further than the fields that are read. Stages that merely choose documents
run first on few fields; what they chose is opened for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import mongomock
from mongomock.command_cursor import CommandCursor

from etl.errors import StoreError
from etl.store.candidates import candidates, undecided
from etl.store.cursor import ReadCursor, scratch
from etl.store.evaluate import evaluate, may_share
from etl.store.fields import fields_chosen_by, fields_projected, fields_read, split
from etl.store.indexes import INDEXED, INDEXES, index_name
from etl.store.opening import Opener, plain
from etl.store.sieve import sieve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.store.base import Document
    from etl.store.rows import Rows

_ALL = "SELECT n, bson FROM {} ORDER BY n"
_SOME = "SELECT n, bson FROM {} WHERE n IN (SELECT value FROM json_each(?)) ORDER BY n"
_WRITES = (
    *(
        "bulk_write",
        "insert_many",
        "insert_one",
        "replace_one",
        "update_many",
        "update_one",
        "delete_many",
        "delete_one",
    ),
    *("find_one_and_delete", "find_one_and_replace", "find_one_and_update", "rename", "drop", "drop_collection"),
    *("create_collection", "create_index", "create_indexes", "drop_index", "drop_indexes"),
)


class _Refusing:
    """Refuses to write, in words."""

    def __getattr__(self, name: str) -> Any:
        if name in _WRITES:
            return _refuse
        message = f"{type(self).__name__} has no {name}"
        raise AttributeError(message)


def _refuse(*_: Any, **__: Any) -> NoReturn:
    message = "this database is for reading; write with: etl load"
    raise StoreError(message)


class ReadDatabase(_Refusing):
    """The reading half of `pymongo.database.Database`, over an embedded store.

    Attributes:
        name: the database's name.
    """

    def __init__(self, rows: Rows, name: str) -> None:
        self._rows, self.name = rows, name

    def __getitem__(self, name: str) -> ReadCollection:
        return ReadCollection(self._rows, self, name)

    def __getattr__(self, name: str) -> Any:
        return self[name] if name in INDEXED else super().__getattr__(name)

    def get_collection(self, name: str, **_: Any) -> ReadCollection:
        """Return a collection; one that does not exist is empty."""
        return self[name]

    def list_collection_names(self, **_: Any) -> list[str]:
        """Return the names of the collections."""
        return list(INDEXED)

    def command(self, command: str | Mapping[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        """Answer `ping`; anything else needs a server.

        Raises:
            StoreError: another command.
        """
        name = command if isinstance(command, str) else next(iter(command))
        if name == "ping":
            return {"ok": 1.0}
        message = f"the embedded store knows no command {name}"
        raise StoreError(message)


class ReadCollection(_Refusing):
    """The reading half of `pymongo.collection.Collection`, over an embedded store.

    Attributes:
        name: the collection's name.
        database: the database it is of.
    """

    def __init__(self, rows: Rows, database: ReadDatabase, name: str) -> None:
        self._rows, self.database, self.name = rows, database, name

    @property
    def full_name(self) -> str:
        """Database and collection, as MongoDB writes them."""
        return f"{self.database.name}.{self.name}"

    def find(
        self,
        filter: Mapping[str, Any] | None = None,  # noqa: A002 - pymongo's name
        projection: Any = None,
        skip: int = 0,
        limit: int = 0,
        sort: Any = None,
        **_: Any,
    ) -> ReadCursor:
        """Return a cursor over the documents that `filter` chooses, as pymongo does."""
        cursor = ReadCursor(self, filter, projection).skip(skip).limit(limit)
        return cursor.sort(sort) if sort else cursor

    def find_one(self, filter: Any = None, projection: Any = None, **options: Any) -> Document | None:  # noqa: A002 - ditto
        """Return the first document that `filter` (or `_id`) chooses, or `None`."""
        query = filter if filter is None or isinstance(filter, Mapping) else {"_id": filter}
        return next(self.find(query, projection, limit=1, **options), None)

    def aggregate(self, pipeline: Sequence[Mapping[str, Any]], **_: Any) -> CommandCursor:
        """Run an aggregation and return its documents.

        Raises:
            StoreError: a stage or an operator that the embedded store does not have, or one that writes.
        """
        choosing, rest = split([_aware(stage) for stage in pipeline])
        with self._rows.snapshot():
            numbers = self.choose(choosing)
            opener = Opener(fields_read(rest) if rest else None, sieve(rest), shared=may_share(rest))
            found = self._process(self._open(numbers, opener), rest)
            return CommandCursor(map(plain, found))  # type: ignore[no-untyped-call]  # mongomock has no types

    def count_documents(self, filter: Mapping[str, Any], skip: int = 0, limit: int = 0, **_: Any) -> int:  # noqa: A002 - ditto
        """Return how many documents `filter` chooses."""
        if not filter and not skip and not limit:
            return self.estimated_document_count()
        stages: list[Mapping[str, Any]] = [{"$match": filter}]
        stages += [{"$skip": skip}] if skip else []
        stages += [{"$limit": limit}] if limit else []
        with self._rows.snapshot():
            return len(self.choose(stages) or ())

    def estimated_document_count(self, **_: Any) -> int:
        """Return how many documents there are (exactly)."""
        if self.name not in INDEXED:
            return 0
        statement = f"SELECT count(*) FROM {self.name}"  # noqa: S608 - one of our names
        return int(self._rows.select(statement)[0][0])

    def distinct(self, key: str, filter: Mapping[str, Any] | None = None, **_: Any) -> list[Any]:  # noqa: A002 - ditto
        """Return the different values of a field, in order."""
        with self._rows.snapshot():
            numbers = self.choose([{"$match": filter}] if filter else [])
            found = self._open(numbers, Opener(fields_chosen_by([{"$sort": {key: 1}}])))
            return sorted(scratch(found).distinct(key), key=lambda value: (type(value).__name__, str(value)))

    def list_indexes(self, **_: Any) -> list[dict[str, Any]]:
        """Return the indexes as MongoDB lists them."""
        return [{"v": 2, "key": dict(about["key"]), "name": name} for name, about in self.index_information().items()]

    def index_information(self, **_: Any) -> dict[str, Any]:
        """Return the indexes as pymongo tells them."""
        found = {"_id_": {"v": 2, "key": [("_id", 1)]}}
        for paths in INDEXES.get(self.name, ()):
            found[index_name(paths)] = {"v": 2, "key": [(path, 1) for path in paths]}
        return found

    def choose(self, stages: Sequence[Mapping[str, Any]]) -> list[int] | None:
        """Return the rows that `$match`, `$sort`, `$skip` and `$limit` leave, in order; `None` for all as they are."""
        stages = [_aware(stage) for stage in stages]
        numbers: list[int] | None = None
        if stages and "$match" in stages[0] and self.name in INDEXED:
            query = stages[0]["$match"]
            proposed = candidates(self._rows, self.name, query)
            numbers = None if proposed is None else sorted(proposed)
            left = undecided(self.name, query)
            stages = [{"$match": left}, *stages[1:]] if left else stages[1:]
        if not stages:
            return numbers
        marked = self._open(numbers, Opener(fields_chosen_by(stages)), mark=True)
        return [document[_ROW] for document in self._process(marked, stages)]

    def cut(self, numbers: list[int] | None, projection: Any) -> list[bytes]:
        """Return documents undecoded, in the order of `numbers`, with the fields that `projection` shows."""
        opener = Opener(fields_projected(projection))
        found = {number: opener.cut(data) for number, data in self._stream(numbers)}
        return [found[number] for number in (found if numbers is None else numbers)]

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment."""
        with self._rows.snapshot():
            yield

    def _stream(self, numbers: list[int] | None) -> Iterator[tuple[int, bytes]]:
        if self.name not in INDEXED:
            return
        if numbers is None:
            yield from self._rows.stream(_ALL.format(self.name))
        elif numbers:
            yield from self._rows.stream(_SOME.format(self.name), (str(numbers),))

    def _open(self, numbers: list[int] | None, opener: Opener, *, mark: bool = False) -> list[Document]:
        found = {}
        for number, data in self._stream(numbers):
            found[number] = document = opener.open(data)
            if mark:
                document[_ROW] = number
        return [found[number] for number in (found if numbers is None else numbers)]

    def _process(self, documents: list[Document], stages: Sequence[Mapping[str, Any]]) -> list[Document]:
        foreign = {name for stage in stages for name in _foreign(stage)}
        database: Any = mongomock.MongoClient(tz_aware=True)[self.database.name]
        for name in foreign:
            if others := list(self.database[name].find()):
                database[name].insert_many(others)
        return evaluate(documents, stages, database)


_ROW = "\0row"
"""A field name that BSON forbids, so no document has it."""


def _foreign(stage: Mapping[str, Any]) -> Iterator[str]:
    for name, options in stage.items():
        if name in ("$out", "$merge"):
            _refuse()
        elif name in ("$lookup", "$graphLookup") and isinstance(options, Mapping):
            yield from (options[key] for key in ("from",) if isinstance(options.get(key), str))
        elif name == "$facet":
            yield from (found for inner in options.values() for part in inner for found in _foreign(part))


def _aware(value: Any) -> Any:
    """Dates without a zone are UTC, as pymongo has it."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, Mapping):
        return {key: _aware(inner) for key, inner in value.items()}
    return [_aware(inner) for inner in value] if isinstance(value, (list, tuple)) else value
