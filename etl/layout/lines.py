"""The lines of a page, each with what it can be told to be by itself."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import count, repeat
from typing import Literal, NamedTuple

from etl.expressions import late
from etl.layout.bylines import NOBODY, merged
from etl.layout.closings import Closing, read_closing, read_credit
from etl.layout.forms import is_note, salutes
from etl.layout.masthead import is_imprint, masthead_weight
from etl.layout.openings import Opening, may_open, read_opening
from etl.layout.wrapping import BLANK, Printed, unwrapped, wrap_width
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Byline
from etl.text import fold

LineKind = Literal[
    "head", "bullet", "noise", "masthead", "opening", "byline", "closing", "caption", "title", "text", "signature"
]

_DEEPEST = 6
"""Marks of the lowest markdown head."""
_BOLD = late(r"(?:\*\*|__)(.+?)(?:\*\*|__)$")
_NO_HEAD = re.compile("记者|通讯员|编辑|摄|扫|下转|上接|视频|讯[(（]")
"""What may stand in bylines and noise that were marked as heads by mistake."""
_RULE = r"[\W_]+"
_BULLETS = "●◆■▲★◇○▪◎※►▶•"
_BULLET = late(rf"[{_BULLETS}][ \t\u3000]*(?!本报记者|本报通讯员|记者)")
_GOES_ON = frozenset("。;、")
"""What ends lines that are text, and neither headlines nor signed."""
_FINAL = late(r"[。!?…:;][”’\"』」)]*$")
_LABEL_LIMIT = 200
"""Longer lines are never noise, masthead matter or captions."""
_SPOKEN = re.compile("(?:记者|主持人|问|答)[::]")
_TITLE_LIMIT, _PARTED_LIMIT = 42, 66
"""Longest headline line, in characters; the second where the line shows parts by spaces."""


class Line(NamedTuple):
    """One line of a page that is not blank.

    Attributes:
        number: 1-based.
        text: without indent and without the marks of a markdown head.
        folded: `fold(text)`.
        kind: what it is, or seems to be where only its neighbours can tell (`title`, `byline`); `signature` only they
            tell.
        level: 1 to 6 for a markdown head, else 0.
        gap: blank lines before it.
        indented: whether it begins with white space.
        weight: how much masthead matter it is made of.
        parts: where in the text which line of the page begins, for what a narrow column had on several.
    """

    number: int
    text: str
    folded: str
    kind: LineKind
    level: int = 0
    gap: int = 0
    indented: bool = False
    weight: int = 0
    opening: Opening | None = None
    closing: Closing | None = None
    credit: Byline | None = None
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def last(self) -> int:
        """The last line of the page that the text stands in."""
        return self.parts[-1][1] if self.parts else self.number

    def starts(self, first: int, last: int) -> list[tuple[int, int]]:
        """Where in `text[first:last]` which line of the page begins, counted from `first`."""
        if not self.parts:
            return [(0, self.number)]
        at = bisect_right(self.parts, (first, self.last))
        until = bisect_left(self.parts, (last, 0))
        return [(0, self.parts[at - 1][1]), *((offset - first, number) for offset, number in self.parts[at:until])]

    @property
    def final(self) -> bool:
        """Whether a sentence ends with the line."""
        return bool(_FINAL.search(self.folded[-4:]))

    @property
    def byline(self) -> Byline:
        """Whoever the line names as having made the piece."""
        return merged(
            self.opening.byline if self.opening else NOBODY,
            self.closing.byline if self.closing else NOBODY,
            self.credit or NOBODY,
        )


@cache
def _noise(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in (*lexicon.words("noise"), _RULE)))


def is_title(folded: str) -> bool:
    """Tell whether a line has the shape of a headline: short, and no sentence ends in it.

    Example:
        >>> is_title("讲好黄河文化故事 打造郑州文化品牌"), is_title("牛卫国参加调研。")
        (True, False)
    """
    size = len(folded)
    if size > _PARTED_LIMIT or (size > _TITLE_LIMIT and " " not in folded):
        return False
    if _SPOKEN.match(folded):
        return False
    return folded[-1] not in "。;,:、" and "。" not in folded and folded.count(",") < 4


class _Told(NamedTuple):
    """What a line was told to be, and what told it."""

    kind: LineKind
    weight: int = 0
    opening: Opening | None = None
    closing: Closing | None = None
    credit: Byline | None = None


_TEXT, _NOISE, _HEAD = _Told("text"), _Told("noise"), _Told("head")


def _tell(text: str, folded: str, lexicon: Lexicon) -> _Told:
    """Tell what a line without marks is by itself."""
    short = len(folded) <= _LABEL_LIMIT
    if short and _noise(lexicon).fullmatch(folded):
        return _NOISE
    opens = may_open(folded)
    if folded[-1] in _GOES_ON and not opens and text[0] not in _BULLETS:
        # As most lines are: whatever else there is begins or ends otherwise.
        return _TEXT
    if short:
        if is_note(folded):
            return _TEXT
        weight = masthead_weight(folded, lexicon) or int(is_imprint(folded))
        if weight:
            return _Told("masthead", weight)
        credit = read_credit(folded, lexicon)
        if credit is not None:
            return _Told("caption", credit=credit)
    return _signed(text, folded, read_opening(folded, lexicon) if opens else None, lexicon)


def _signed(text: str, folded: str, opening: Opening | None, lexicon: Lexicon) -> _Told:
    """Tell apart what begins or ends with a byline, and the rest by its length."""
    closing = read_closing(folded, lexicon)
    if opening and opening.end >= len(folded) and not opening.strong and folded[0] not in "([【":
        return _Told("byline", 0, opening, closing)
    if closing and closing.start == 0 and not (opening and opening.strong and opening.end < len(folded)):
        return _Told("closing", 0, None, closing)
    if opening:
        return _Told("opening", 0, opening, closing)
    if text[0] in _BULLETS and _BULLET.match(text):
        return _Told("bullet", 0, None, closing)
    titled = not closing and is_title(folded) and not salutes(folded, lexicon)
    return _Told("title" if titled else "text", 0, None, closing)


def read_lines(lines: Sequence[str], lexicon: Lexicon = DEFAULT) -> list[Line]:
    """Tell of every line that is not blank what it is by itself.

    Args:
        lines: the lines of a page, line 1 first.
        lexicon: the lists of noise, masthead matter, agencies, roles and surnames.

    Returns:
        The lines in order; blank ones only show in `gap`.

    Example:
        >>> [line.kind for line in read_lines(["# 市长调研", "", "本报讯(记者 张三) 昨日,市长到会。", "扫码看"])]
        ['head', 'opening', 'noise']
    """
    width = wrap_width(lines)
    printed: Sequence[Printed] = list(unwrapped(lines, width) if width else zip(count(1), lines, repeat(())))
    # One folding for the whole page: it maps each character to one, and none to a newline. Of no lines one is left.
    narrow = fold("\n".join([raw for _, raw, _ in printed])).split("\n")
    found = []
    gap = 0
    for (number, raw, parts), row in zip(printed, narrow, strict=False):
        text = raw.strip(BLANK)
        if not text:
            gap += 1
            continue
        start, folded = 0, row
        if len(text) < len(raw):
            start = len(raw) - len(raw.lstrip(BLANK))
            folded = row[start : start + len(text)]
        if text[0] in "#*_":
            text, folded, level, told = _unmarked(text, folded, lexicon)
        else:
            level, told = 0, _tell(text, folded, lexicon)
        kind, weight, opening, closing, credit = told
        found.append(Line(number, text, folded, kind, level, gap, start > 0, weight, opening, closing, credit, parts))
        gap = 0
    return found


def _unmarked(text: str, folded: str, lexicon: Lexicon) -> tuple[str, str, int, _Told]:
    """Take the marks of a head or of bold type off a line; return it with its level and what it is."""
    if text[0] == "#":
        level = min(_DEEPEST, len(text) - len(text.lstrip("#")))
        inner = text[level:].lstrip(" \t\u3000").rstrip(" \t#").strip(BLANK + "*")
        start = text.find(inner)
        narrowed = folded[start : start + len(inner)]
        told = _tell(inner, narrowed, lexicon) if _NO_HEAD.search(inner) else _HEAD
        if told.kind in ("head", "title", "text"):
            return inner, narrowed, level, _HEAD if inner else _NOISE
        return inner, narrowed, 0, told
    bold = _BOLD.match(text) if text[-1] in "*_" else None
    if bold:
        text, folded = bold[1], folded[bold.start(1) : bold.end(1)]
    return text, folded, 0, _tell(text, folded, lexicon)
