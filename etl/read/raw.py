"""The bytes of pages, each with its hash, read within bounds."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from etl.errors import ReadError
from etl.read.files import Form, SourceFile

MAX_BYTES = 16 * 1024 * 1024
"""Largest page, unpacked, in bytes. A newspaper page has some 20 kB; MongoDB takes no document over 16 MB."""

MAX_RATIO = 200
"""Most that a packed file may grow. Text packs to a third or a tenth; zlib's limit is 1032."""

_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class RawPage(NamedTuple):
    """The bytes of one page.

    Attributes:
        path: as documents name it; a record is `news.jsonl#12`.
        sha256: of `data`.
        data: the unpacked bytes; of a record, its line without the line end.
        form: how they are read.
        line: the line of the file a record stands in; None for a page that is a file.
    """

    path: str
    sha256: str
    data: bytes
    form: Form
    line: int | None = None


def raw_pages(source: SourceFile | ReadError) -> Iterator[RawPage | ReadError]:
    """Yield the bytes of each page of a file: the whole file, or each record of JSON Lines.

    Args:
        source: a file as `find_files` gives it, or the error it gives in the place of one, which comes out again.

    Yields:
        A page, or a `ReadError` where the file may not be read, is too large, is damaged, or changed meanwhile.

    Example:
        >>> from pathlib import Path
        >>> source = SourceFile("a.txt", Path("seeds/000_96144172191d751d.txt"), "txt")
        >>> [(page.path, len(page.data)) for page in raw_pages(source)]
        [('a.txt', 7753)]
    """
    if isinstance(source, ReadError):
        yield source
        return
    try:
        with _opened(source) as file:
            before = os.fstat(file.fileno())
            stream = _unpacked(file, before.st_size) if source.packed else file
            if source.form == "jsonl":
                yield from _records(stream, source)
                _unchanged(file, before)  # records given out before are whole lines under their own hash
            else:
                data = _whole(stream, before.st_size)
                _unchanged(file, before)
                yield _page(data, source, source.path)
    except ReadError as error:
        yield ReadError(error.kind, error.message, line=error.line, path=source.path)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield ReadError("damaged", "the gzip data is damaged or cut short; pack the file again", path=source.path)
    except OSError as error:
        yield ReadError("unreadable", f"it may not be read ({error.strerror}); check its permissions", path=source.path)


def too_large(what: str) -> ReadError:
    """Return the error for a page or record over `MAX_BYTES`.

    Example:
        >>> too_large("this file").message
        'this file is over 16 MB, which no page is; split it into pages'
    """
    return ReadError("too_large", f"{what} is over {MAX_BYTES >> 20} MB, which no page is; split it into pages")


def _opened(source: SourceFile) -> io.BufferedReader:
    # A FIFO put in the file's place since it was listed must not block, hence O_NONBLOCK.
    handle = os.open(source.location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ReadError("not_a_file", "this is no longer an ordinary file; leave it out")
    return open(handle, "rb")  # noqa: PTH123 - a handle, which the caller closes


def _page(data: bytes, source: SourceFile, path: str, line: int | None = None) -> RawPage:
    return RawPage(path, hashlib.sha256(data).hexdigest(), data, source.form, line)


def _whole(stream: io.BufferedReader, size: int) -> bytes:
    if size > MAX_BYTES:
        raise too_large("this file")
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_large("this file")
    return data


def _records(stream: io.BufferedReader, source: SourceFile) -> Iterator[RawPage | ReadError]:
    found = False
    for number, line in enumerate(_lines(stream), 1):
        record = line.rstrip(b"\r\n")
        if number == 1:
            record = record.removeprefix(codecs.BOM_UTF8)
        if len(record) > MAX_BYTES:
            raise too_large(f"record {number}")
        if record.strip():
            found = True
            yield _page(record, source, f"{source.path}#{number}", number)
    if not found:
        raise ReadError("empty", "the file holds no record; delete it")


def _lines(stream: io.BufferedReader) -> Iterator[bytes]:
    """Give lines of at most `MAX_BYTES` and a bit; UTF-16, where a line end is two bytes, is made UTF-8 first."""
    if not stream.peek(2).startswith(_UTF16):
        yield from iter(lambda: stream.readline(MAX_BYTES + 3), b"")
        return
    text = io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline="\n")
    yield from (line.encode() for line in iter(lambda: text.readline(MAX_BYTES), ""))
    text.detach()  # the file is not this function's to close


def _unpacked(file: io.BufferedReader, size: int) -> io.BufferedReader:
    if not file.peek(len(_GZIP)).startswith(_GZIP):
        raise ReadError("damaged", "this is no gzip data; take .gz off its name, or pack it")
    return io.BufferedReader(_Bounded(file, size))


class _Bounded(io.RawIOBase):
    """A gzip stream that refuses to grow beyond what text can."""

    def __init__(self, file: io.BufferedReader, size: int) -> None:
        self._stream = gzip.GzipFile(fileobj=file, mode="rb")
        self._left = max(size * MAX_RATIO, MAX_BYTES + 1)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(
                "bomb",
                f"the file unpacks to over {MAX_RATIO} times its size, which no text does; unpack it by hand and look",
            )
        buffer[: len(data)] = data
        return len(data)


def _unchanged(file: io.BufferedReader, before: os.stat_result) -> None:
    after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ReadError("changed", "the file changed while it was read; load it again")
