"""Sending to a MongoDB server: what to try again, what to give up, and which document is to blame."""

from __future__ import annotations

import random
import time
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from etl.errors import StoreError, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pymongo import ReplaceOne
    from pymongo.collection import Collection

    from etl.store.base import Document

T = TypeVar("T")

BATCH_COUNT = 500
BATCH_BYTES = 8 * 1024 * 1024
"""One request carries no more than this, so that a lost one costs little."""

ATTEMPTS = 6
FIRST_WAIT = 0.1
"""Seconds before the second attempt; each further wait is twice as long, and shaken so that loads do not march."""

TRANSIENT = frozenset(
    [
        # HostUnreachable, HostNotFound, MaxTimeMSExpired, WriteConcernFailed, NetworkTimeout, ShutdownInProgress,
        # WriteConflict, PrimarySteppedDown, ExceededTimeLimit, SocketException
        *(6, 7, 50, 64, 89, 91, 112, 189, 262, 9001),
        # NotWritablePrimary, InterruptedAtShutdown, InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk,
        # NotPrimaryOrSecondary, and DuplicateKey: two upserts of one `_id` met
        *(10107, 11600, 11602, 13435, 13436, 11000),
    ]
)
"""Error codes of MongoDB that pass by themselves (its error_codes.yml)."""

_WHOLE_STORE = frozenset((13, 18, 8000, 14031))
"""Unauthorized, AuthenticationFailed, quota of a hosted server, OutOfDiskSpace: no document is to blame."""


def patiently(action: Callable[[], T], *, where: str) -> T:
    """Do `action`, again after a while where the server was away.

    Args:
        action: asks the server for something; doing it twice must do no harm.
        where: the store, for the message.

    Returns:
        What `action` returns.

    Raises:
        StoreUnavailable: the server is still away after all attempts.
        StoreError: the server refuses, and would again.
    """
    wait = FIRST_WAIT
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return action()
        except BulkWriteError:
            raise
        except PyMongoError as error:
            if not _passes(error):
                raise StoreError(f"{where} refuses: {told(error)}") from error
            # Choosing a server has waited by itself already.
            if attempt == ATTEMPTS or isinstance(error, ServerSelectionTimeoutError):
                message = f"{where} is away ({told(error)}); load again when it is back, nothing is done twice"
                raise StoreUnavailable(message) from error
        time.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - no secret hangs on it
        wait *= 2
    raise AssertionError


def _passes(error: PyMongoError) -> bool:
    if isinstance(error, (AutoReconnect, ConnectionFailure)):
        return True
    return isinstance(error, OperationFailure) and error.code in TRANSIENT


def told(error: PyMongoError) -> str:
    """Return the first line of what a server or driver says.

    Example:
        >>> told(OperationFailure("not primary, full error: {'ok': 0}", 10107))
        'not primary'
    """
    return str(error).split(", full error:")[0].split(", Timeout:")[0].splitlines()[0]


def send(
    collection: Collection[Document], operations: Sequence[tuple[ReplaceOne[Document], int]], where: str
) -> dict[str, str]:
    """Replace documents, in requests bounded by bytes and count.

    Args:
        collection: where they go.
        operations: replacements by `_id`, each with the bytes it takes.
        where: the store, for messages.

    Returns:
        `_id` → what the server says, for each document that it refused. All others are acknowledged.

    Raises:
        StoreUnavailable: the server is away.
        StoreError: the server refuses to be written to.
    """
    refused: dict[str, str] = {}
    for request in _requests(operations):
        refused.update(_send(collection, request, where))
    return refused


def _requests(operations: Sequence[tuple[ReplaceOne[Document], int]]) -> Iterator[list[ReplaceOne[Document]]]:
    request: list[ReplaceOne[Document]] = []
    size = 0
    for operation, bytes_ in operations:
        if request and (len(request) == BATCH_COUNT or size + bytes_ > BATCH_BYTES):
            yield request
            request, size = [], 0
        request.append(operation)
        size += bytes_
    if request:
        yield request


def _send(collection: Collection[Document], request: list[ReplaceOne[Document]], where: str) -> dict[str, str]:
    """Send one request until each of its documents is acknowledged or refused for good."""
    refused: dict[str, str] = {}
    wait = FIRST_WAIT
    for _ in range(ATTEMPTS):
        try:
            patiently(partial(collection.bulk_write, request, ordered=False), where=where)
        except BulkWriteError as error:
            again, blamed = _sort_out(error.details or {}, request, where)
            refused.update(blamed)
            if not again:
                return refused
            request = again
        else:
            return refused
        time.sleep(wait)
        wait *= 2
    message = f"{where} takes no writes at present; load again when it does, nothing is done twice"
    raise StoreUnavailable(message)


def _sort_out(
    details: Mapping[str, Any], request: list[ReplaceOne[Document]], where: str
) -> tuple[list[ReplaceOne[Document]], dict[str, str]]:
    """Tell errors of documents from errors of the server; return what to send again and what was refused."""
    again: list[ReplaceOne[Document]] = []
    refused: dict[str, str] = {}
    for error in details.get("writeErrors", ()):
        operation, code, text = request[error["index"]], error.get("code"), error.get("errmsg", "")
        if code in _WHOLE_STORE:
            message = f"{where} refuses: {text} (code {code})"
            raise StoreError(message)
        if code in TRANSIENT:
            again.append(operation)
        else:
            refused[operation._doc["_id"]] = f"{text} (code {code})"  # noqa: SLF001 - it has no other name
    if details.get("writeConcernErrors"):
        # Written, but not known to be on a majority: said again until it is.
        again = [operation for operation in request if operation._doc["_id"] not in refused]  # noqa: SLF001 - ditto
    return again, refused
