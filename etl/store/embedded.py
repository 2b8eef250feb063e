"""The embedded store: pages and articles in one SQLite file, the ledger kept in the same transactions."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.errors import DocumentRefused, PageError, StoreError
from etl.store.base import DATABASE, Document, LedgerEntry
from etl.store.encoding import encode, now
from etl.store.indexes import PATH_NUMBERS
from etl.store.refusals import failed_page, refusal
from etl.store.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PATHS = PATH_NUMBERS["pages"]["paths"]


class EmbeddedStore:
    """A `Store` in one file: WAL, one transaction a batch, readable by others while it is written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = EmbeddedStore(f"{folder}/a.db")
        ...     store.put({"_id": "0" * 64, "paths": ["a.txt"], "articles": [], "extractor": "1"}, [])
        ...     print(store.ledger())
        ...     store.close()
        {'0000000000000000000000000000000000000000000000000000000000000000': \
LedgerEntry(state='loaded', extractor='1', paths=('a.txt',))}
    """

    def __init__(self, uri: str, *, read_only: bool = False) -> None:
        self.uri, self.read_only = uri, read_only
        self.rows = Rows(Path(uri).expanduser(), read_only=read_only)
        self._loading = False

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self.read_only:
            message = f"{self.uri} was opened for reading only"
            raise StoreError(message)
        with self.rows.transaction():
            yield

    def prepare(self) -> None:
        """Nothing is left to do: the tables were made when the file was opened."""

    def ledger(self) -> dict[str, LedgerEntry]:
        """Return what is known of every page, by `_id`."""
        rows = self.rows.select("SELECT id, state, extractor, paths FROM ledger")
        return {name: LedgerEntry(state, made, tuple(json.loads(paths))) for name, state, made, paths in rows}

    def put(self, page: Document, articles: list[Document]) -> None:
        """Keep one page, all or nothing."""
        with self._writing():
            old = self.rows.get("pages", page["_id"]) or {}
            paths = list(dict.fromkeys([*old.get("paths", ()), *page["paths"]]))
            articles = [_under(article, paths[0]) for article in articles]
            kept = {**page, "paths": paths, "state": "loaded", "loaded_at": now()}
            for document in (*articles, kept):
                encode(document)  # refused before anything is written
            for path in page["paths"]:
                self._take(path, page["_id"])
            for name in set(old.get("articles", ())) - {article["_id"] for article in articles}:
                self._remove("articles", name)
            for article in articles:
                self._replace("articles", article)
            self._keep_page(kept)

    def put_many(self, batch: Sequence[tuple[Document, list[Document]]]) -> list[PageError]:
        """Keep several pages in one transaction; refused ones are marked `failed`."""
        errors = []
        with self._writing():
            for page, articles in batch:
                try:
                    self.put(page, articles)
                except DocumentRefused as error:
                    errors.append(refusal(page, error))
                    self.fail(failed_page(page, errors[-1]))
        return errors

    def fail(self, page: Document) -> None:
        """Keep a page that cannot be had; what its path gave before stays."""
        with self._writing():
            old = self.rows.get("pages", page["_id"]) or {}
            paths = list(dict.fromkeys([*old.get("paths", ()), *page["paths"]]))
            for path in page["paths"]:
                self._take(path, page["_id"], only="failed")
            self._keep_page({**old, **page, "paths": paths, "state": "failed", "loaded_at": now()})

    def add_path(self, sha256: str, path: str) -> None:
        """Say that a page is also found under `path`."""
        with self._writing():
            page = self.rows.get("pages", sha256)
            if page is None:
                message = f"no page {sha256} is known; put it first"
                raise StoreError(message)
            self._take(path, sha256)
            self._move(page, list(dict.fromkeys([*page["paths"], path])))

    def begin_load(self, load: Document) -> None:
        """Write down that a run has begun; pages that lose their path are kept until it ends."""
        self._loading = True
        with self._writing():
            self._replace("loads", load)

    def end_load(self, load: Document) -> None:
        """Write down how a run ended, and let go of pages without a path."""
        self._loading = False
        with self._writing():
            self._replace("loads", {**(self.rows.get("loads", load["_id"]) or {}), **load})
            for (name,) in self.rows.select("SELECT id FROM ledger WHERE paths='[]'"):
                self._drop_page(name)

    def database(self) -> Any:
        """Return a database to read from."""
        from etl.store.reading import ReadDatabase  # noqa: PLC0415 - mongomock is slow to import

        return ReadDatabase(self.rows, DATABASE)

    def close(self) -> None:
        """Let go of the file."""
        self.rows.close()

    def _take(self, path: str, keeper: str, only: str | None = None) -> None:
        """Take `path` away from every page but `keeper` (and only from those in the state `only`)."""
        for page in self.rows.find("pages", _PATHS, path):
            if page["_id"] != keeper and only in (None, page["state"]):
                self._move(page, [p for p in page["paths"] if p != path])

    def _move(self, page: Document, paths: list[str]) -> None:
        """Write down where a page is now; one with no place goes, unless a load may yet find it elsewhere."""
        if not paths and (page["state"] == "failed" or not self._loading):
            self._drop_page(page["_id"])
            return
        if paths and paths[:1] != page["paths"][:1]:
            for name in page.get("articles", ()):
                article = self.rows.get("articles", name)
                if article:
                    self._replace("articles", _under(article, paths[0]))
        self._keep_page({**page, "paths": paths})

    def _drop_page(self, name: str) -> None:
        page = self.rows.get("pages", name) or {}
        for article in page.get("articles", ()):
            self._remove("articles", article)
        self._remove("pages", name)
        self.rows.execute("DELETE FROM ledger WHERE id=?", (name,))

    def _keep_page(self, page: Document) -> None:
        self._replace("pages", page)
        entry = page["_id"], page["state"], page.get("extractor", ""), json.dumps(page["paths"], ensure_ascii=False)
        self.rows.execute("INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?)", entry)

    def _replace(self, collection: str, document: Document) -> None:
        self.rows.replace(collection, document)

    def _remove(self, collection: str, name: str) -> None:
        self.rows.remove(collection, name)


class MemoryStore(EmbeddedStore):
    """A store that ends with the process: the embedded one without a file, read through mongomock alone."""

    def __init__(self) -> None:
        import mongomock  # noqa: PLC0415 - slow to import

        self.uri, self.read_only, self._loading = "memory:", False, False
        self.rows = Rows(None)
        self._database: Any = mongomock.MongoClient(tz_aware=True)[DATABASE]

    def database(self) -> Any:
        """Return the mongomock database itself."""
        return self._database

    def _replace(self, collection: str, document: Document) -> None:
        self._remove(collection, document["_id"])
        super()._replace(collection, document)
        self._database[collection].insert_one(dict(document))

    def _remove(self, collection: str, name: str) -> None:
        # mongomock looks an `_id` up in linear time, so it is asked only where there is something to remove.
        if self.rows.remove(collection, name):
            self._database[collection].delete_one({"_id": name})


def _under(article: Document, path: str) -> Document:
    return {**article, "source": {**article["source"], "path": path}}
