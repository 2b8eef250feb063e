"""MongoDB's wire protocol: bytes to requests, answers to bytes.

OP_MSG is what drivers speak; OP_QUERY they use only to say hello to a server they do not know yet. See the
specification of OP_MSG and "MongoDB Wire Protocol" in MongoDB's manual.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bson
from bson.errors import BSONError

from etl.errors import ProtocolError
from etl.store.encoding import AWARE

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.store.base import Document

OP_REPLY, OP_QUERY, OP_COMPRESSED, OP_MSG = 1, 2004, 2012, 2013
MAX_MESSAGE = 48_000_000
"""Bytes of one message, as MongoDB has it."""

_HEAD = struct.Struct("<iiii")
_CHECKSUM, _MORE_TO_COME = 1, 2
_REQUIRED_BITS = 0xFFFF
"""Flags that a receiver must understand; the upper half may be ignored."""


@dataclass(frozen=True, slots=True)
class Request:
    """One message from a client.

    Attributes:
        number: to be repeated in the answer.
        command: the command document, sections of documents put where they belong (`documents`, `updates` …).
        database: the database it is for.
        legacy: it came as OP_QUERY and wants an OP_REPLY.
        answered: a client that says "more to come" wants no answer.
    """

    number: int
    command: Document
    database: str
    legacy: bool = False
    answered: bool = True

    @property
    def name(self) -> str:
        """The command's name: its first field."""
        return next(iter(self.command), "")


def read_request(receive: Callable[[int], bytes]) -> Request | None:
    """Read one message.

    Args:
        receive: returns exactly so many bytes, fewer only where the client has hung up.

    Returns:
        The request, `None` where the client has gone.

    Raises:
        ProtocolError: these bytes are no message that we speak.
    """
    head = receive(_HEAD.size)
    if not head:
        return None
    if len(head) < _HEAD.size:
        raise ProtocolError("a message head is cut short")
    length, number, _, code = _HEAD.unpack(head)
    if not _HEAD.size < length <= MAX_MESSAGE:
        raise ProtocolError(f"a message of {length} bytes")
    body = receive(length - _HEAD.size)
    if len(body) < length - _HEAD.size:
        raise ProtocolError("a message is cut short")
    try:
        return _parse(code, number, body)
    except (BSONError, struct.error, ValueError, KeyError, AttributeError) as error:
        raise ProtocolError(f"a message that cannot be read: {error}") from error


def _parse(code: int, number: int, body: bytes) -> Request:
    if code == OP_MSG:
        return _message(number, body)
    if code == OP_QUERY:
        end = body.index(0, 4)
        database = body[4:end].decode().partition(".")[0]
        command = _document(body, end + 9)[0]
        return Request(number, command.get("$query", command), database, legacy=True)
    if code == OP_COMPRESSED:
        return Request(number, {"compressed": 1}, "admin")
    raise ProtocolError(f"operation {code} is not spoken here")


def _message(number: int, body: bytes) -> Request:
    flags = struct.unpack_from("<I", body)[0]
    if flags & _REQUIRED_BITS & ~(_CHECKSUM | _MORE_TO_COME):
        raise ProtocolError(f"flags {flags:#x} are not known here")
    # The checksum guards against bad networks; this is loopback.
    end = len(body) - 4 if flags & _CHECKSUM else len(body)
    place, command, sequences = 4, None, {}
    while place < end:
        kind, place = body[place], place + 1
        if kind == 0 and command is None:
            command, place = _document(body, place)
        elif kind == 1:
            name, documents, place = _sequence(body, place)
            sequences[name] = documents
        else:
            raise ProtocolError(f"a section of kind {kind}")
    if command is None or place != end:
        raise ProtocolError("a message without a command")
    answered = not flags & _MORE_TO_COME
    return Request(number, {**command, **sequences}, str(command.get("$db", "admin")), answered=answered)


def _document(body: bytes, place: int) -> tuple[Document, int]:
    size = struct.unpack_from("<i", body, place)[0]
    if not 5 <= size <= len(body) - place:
        raise ProtocolError(f"a document of {size} bytes")
    return bson.decode(body[place : place + size], AWARE), place + size


def _sequence(body: bytes, place: int) -> tuple[str, list[Document], int]:
    end = place + int(struct.unpack_from("<i", body, place)[0])
    stop = body.index(0, place + 4, len(body))
    name, place, documents = body[place + 4 : stop].decode(), stop + 1, []
    if end > len(body):
        raise ProtocolError("a section is cut short")
    while place < end:
        document, place = _document(body, place)
        documents.append(document)
    return name, documents, place


def answer(request: Request, document: dict[str, Any]) -> bytes:
    """Return the message that answers `request`.

    Example:
        >>> len(answer(Request(7, {"ping": 1}, "admin"), {"ok": 1.0}))
        38
    """
    data = bson.encode(document)
    if request.legacy:
        # Flags: await capable; no cursor; from document 0; one document.
        body, code = struct.pack("<iqii", 8, 0, 0, 1) + data, OP_REPLY
    else:
        body, code = struct.pack("<IB", 0, 0) + data, OP_MSG
    return _HEAD.pack(_HEAD.size + len(body), 0, request.number, code) + body
