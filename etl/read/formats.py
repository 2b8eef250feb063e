"""Text, markdown, HTML and JSON Lines into pages."""

from __future__ import annotations

import json
from typing import Any

from etl.errors import ReadError
from etl.model import Declared, Page
from etl.read.content import clean, day_of
from etl.read.decode import decode
from etl.read.raw import RawPage

MAX_LINE = 1_000_000
"""Longest line, in characters. Whole newspapers have fewer than that."""


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
        raise ReadError("bad_json", f"not JSON ({_told(error)}); mend or remove the record") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ReadError("bad_record", 'no JSON object with a "text" of its own; mend or remove the record')
    declared, doubts = _declared(record)
    return Page(raw.path, raw.sha256, clean(record["text"]), codec, raw.form, declared, (*warnings, *doubts))


def _told(error: Exception) -> str:
    # The line is the record's; JSON would count it as the first.
    return f"{error.msg} at character {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)


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


def _checked(page: Page) -> Page:
    """Refuse what is no page; a line end at the very end opens no further line."""
    if not page.text.strip():
        raise ReadError("empty", "the page holds no text; delete it")
    text = page.text.removesuffix("\n")
    if len(text) > MAX_LINE:
        _refuse_long_lines(text)
    return page if text is page.text else page._replace(text=text)


def _refuse_long_lines(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            message = (
                f"line {number} has {len(line):,} characters, and over {MAX_LINE:,} is no line of a page; divide it"
            )
            raise ReadError("long_line", message, line=number)
