"""The text of a piece: paragraphs, healed where columns broke them, with the line every offset stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from etl.expressions import late
from etl.layout.headline import NUMBERED
from etl.layout.lines import Line
from etl.layout.wrapping import BLANK
from etl.model import Section

_BREAK = late(r"\u2029|\u3000(?<=[。！？!?”]\u3000)\u3000+")
"""Paragraph ends inside a line: the mark the reader leaves, and an indent after a whole sentence."""

_WHOLE = re.compile(r"[。!?…:;](?:[”’\"』」)》】]|\(\d+\))*$|[)\]】]$")
_FUNCTION_END = late(r"(?:[,、“‘(《的和与及或在对为将把被以是等从向到由使让于并且而但其之了着]|\d)$")
_FUNCTION_START = late(r"[,、。;:!?”’)》%的了着和与及等们性化者]")
_FUNCTION_LEAD = late(r"(?:在|为|随着|当|自从|据|对于|经过|通过|根据|按照)")
_CLAUSE = late(r"(?:指出|强调|要求|表示|认为|介绍|透露|说|称)[,:]")
_LONGEST_HEADING = 30
_LONGEST_STACK = 2  # Lines of a heading in the text.


class Body:
    """The text of a piece while it is put together.

    Attributes:
        headings: of every inner heading its words, where it begins, and where the text under it begins.
        torn: whether the last paragraph ended in mid-sentence.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[tuple[int, int]] = []
        self.headings: list[tuple[str, int, int]] = []
        self.size = 0
        self.torn = False

    def add(self, line: Line, first: int, last: int, *, joined: bool = False) -> None:
        """Append `line.text[first:last]` as a paragraph, or as the rest of the one a column broke."""
        if self.size and not joined:
            self.parts.append("\n")
            self.size += 1
        if line.parts:
            self.starts += [(self.size + offset, number) for offset, number in line.starts(first, last)]
        else:
            self.starts.append((self.size, line.number))
        self.parts.append(line.text[first:last])
        self.size += last - first

    def head(self, printed: Sequence[tuple[Line, int, int]]) -> None:
        """Append the lines of an inner heading: paragraphs of the text themselves, for they name people and bodies."""
        start = self.size + 1 if self.size else 0
        for line, first, last in printed:
            self.add(line, first, last)
        heading = " ".join(line.text[first:last] for line, first, last in printed)
        self.headings.append((heading, start, self.size + 1))
        self.torn = False

    @property
    def text(self) -> str:
        """What was put together so far."""
        return "".join(self.parts)


def is_torn(first: str, second: str) -> bool:
    """Tell whether a column broke a paragraph between two lines that are both text.

    Args:
        first: folded line.
        second: the folded line after it.

    Example:
        >>> is_torn("依法依规、用心用", "情解决好群众反映的突出问题。"), is_torn("会议结束。", "随后,市长到会。")
        (True, False)
    """
    return not _WHOLE.search(first[-6:]) or bool(_FUNCTION_START.match(second))


def reads_torn(text: str, after: str) -> bool:
    """Tell whether a short line without an end is the torn beginning of a paragraph rather than a heading.

    Args:
        text: folded line, as short as a headline.
        after: the folded line of text after it.

    Example:
        >>> reads_torn("在中德产业园,徐立毅听取了建设运营情况汇报,实地察看入", "园企业经营研发情况。")
        True
        >>> reads_torn("工程闲置", "约上亿资金起不到作用。")
        False
    """
    if _FUNCTION_END.search(text) or _FUNCTION_START.match(after) or _CLAUSE.search(text):
        return True
    if " " in text:
        return False
    commas = text.count(",") + text.count("、")
    return (commas > 0 and (len(text) >= 26 or bool(_FUNCTION_LEAD.match(text)))) or commas > 1


def text_of(
    lines: Sequence[Line],
) -> tuple[str, tuple[tuple[int, int], ...], tuple[Section, ...]]:
    """Put the text of a piece together.

    Args:
        lines: the lines under the headline: text and inner headings, with bylines before and behind.

    Returns:
        The text, the `(offset, line)` pairs and the sections.
    """
    body = Body()
    at = 0
    while at < len(lines):
        if lines[at].kind in ("head", "title"):
            at = _take(body, lines, at)
        else:
            _pieces(body, lines[at])
            at += 1
    return body.text, tuple(body.starts), _sections(body)


