"""The MongoDB store: articles in bulk, acknowledged by a majority and its journal, then the page as `loaded`."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from pymongo import IndexModel, MongoClient, ReplaceOne, WriteConcern
from pymongo.errors import PyMongoError

from etl.errors import DocumentRefused, StoreError
from etl.store.base import DATABASE, Document, LedgerEntry
from etl.store.encoding import AWARE, encode, now
from etl.store.indexes import INDEXES, index_name
from etl.store.refusals import failed_page, refusal
from etl.store.schema import SCHEMAS
from etl.store.sending import patiently, send, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from etl.errors import PageError

    T = TypeVar("T")

Batch = list[tuple[Document, list[Document]]]

_ACKNOWLEDGED = WriteConcern("majority", j=True, wtimeout=30_000)
_PATIENCE = 5_000
"""Milliseconds to wait for a server, where the URI says nothing."""


def without_password(uri: str) -> str:
    """Return `uri` as it may be shown.

    Example:
        >>> without_password("mongodb://reader:s3cret@db.example/jianbao")
        'mongodb://reader:***@db.example/jianbao'
    """
    uri = re.sub(r"(?<=://)([^:/@]*):[^/]*@", r"\1:***@", uri)
    return re.sub(r"(?i)(authMechanismProperties|tlsCertificateKeyFilePassword)=[^&]*", r"\1=***", uri)


class MongoStore:
    """A `Store` on a MongoDB server, 4.4 or later."""

    def __init__(self, uri: str, *, read_only: bool = False) -> None:
        self.uri, self.read_only, self._loading = without_password(uri), read_only, False
        self._client = _client(uri, self.uri)
        name = self._client.get_default_database(DATABASE).name
        self._database = self._client.get_database(name, codec_options=AWARE, write_concern=_ACKNOWLEDGED)
        self._articles, self._pages = self._database.articles, self._database.pages
        try:
            self._ask(lambda: self._client.admin.command("ping"))
        except StoreError:
            self._client.close()
            raise

    def _ask(self, action: Callable[[], T]) -> T:
        return patiently(action, where=self.uri)

    def _writable(self) -> None:
        if self.read_only:
            message = f"{self.uri} was opened for reading only"
            raise StoreError(message)

    def prepare(self) -> None:
        """Make collections, schema validator and indexes; doing it again changes nothing."""
        self._writable()
        there = self._ask(self._database.list_collection_names)
        for name, schema in SCHEMAS.items():
            rule = {"validator": {"$jsonSchema": schema}, "validationLevel": "strict", "validationAction": "error"}
            command = {"collMod" if name in there else "create": name, **rule}
            self._ask(partial(self._database.command, command))
            models = [IndexModel([(path, 1) for path in paths], name=index_name(paths)) for paths in INDEXES[name]]
            self._ask(partial(self._database[name].create_indexes, models))

    def ledger(self) -> dict[str, LedgerEntry]:
        """Return what is known of every page, by `_id`."""
        shown = {"state": 1, "extractor": 1, "paths": 1}
        found = self._ask(lambda: list(self._pages.find({}, shown)))
        return {p["_id"]: LedgerEntry(p["state"], p.get("extractor", ""), tuple(p["paths"])) for p in found}

    def put(self, page: Document, articles: list[Document]) -> None:
        """Keep one page; it is `loaded` once its articles are acknowledged."""
        errors = self.put_many([(page, articles)])
        if errors:
            raise DocumentRefused(errors[0].message, errors[0].kind)

    def put_many(self, batch: Sequence[tuple[Document, list[Document]]]) -> list[PageError]:
        """Keep several pages; refused ones are marked `failed`."""
        self._writable()
        return [error for part in _rounds(batch) for error in self._put_round(part)]

    def _put_round(self, batch: Batch) -> list[PageError]:
        """Keep pages of which no two share an `_id` or a path."""
        names = [page["_id"] for page, _ in batch]
        old = {p["_id"]: p for p in self._ask(lambda: list(self._pages.find({"_id": {"$in": names}}, {"spans": 0})))}
        ready, errors = [], []
        for page, articles in batch:
            try:
                ready.append(_Ready(page, articles, old.get(page["_id"], {})))
            except DocumentRefused as error:
                errors.append((page, error))
        operations = [operation for one in ready for operation in one.articles]
        refused = send(self._articles, operations, self.uri)
        good = [one for one in ready if not refused.keys() & one.names]
        for one in ready:
            blamed = sorted(refused.keys() & one.names)
            if blamed:
                errors.append((one.page, DocumentRefused(f"document {blamed[0]} was refused: {refused[blamed[0]]}")))
                self._forget_articles([one.page["_id"]], one.before)
        self._finish(good)
        return [self._refuse(page, error) for page, error in errors]

    def _finish(self, good: list[_Ready]) -> None:
        """Mark pages `loaded` whose articles are acknowledged, after everything else that belongs to it."""
        if not good:
            return
        # Also what a load wrote that ended before it could say so.
        self._forget_articles([one.page["_id"] for one in good], {name for one in good for name in one.names})
        self._take({path: one.page["_id"] for one in good for path in one.page["paths"]})
        refused = send(self._pages, [one.kept for one in good], self.uri)
        for name, text in refused.items():
            message = f"the ledger refused page {name}: {text}"
            raise StoreError(message)

    def _refuse(self, page: Document, error: DocumentRefused) -> PageError:
        told_ = refusal(page, error)
        self.fail(failed_page(page, told_))
        return told_

    def _forget_articles(self, pages: list[str], keep: set[str]) -> None:
        gone = {"source.sha256": {"$in": pages}, "_id": {"$nin": sorted(keep)}}
        self._ask(lambda: self._articles.delete_many(gone))

    def fail(self, page: Document) -> None:
        """Keep a page that cannot be had; what its path gave before stays."""
        self._writable()
        old = self._ask(lambda: self._pages.find_one({"_id": page["_id"]})) or {}
        paths = list(dict.fromkeys([*old.get("paths", ()), *page["paths"]]))
        self._take(dict.fromkeys(page["paths"], page["_id"]), {"state": "failed"})
        self._replace("pages", {**old, **page, "paths": paths, "state": "failed", "loaded_at": now()})

    def add_path(self, sha256: str, path: str) -> None:
        """Say that a page is also found under `path`."""
        self._writable()
        self._take({path: sha256})
        update = {"$addToSet": {"paths": path}}
        if not self._ask(lambda: self._pages.update_one({"_id": sha256}, update)).matched_count:
            message = f"no page {sha256} is known; put it first"
            raise StoreError(message)
        page = self._ask(lambda: self._pages.find_one({"_id": sha256}, {"paths": 1}))
        if page and page["paths"] == [path]:
            self._name_articles(sha256, path)

    def begin_load(self, load: Document) -> None:
        """Write down that a run has begun; pages that lose their path are kept until it ends."""
        self._writable()
        self._loading = True
        self._replace("loads", load)

    def end_load(self, load: Document) -> None:
        """Write down how a run ended, and let go of pages without a path."""
        self._writable()
        self._loading = False
        fields = {name: value for name, value in load.items() if name != "_id"}
        loads = self._database.loads
        self._ask(lambda: loads.update_one({"_id": load["_id"]}, {"$set": fields}, upsert=True))
        for page in self._ask(lambda: list(self._pages.find({"paths": []}, {"_id": 1}))):
            self._drop_page(page["_id"])

    def database(self) -> Any:
        """Return the pymongo database."""
        return self._database

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _take(self, keepers: Mapping[str, Any], where: Document | None = None) -> None:
        """Take paths away from every page but their keepers."""
        query = {"paths": {"$in": sorted(keepers)}, **(where or {})}
        for page in self._ask(lambda: list(self._pages.find(query, {"paths": 1, "state": 1}))):
            paths = [path for path in page["paths"] if keepers.get(path, page["_id"]) == page["_id"]]
            if paths != page["paths"]:
                self._move(page, paths)

    def _move(self, page: Document, paths: list[str]) -> None:
        if not paths and (page["state"] == "failed" or not self._loading):
            self._drop_page(page["_id"])
            return
        if paths and paths[0] != page["paths"][0]:
            self._name_articles(page["_id"], paths[0])
        self._ask(lambda: self._pages.update_one({"_id": page["_id"]}, {"$set": {"paths": paths}}))

    def _name_articles(self, sha256: str, path: str) -> None:
        change = {"$set": {"source.path": path}}
        self._ask(lambda: self._articles.update_many({"source.sha256": sha256}, change))

    def _drop_page(self, name: str) -> None:
        self._forget_articles([name], set())
        self._ask(lambda: self._pages.delete_one({"_id": name}))

    def _replace(self, collection: str, document: Document) -> None:
        size = len(encode(document))
        operation = ReplaceOne({"_id": document["_id"]}, document, upsert=True)
        for text in send(self._database[collection], [(operation, size)], self.uri).values():
            message = f"document {document['_id']} was refused: {text}"
            raise DocumentRefused(message)


class _Ready:
    """A page whose documents can be sent.

    Attributes:
        page: as it was given.
        kept: the replacement of its document in `pages`, and the bytes of it.
        articles: the replacements of its articles, each with its bytes.
        names: the `_id`s of its articles, and `before` those it had when it was last loaded.
    """

    def __init__(self, page: Document, articles: list[Document], old: Document) -> None:
        paths = list(dict.fromkeys([*old.get("paths", ()), *page["paths"]]))
        self.page = page
        self.names, self.before = {article["_id"] for article in articles}, set(old.get("articles", ()))
        self.kept = _replacement({**page, "paths": paths, "state": "loaded", "loaded_at": now()})
        self.articles = [_replacement({**a, "source": {**a["source"], "path": paths[0]}}) for a in articles]


def _replacement(document: Document) -> tuple[ReplaceOne[Document], int]:
    return ReplaceOne({"_id": document["_id"]}, document, upsert=True), len(encode(document))


def _rounds(batch: Sequence[tuple[Document, list[Document]]]) -> Iterator[Batch]:
    """Divide a batch so that no page and no path comes twice in one part."""
    part: Batch = []
    seen: set[str] = set()
    for page, articles in batch:
        names = {page["_id"], *page["paths"]}
        if names & seen:
            yield part
            part, seen = [], set()
        part.append((page, articles))
        seen |= names
    if part:
        yield part


def _client(uri: str, shown: str) -> MongoClient[Document]:
    asked = "serverselectiontimeoutms" in uri.lower()
    options: dict[str, Any] = {} if asked else {"serverSelectionTimeoutMS": _PATIENCE}
    try:
        # Retryable writes need a replica set; `patiently` does their work on any server.
        return MongoClient(uri, retryWrites=False, tz_aware=True, appname="jianbao", **options)
    except (PyMongoError, ValueError) as error:
        text = told(error) if isinstance(error, PyMongoError) else str(error)
        password = re.search(r"://[^:/@]*:([^/]*)@", uri)
        text = text.replace(password[1], "***") if password and password[1] else text
        message = f"{shown} cannot be used: {text}"
        raise StoreError(message) from None
