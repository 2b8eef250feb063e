"""The embedded store's file: documents as BSON in SQLite, and the inverted table that finds them."""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from etl.errors import StoreError, StoreUnavailable
from etl.store.encoding import decode, encode
from etl.store.indexes import INDEXED, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from etl.store.base import Document
    from etl.store.indexes import Key

APPLICATION = 0x4A424F31
"""Written in the file's head (`JBO1`), so that somebody else's SQLite file is never taken for ours."""
FORMAT = 1
"""Raised when the tables or the numbers of the indexed paths change."""
_SEPARATORS = re.compile(r"[^0-9A-Za-z\x80-\U0010ffff]")
"""Where the tokenizer `ascii` would cut a word in two."""
_AT_ONCE = 100
WAIT = 30
"""Seconds to wait for another process that is writing."""

_TABLES = (
    "CREATE TABLE {name} (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bson BLOB NOT NULL)",
    # Strings: an inverted list a key, written in runs that are merged later. A B-tree of the same rows took five
    # times as long to load, because the keys of one page lie all over it.
    "CREATE VIRTUAL TABLE {name}_words USING fts5(words, content='', detail=none, tokenize='ascii')",
    # Numbers and dates, which are asked for by ranges.
    "CREATE TABLE {name}_numbers (path INTEGER, key, n INTEGER, PRIMARY KEY (path, key, n)) WITHOUT ROWID",
)
_LEDGER = "CREATE TABLE ledger (id TEXT PRIMARY KEY, state TEXT, extractor TEXT, paths TEXT) WITHOUT ROWID"


