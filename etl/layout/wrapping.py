"""Pages printed as narrow columns, a line of the column a line of the text: their paragraphs put together again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from etl.expressions import late

BLANK = " \t\r\u00a0\u3000\u2028\u2029"
_NARROWEST, _WIDEST = 12, 60
_FEWEST = 8
_SHARE = 0.4
"""Share of a page's lines that are as long as its column is wide, from which the page is taken for wrapped."""
_LONGER = 0.05
_BEGINS = late(r"[ \t\u00a0\u3000#●◆■▲★◇○▪◎※►▶□\[【*]|[(（](?:记者|通讯员|本报)")

Printed = tuple[int, str, tuple[tuple[int, int], ...]]
"""Number of the first line, text, and where in the text which line begins (empty for a single line)."""


def wrap_width(lines: Sequence[str]) -> int | None:
    """Return the width of the column a page was printed in, in characters, or None where lines are paragraphs.

    Example:
        >>> wrap_width(["一" * 20] * 9 + ["一" * 7]), wrap_width(["一" * 20, "一" * 90] * 9)
        (20, None)
    """
    lengths = [len(line.strip()) for line in lines]
    count = len(lengths) - lengths.count(0)
    # Paragraphs are longer than any column is wide, and most pages have them.
    if count < _FEWEST or sum(length > _WIDEST + 2 for length in lengths) > _LONGER * count:
        return None
    sizes = Counter(lengths)
    del sizes[0]
    usual = max((size for size in sizes if _NARROWEST <= size <= _WIDEST), key=lambda size: sizes[size], default=0)
    near = sizes[usual - 1] + sizes[usual] + sizes[usual + 1]
    longer = sum(number for size, number in sizes.items() if size > usual + 2)
    if not usual or near < _SHARE * count or longer > _LONGER * count:
        return None
    return usual


def unwrapped(lines: Sequence[str], width: int) -> Iterator[Printed]:
    """Join the lines of a column: one that is full goes on in the next, unless that is set in or marked.

    Args:
        lines: the lines of a page.
        width: what `wrap_width` told.

    Yields:
        What was printed, in order, blank lines as empty text.

    Example:
        >>> list(unwrapped(["会议指出,要落", "实责任。", "会议结束。"], 8))
        [(1, '会议指出,要落实责任。', ((0, 1), (7, 2))), (3, '会议结束。', ())]
    """
    at = 0
    while at < len(lines):
        first = at
        pieces = [lines[at].rstrip(BLANK)]
        while _goes_on(lines, at, width):
            at += 1
            pieces.append(lines[at].strip(BLANK))
        at += 1
        if len(pieces) == 1:
            yield first + 1, lines[first], ()
            continue
        starts, offset = [(0, first + 1)], len(pieces[0].lstrip(BLANK))
        for number, piece in enumerate(pieces[1:], first + 2):
            starts.append((offset, number))
            offset += len(piece)
        yield first + 1, "".join(pieces), tuple(starts)


def _goes_on(lines: Sequence[str], at: int, width: int) -> bool:
    """Whether line `at` is full, and the line after it begins nothing new."""
    text, after = lines[at].strip(BLANK), lines[at + 1] if at + 1 < len(lines) else ""
    return (
        width - 3 <= len(text) <= width + 2 and text[0] != "#" and bool(after.strip(BLANK)) and not _BEGINS.match(after)
    )