def _take(body: Body, lines: Sequence[Line], at: int) -> int:
    """Put a head or title (with the headings that belong to it) into the body; return the place of the next line."""
    line = lines[at]
    if line.kind == "head":
        body.head([(line, 0, len(line.text))])
        return at + 1
    if not body.torn:
        end = at
        while end < min(len(lines), at + _LONGEST_STACK + 1) and lines[end].kind in ("title", "masthead"):
            end += 1
        if _is_heading(lines[at:end], lines[end] if end < len(lines) else None):
            body.head([(one, 0, len(one.text)) for one in lines[at:end]])
            return end
    _pieces(body, line)
    # A line of a list or a signature under a notice stands by itself; only a long one can be a torn paragraph.
    after = lines[at + 1].folded if at + 1 < len(lines) else ""
    body.torn = body.torn and (len(line.folded) >= _LONGEST_HEADING - 6 or reads_torn(line.folded, after))
    return at + 1


def _is_heading(titles: Sequence[Line], after: Line | None) -> bool:
    if after is None or after.kind not in ("text", "opening", "byline", "bullet") or len(titles) > _LONGEST_STACK:
        return False
    if any(len(one.folded) > _LONGEST_HEADING or "、" in NUMBERED.sub("", one.folded) for one in titles):
        return False
    return not reads_torn(NUMBERED.sub("", titles[-1].folded), after.folded)


def _pieces(body: Body, line: Line) -> None:
    """Add the text of one line, less the byline before it and the byline behind it."""
    text, folded = line.text, line.folded
    start = line.opening.end if line.opening else 0
    if line.kind == "bullet":
        start = len(text) - len(text[1:].lstrip(" \t\u3000"))
    end = line.closing.start if line.closing else len(text)
    # Few lines have a break in them, and these two searches are over sooner than that for its pattern.
    plain = "\u2029" not in text and "\u3000\u3000" not in text and start < end and not text[end - 1].isspace()
    pieces = [(start, end)] if plain and not text[start].isspace() else _spans(text, start, end)
    for at, (first, last) in enumerate(pieces):
        whole = folded[last - 1] == "。" or _WHOLE.search(folded, max(first, last - 6), last)
        if not whole and last - first <= _LONGEST_HEADING and at < len(pieces) - 1 and (at or line.opening):
            body.head([(line, first, last)])
        else:
            joined = at == 0 and body.torn and not line.opening and line.kind != "bullet" and body.size > 0
            body.add(line, first, last, joined=joined)
            body.torn = not whole and line.closing is None and line.kind != "signature"


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The paragraphs of `text[start:end]` without the space around them, none empty."""
    found = []
    gaps = [gap.span() for gap in _BREAK.finditer(text, start, end)]
    for stop, following in (*gaps, (end, end)):
        first = stop - len(text[start:stop].lstrip(BLANK)) if text[start : start + 1] in BLANK else start
        last = first + len(text[first:stop].rstrip(BLANK)) if text[stop - 1 : stop] in BLANK else stop
        if last > first:
            found.append((first, last))
        start = following
    return found


def _sections(body: Body) -> tuple[Section, ...]:
    ends = [start - 1 for _, start, _ in body.headings[1:]] + [body.size] * bool(body.headings)
    return tuple(
        Section(heading, start, end)
        for (heading, _, start), end in zip(body.headings, ends, strict=True)
        if end > start
    )


def line_at(starts: Sequence[tuple[int, int]], offset: int) -> int:
    """Return the line of the page in which the text at `offset` stands.

    Args:
        starts: the `line_starts` of a draft, not empty.
        offset: into the draft's text.

    Example:
        >>> line_at(((0, 3), (10, 5)), 12)
        5
    """
    return starts[max(0, bisect_right(starts, offset, key=lambda pair: pair[0]) - 1)][1]
