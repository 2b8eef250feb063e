"""Text, markdown, HTML and JSON Lines into pages."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import Any

from etl.errors import ReadError
from etl.model import Declared, Page
from etl.read.decode import decode
from etl.read.raw import RawPage
from etl.text import INVISIBLE

PARAGRAPH = "\u2029"
"""Marks the end of a paragraph inside a line, where HTML in a text divides one; line numbers stay those of the file."""

MAX_LINE = 1_000_000
"""Longest line, in characters. Whole newspapers have fewer than that."""

_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")

_BLOCKS = "p|br|div|h[1-6]|blockquote|ul|ol|li|table|tbody|thead|tr|hr|section|article|figure|figcaption|center|pre"
_INLINE = "strong|b|em|i|u|s|span|a|font|img|td|th|sup|sub|small|video|audio|iframe|source|o:p"
_TAG = re.compile(rf"</?(?:({_BLOCKS})|{_INLINE})(?:\s+[A-Za-z_:@][^<>]*|\s*/?)>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--[^<>]{0,1000}-->")
_REFERENCE = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_MARKS = re.compile(rf"[ \t]*{PARAGRAPH}[{PARAGRAPH} \t]*")
_EDGE_MARKS = re.compile(rf"^{PARAGRAPH}|{PARAGRAPH}$", re.MULTILINE)

_DAY = re.compile(r"\s*(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})(?!\d)")


def read_page(raw: RawPage) -> Page:
    r"""Return the page that bytes hold.

    Args:
        raw: the bytes, and how they are to be read.

    Returns:
        The page; its text has `\n` for line ends, no invisible characters and no tags.

    Raises:
        ReadError: no text, no known encoding, a line beyond all measure, no record of the agreed form.

    Example:
        >>> raw = RawPage("n.jsonl#1", "0" * 64, '{"text": "一", "date": "2016-01-01"}'.encode(), "jsonl", 1)
        >>> read_page(raw).declared.day.isoformat()
        '2016-01-01'
    """
    try:
        if raw.form == "html":
            from etl.read.html import read_html  # noqa: PLC0415 - brings trafilatura, which is slow to import

            page = read_html(raw)
        else:
            page = _record(raw) if raw.form == "jsonl" else _text(raw)
        return _checked(page)
    except ReadError as error:
        raise ReadError(error.kind, error.message, line=error.line or raw.line, path=raw.path) from error


def _text(raw: RawPage) -> Page:
    text, codec, warnings = decode(raw.data)
    return Page(raw.path, raw.sha256, clean(text), codec, raw.form, warnings=warnings)


def _record(raw: RawPage) -> Page:
    line, codec, warnings = decode(raw.data)
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError("bad_json", f"not JSON ({error}); mend or remove the record") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ReadError("bad_record", 'no JSON object with a "text" of its own; mend or remove the record')
    declared, doubts = _declared(record)
    return Page(raw.path, raw.sha256, clean(record["text"]), codec, raw.form, declared, (*warnings, *doubts))


def _declared(record: dict[str, Any]) -> tuple[Declared, list[str]]:
    said = {name: record.get(name) for name in ("headline", "publication", "url", "date")}
    doubts = [
        f"{name} is no text and was passed over" for name, value in said.items() if not isinstance(value, str | None)
    ]
    headline, publication, url, written = (
        " ".join(clean(value).split()) or None if isinstance(value, str) else None for value in said.values()
    )
    day = day_of(written) if written else None
    if written and not day:
        doubts.append(f"date {written[:40]!r} is no day and was passed over")
    return Declared(headline, day, publication, url), doubts


def day_of(written: str) -> date | None:
    """Return the day a date of a record or an HTML head stands for; None where it is none.

    Example:
        >>> day_of("2016-01-01 08:00"), day_of("20160101"), day_of("2016年1月1日"), day_of("soon")
        (datetime.date(2016, 1, 1), datetime.date(2016, 1, 1), datetime.date(2016, 1, 1), None)
    """
    if not (parts := _DAY.match(written)):
        return None
    try:
        return date(*map(int, parts.groups()))
    except ValueError:
        return None


def clean(text: str) -> str:
    r"""Return `text` with `\n` for line ends, without HTML tags and invisible characters; lines stay in their number.

    Where tags divide paragraphs inside a line, U+2029 marks the division.

    Example:
        >>> clean("<p><strong>导语</strong></p><p>正文\u200b&amp;图</p>\r\n完").split("\n")
        ['导语\u2029正文&图', '完']
    """
    text = _NEWLINES.sub("\n", text)
    if "<" in text:
        text = _TAG.sub(_without_tag, _COMMENT.sub(_line_ends, text))
        text = _EDGE_MARKS.sub("", _MARKS.sub(PARAGRAPH, text)) if PARAGRAPH in text else text
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    return _SURROGATES.sub("\ufffd", INVISIBLE.sub("", text))


def _line_ends(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _without_tag(found: re.Match[str]) -> str:
    return _line_ends(found) + (PARAGRAPH if found.group(1) else "")


def _character(found: re.Match[str]) -> str:
    return " ".join(unescape(found.group()).splitlines()) or " "


def _checked(page: Page) -> Page:
    """Refuse what is no page; a line end at the very end opens no further line."""
    if not page.text.strip():
        raise ReadError("empty", "the page holds no text; delete it")
    text = page.text.removesuffix("\n")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            message = (
                f"line {number} has {len(line):,} characters, and over {MAX_LINE:,} is no line of a page; divide it"
            )
            raise ReadError("long_line", message, line=number)
    return Page(page.path, page.sha256, text, page.encoding, page.form, page.declared, page.warnings)
