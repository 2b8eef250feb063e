"""Documents to BSON and back, with the limits of MongoDB held on every store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import bson
from bson.codec_options import CodecOptions
from bson.errors import BSONError

from etl.errors import DocumentRefused

if TYPE_CHECKING:
    from etl.store.base import Document

MAX_BYTES = 16 * 1024 * 1024
"""What MongoDB takes as one document."""

AWARE: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True, tzinfo=UTC)
"""Datetimes come back in UTC and say so, from every store."""


def encode(document: Document) -> bytes:
    """Return `document` as BSON.

    Args:
        document: with an `_id`.

    Returns:
        The bytes.

    Raises:
        DocumentRefused: MongoDB would not take it: over 16 MB, or a value with no place in BSON.

    Example:
        >>> len(encode({"_id": "a"}))
        16
    """
    name = str(document.get("_id", "?"))
    try:
        data = bson.encode(document)
    except (BSONError, OverflowError, UnicodeError, TypeError, ValueError) as error:
        message = f"document {name} cannot be stored: {error}"
        raise DocumentRefused(message) from error
    if len(data) > MAX_BYTES:
        message = f"document {name} has {len(data) / 2**20:.1f} MB, and MongoDB takes 16 MB; split the page"
        raise DocumentRefused(message, "too_large")
    return data


def decode(data: bytes) -> Document:
    """Return the document that `data` encodes, dates in UTC.

    Example:
        >>> decode(encode({"_id": "a", "n": 1}))
        {'_id': 'a', 'n': 1}
    """
    return bson.decode(data, AWARE)


def now() -> datetime:
    """Return this moment in UTC, as exactly as BSON keeps it (milliseconds)."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
