"""Bytes into text: byte order marks, UTF-8, UTF-16, and the Chinese encodings that must be told by their statistics."""

from __future__ import annotations

import codecs
import re

from etl.errors import ReadError

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

# Pages are declared by the name of a subset and written with more; each decoder here takes all of its subsets.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}

_LEGACY = ("gb18030", "big5", "big5hkscs")

_SIGNATURES = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "gzip data: give its name the ending .gz",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "a database",
}

# What Chinese text is made of: ideographs, kana and their punctuation, full-width forms, printable ASCII, line ends.
# Compiled at its first use, for few pages need it.
_PLAUSIBLE = "[\u4e00-\u9fff\u3000-\u30ff\uff00-\uff5e\u2010-\u2026\u25a0-\u25ff\\x20-\\x7e\\t\\r\\n]"


_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x20), 0x7F))

# How much of a page is looked at to judge it, and how much of that may be wrong in a text.
_SAMPLE = 100_000
_MOST_CONTROLS = 0.05
_MOST_DAMAGED = 0.01
_LEAST_PLAUSIBLE = 0.6
_MOSTLY_PLAUSIBLE = 0.9


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """Turn the bytes of a page into text.

    In order: a byte order mark; what the file declares; UTF-8; UTF-16 without a mark; UTF-8 with a little damage; the
    better of GB18030 and Big5 as charset-normalizer tells it.

    Args:
        data: the bytes of one page.
        declared: the encoding an HTML head names.

    Returns:
        The text, the name of the codec, and warnings.

    Raises:
        ReadError: `empty`, `binary` or `encoding`.

    Example:
        >>> decode("郑州日报".encode("gb18030"))[:2]
        ('郑州日报', 'gb18030')
    """
    if not data.strip():
        raise ReadError("empty", "the page holds no text; delete it")
    if data.startswith(tuple(_SIGNATURES)):
        what = next(what for signature, what in _SIGNATURES.items() if data.startswith(signature))
        raise ReadError("binary", f"this is {what}, no text; leave it out")
    text, codec, warnings = _decoded(data, declared)
    # In the encodings of Chinese text a control character has a byte of its value: most pages have no such byte.
    if len(data.translate(None, _CONTROLS)) < len(data):
        _refuse_binary(text)
    return text, codec, warnings


def _refuse_binary(text: str) -> None:
    if len(_CONTROL.findall(text, 0, _SAMPLE)) > _MOST_CONTROLS * min(len(text), _SAMPLE):
        raise ReadError("binary", "the bytes are no text; leave the file out")


def _decoded(data: bytes, declared: str | None) -> tuple[str, str, tuple[str, ...]]:
    if data.startswith(tuple(_MARKS)):
        return _mended(data, next(codec for mark, codec in _MARKS.items() if data.startswith(mark)))
    for name in filter(None, (declared and _known(declared), "utf-8")):
        if (text := _strict(data, name)) is not None:
            return text, name, ()
    if found := _unmarked_utf16(data):
        return found
    text = data.decode("utf-8", "replace")
    if _damage(text) <= _MOST_DAMAGED:
        return _mended(data, "utf-8")
    return _told_by_statistics(data)


def _known(declared: str) -> str | None:
    name = declared.strip().lower()
    try:
        return _WIDER.get(name) or codecs.lookup(name).name
    except LookupError:
        return None


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _mended(data: bytes, codec: str) -> tuple[str, str, tuple[str, ...]]:
    """Decode what is surely `codec`, with a warning where bytes had to be given up."""
    text = data.decode(codec, "replace")
    lost = text.count("\ufffd")
    return text, codec, (f"{lost} characters could not be read as {codec} and stand as \ufffd",) if lost else ()


def _damage(text: str) -> float:
    """Share of the characters beyond ASCII that were lost."""
    return text.count("\ufffd") / max(1, len(text) - len(text.encode("ascii", "ignore")))


def _plausible(text: str) -> float:
    sample = text[:_SAMPLE]
    return len(re.findall(_PLAUSIBLE, sample)) / max(1, len(sample))


def _unmarked_utf16(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """UTF-16 shows itself: read in the wrong order, or as another encoding, next to nothing is Chinese."""
    if len(data) % 2:
        return None
    texts = [(text, codec) for codec in ("utf-16-le", "utf-16-be") if (text := _strict(data, codec)) is not None]
    text, codec = max(texts, key=lambda t: _plausible(t[0]), default=("", ""))
    if not text or _plausible(text) < _MOSTLY_PLAUSIBLE:
        return None
    return text, codec, (f"read as {codec}, which nothing in the file declares",)


def _told_by_statistics(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - needed for few files, and slow to import

    # Whole lines, so that no character is cut in two.
    sample = data if len(data) <= _SAMPLE else data[:_SAMPLE].rpartition(b"\n")[0] or data
    guess = from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    codec = guess.encoding if guess else "gb18030"
    text, codec, lost = _mended(data, _WIDER.get(codec, codec))
    if _plausible(text) < _LEAST_PLAUSIBLE or _damage(text) > _MOST_DAMAGED:
        _refuse_binary(data.decode("latin-1"))
        raise ReadError(
            "encoding", "neither UTF-8, UTF-16, GB18030 nor Big5 makes Chinese text of it; convert it to UTF-8"
        )
    return text, codec, (f"read as {codec}, which nothing in the file declares", *lost)
