"""Stores, opened by URI: MongoDB, an embedded file, or memory."""

from __future__ import annotations

import os

from etl.errors import StoreError
from etl.store.base import DATABASE, Document, LedgerEntry, Store

__all__ = ["DATABASE", "Document", "LedgerEntry", "Store", "default_uri", "open_store"]


def default_uri() -> str:
    """Return where documents are kept when nobody says: `JIANBAO_STORE`, else `jianbao.db` in this folder."""
    return os.environ.get("JIANBAO_STORE") or "jianbao.db"


def open_store(uri: str | None = None, *, read_only: bool = False) -> Store:
    """Open the store at `uri`.

    Args:
        uri: `mongodb://…` or `mongodb+srv://…`; `memory:`; or the path of an embedded store. `None`: `default_uri()`.
        read_only: nothing will be written; an embedded store is then opened without blocking a load, and must exist.

    Returns:
        The store; close it after use.

    Raises:
        StoreError: there is no such store, or it is not one of ours.
        StoreUnavailable: the server is away.

    Example:
        >>> store = open_store("memory:")
        >>> store.prepare()
        >>> store.database().articles.count_documents({})
        0
        >>> store.close()
    """
    uri = uri or default_uri()
    if uri.startswith(("mongodb://", "mongodb+srv://")):
        from etl.store.mongodb import MongoStore  # noqa: PLC0415 - pymongo is slow to import

        return MongoStore(uri, read_only=read_only)
    if "://" in uri:
        message = f"{uri.partition('://')[0]}:// is no kind of store; known are mongodb://…, a path and memory:"
        raise StoreError(message)
    from etl.store.embedded import EmbeddedStore, MemoryStore  # noqa: PLC0415 - bson is slow to import

    return MemoryStore() if uri == "memory:" else EmbeddedStore(uri, read_only=read_only)
