"""What the text and the fields of a file hold: text without markup, days."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from etl.expressions import late
from etl.text import INVISIBLE

PARAGRAPH = "\u2029"
"""Marks the end of a paragraph inside a line, where HTML in a text divides one; line numbers stay those of the file."""

_NEWLINES = late("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = late("[\ud800-\udfff]")
_ODD = re.compile(f"[\r\x85\u2028\u2029\ud800-\udfff{INVISIBLE.pattern[1:]}")
"""What a text as it should be has none of, but for markup: one search rules out three."""

_BLOCKS = "p|br|div|h[1-6]|blockquote|ul|ol|li|table|tbody|thead|tr|hr|section|article|figure|figcaption|center|pre"
_INLINE = "strong|b|em|i|u|s|span|a|font|img|td|th|sup|sub|small|video|audio|iframe|source|o:p"
_TAG = late(rf"</?(?:({_BLOCKS})|{_INLINE})(?:\s+[A-Za-z_:@][^<>]*|\s*/?)>", re.IGNORECASE)
_BRACKETED = late("(<[^<>]*>)")
_USUAL_TAG = 20
"""Length, in characters, up to which the tags of a page are few and come many times; longer ones hold addresses."""

_COMMENT = late(r"<!--[^<>]{0,1000}-->")
_REFERENCE = late(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")

_DAY = late(r"\s*(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})(?!\d)")


def clean(text: str) -> str:
    r"""Return `text` with `\n` for line ends, without HTML tags and invisible characters; lines stay in their number.

    Where tags divide paragraphs inside a line, U+2029 marks the division.

    Example:
        >>> clean("<p><strong>导语</strong></p><p>正文\u200b&amp;图</p>\r\n完").split("\n")
        ['导语\u2029正文&图', '完']
    """
    odd = _ODD.search(text) is not None
    text = _NEWLINES.sub("\n", text) if odd else text
    if "<" in text:
        text = _without_tags(_COMMENT.sub(_line_ends, text) if "<!--" in text else text)
        text = _single_marks(text) if PARAGRAPH in text else text
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    return _SURROGATES.sub("\ufffd", INVISIBLE.sub("", text)) if odd else text


def _single_marks(text: str) -> str:
    """Keep one mark between two paragraphs, and none at the edges of a line."""
    first, *inner, last = text.split(PARAGRAPH)
    parts = (first.rstrip(" \t"), *[part.strip(" \t") for part in inner], last.lstrip(" \t"))
    text = PARAGRAPH.join(filter(None, parts))
    return text.replace(f"\n{PARAGRAPH}", "\n").replace(f"{PARAGRAPH}\n", "\n")


def _line_ends(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _without_tags(text: str) -> str:
    parts = _BRACKETED.split(text)
    parts[1::2] = [_rest_of_usual(part) if len(part) <= _USUAL_TAG else _rest_of(part) for part in parts[1::2]]
    return "".join(parts)


def _rest_of(bracketed: str) -> str:
    """What stays of a tag: line ends, and the mark of a paragraph; all of what is no tag."""
    tag = _TAG.fullmatch(bracketed)
    if tag is None:
        return bracketed
    return "\n" * bracketed.count("\n") + (PARAGRAPH if tag[1] else "")


_rest_of_usual = lru_cache(maxsize=64)(_rest_of)


def _character(found: re.Match[str]) -> str:
    from html import unescape  # noqa: PLC0415 - its table of names is wanted by few pages

    return INVISIBLE.sub("", " ".join(unescape(found.group()).splitlines()) or " ")


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