class Rows:
    """One open file (or memory), shared by threads, one statement or transaction at a time.

    Attributes:
        path: the file, `None` for memory.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        self.path, self.read_only = path, read_only
        self._lock = threading.RLock()
        self._inside = False
        try:
            self._connection = _connect(path, read_only=read_only)
            self._settle()
        except sqlite3.Error as error:
            raise _told(error, path) from error

    def _settle(self) -> None:
        head = [self._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        if head == [APPLICATION, FORMAT]:
            return
        if head[0] == APPLICATION:
            message = f"{self.path} was written by another version (format {head[1]}, here {FORMAT}); load anew"
            raise StoreError(message)
        if self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] or self.read_only:
            message = f"{self.path} is not a store of this project; name another file"
            raise StoreError(message)
        self._create()

    def _create(self) -> None:
        if self.path:
            self._connection.execute("PRAGMA journal_mode=WAL")
        with self.transaction():
            # Another process may have been quicker.
            if not self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for name in INDEXED:
                    for table in _TABLES:
                        self._connection.execute(table.format(name=name))
                self._connection.execute(_LEDGER)
                self._connection.execute(f"PRAGMA application_id={APPLICATION}")
                self._connection.execute(f"PRAGMA user_version={FORMAT}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, for a writer; one inside another joins it.

        Raises:
            StoreUnavailable: another process has been writing for half a minute.
            StoreError: the file cannot be written.
        """
        with self._guarded("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever is loaded meanwhile."""
        with self._guarded("BEGIN"):
            yield

    @contextmanager
    def _guarded(self, begin: str) -> Iterator[None]:
        with self._lock:
            if self._inside:
                yield
                return
            try:
                self._connection.execute(begin)
                self._inside = True
                yield
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise _told(error, self.path) from error
            finally:
                self._inside = False
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def select(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of an SQL query."""
        with self.snapshot():
            return self._connection.execute(statement, values).fetchall()

    def stream(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an SQL query one by one, for a caller who holds a snapshot."""
        yield from self._connection.execute(statement, values)

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        """Run an SQL statement that writes."""
        with self.transaction():
            self._connection.execute(statement, values)

    def get(self, collection: str, name: str) -> Document | None:
        """Return the document with that `_id`, if there is one."""
        found = self.select(f"SELECT bson FROM {collection} WHERE id=?", (name,))  # noqa: S608 - a name of ours
        return decode(found[0][0]) if found else None

    def find(self, collection: str, path: int, value: str) -> list[Document]:
        """Return the documents that have `value` at the indexed path with that number."""
        numbers = sorted(self.with_words(collection, [word(path, value)]))
        statement = f"SELECT bson FROM {collection} WHERE n=?"  # noqa: S608 - a name of ours
        return [decode(self.select(statement, (number,))[0][0]) for number in numbers]

    def with_words(self, collection: str, words: Sequence[str], *, prefix: bool = False) -> set[int]:
        """Return the numbers of the documents that have any of `words` (or, with `prefix`, words that begin so)."""
        statement = f"SELECT rowid FROM {collection}_words WHERE {collection}_words MATCH ?"  # noqa: S608 - ditto
        found: set[int] = set()
        for first in range(0, len(words), _AT_ONCE):
            asked = " OR ".join(f'"{word}"{"*" * prefix}' for word in words[first : first + _AT_ONCE])
            found.update(row[0] for row in self.select(statement, (asked,)))
        return found

    def replace(self, collection: str, document: Document) -> None:
        """Keep `document` in the place of any other with its `_id`.

        Raises:
            DocumentRefused: it cannot be encoded.
        """
        data = encode(document)
        words, numbers = _split(keys_of(collection, document))
        with self.transaction():
            self.remove(collection, document["_id"])
            statement = f"INSERT INTO {collection} (id, bson) VALUES (?, ?)"  # noqa: S608 - a name of ours
            number = self._connection.execute(statement, (document["_id"], data)).lastrowid
            insert = f"INSERT INTO {collection}_words (rowid, words) VALUES (?, ?)"  # noqa: S608 - ditto
            self._connection.execute(insert, (number, words))
            insert = f"INSERT INTO {collection}_numbers VALUES (?, ?, ?)"  # noqa: S608 - ditto
            self._connection.executemany(insert, [(path, key, number) for path, key in numbers])

    def remove(self, collection: str, name: str) -> bool:
        """Take away the document with that `_id`; return whether there was one."""
        with self.transaction():
            statement = f"SELECT n, bson FROM {collection} WHERE id=?"  # noqa: S608 - a name of ours
            found = self._connection.execute(statement, (name,)).fetchone()
            if not found:
                return False
            number = found[0]
            words, numbers = _split(keys_of(collection, decode(found[1])))
            # An index without content is told what it held.
            delete = f"INSERT INTO {collection}_words ({collection}_words, rowid, words) VALUES ('delete', ?, ?)"  # noqa: S608 - ditto
            self._connection.execute(delete, (number, words))
            delete = f"DELETE FROM {collection}_numbers WHERE path=? AND key=? AND n=?"  # noqa: S608 - ditto
            self._connection.executemany(delete, [(path, key, number) for path, key in numbers])
            self._connection.execute(f"DELETE FROM {collection} WHERE n=?", (number,))  # noqa: S608 - ditto
            return True

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def word(path: int, value: str) -> str:
    """Return the word under which a string at an indexed path is found; different strings may share one.

    Example:
        >>> word(12, "徐立毅"), word(3, "a b.txt")
        ('12x徐立毅', '3xazbztxt')
    """
    return f"{path}x{_SEPARATORS.sub('z', value)}"


def _split(keys: Iterable[tuple[int, Key]]) -> tuple[str, list[tuple[int, float]]]:
    words = [word(path, key) for path, key in keys if isinstance(key, str)]
    return " ".join(words), [(path, key) for path, key in keys if not isinstance(key, str)]


def _connect(path: Path | None, *, read_only: bool) -> sqlite3.Connection:
    if path is None:
        return _tuned(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))
    if read_only and not path.exists():
        message = f"there is no store at {path}; make one with: etl load PATH --store {path}"
        raise StoreError(message)
    if path.is_dir() or not path.parent.is_dir():
        wrong = "it is a folder; name a file in it" if path.is_dir() else "its folder does not exist; make it first"
        message = f"{path} cannot be a store: {wrong}"
        raise StoreError(message)
    where = f"file:{quote(str(path.absolute()))}"
    if read_only:
        # A reader needs the -shm file beside it; where the folder cannot be written nobody loads either.
        where += "?mode=ro" if os.access(path.parent, os.W_OK) else "?immutable=1"
    return _tuned(sqlite3.connect(where, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False))


def _tuned(connection: sqlite3.Connection) -> sqlite3.Connection:
    # NORMAL: a commit is in the operating system's hands, so it outlives the process; a power cut may take the
    # last ones, never the file.
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-65536")
    return connection


def _told(error: sqlite3.Error, path: Path | None) -> StoreError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreUnavailable(f"{path} is being written by another process; try again when it has ended")
    if "not a database" in text or "malformed" in text:
        return StoreError(f"{path} is not a readable store ({text}); name another file or load anew")
    return StoreError(f"{path} cannot be used: {text}")
