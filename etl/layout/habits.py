"""How a page prints: what its lines can only tell together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from etl.layout.headline import HeadRole
from etl.layout.lines import Line

_FEWEST, _RARE = 2, 3
"""Lines set off by more blank lines than paragraphs are, from which these blank lines tell where pieces begin; and one
line in how many at most is set off so."""
_BEGINS = frozenset(("title", "text", "opening", "byline", "bullet"))


class Habits(NamedTuple):
    """The habits of a page.

    Attributes:
        marked: it marks its headlines, so that a line without marks is none.
        indented: its paragraphs begin with white space.
        gap: blank lines before most paragraphs.
        parted: more blank lines than that stand only between pieces.
        bylines_first: bylines stand over the text.
    """

    marked: bool
    indented: bool
    gap: int
    parted: bool
    bylines_first: bool


def habits_of(lines: Sequence[Line], roles: Mapping[int, HeadRole]) -> Habits:
    """Tell the habits of a page.

    Args:
        lines: what `read_lines` told of them.
        roles: what `head_roles` told of its markdown heads.

    Example:
        >>> from etl.layout.lines import read_lines
        >>> page = ["市长调研", "", "市长到会。", "", "", "举办画展", "", "画展开幕。", "", "", "开会", "", "会毕。"]
        >>> habits_of(read_lines(page), {})
        Habits(marked=False, indented=False, gap=1, parted=True, bylines_first=False)
    """
    texts = [line for line in lines if line.kind in ("text", "opening")]
    gaps = Counter(line.gap for line in texts)
    gap = gaps.most_common(1)[0][0] if gaps else 0
    first = next((line.kind for line in lines if line.kind in ("byline", "text", "closing")), "text")
    return Habits(
        marked=any(role in ("article", "column", "stack") for role in roles.values()),
        indented=sum(line.indented for line in texts) * 2 > len(texts),
        gap=gap,
        parted=_parted(lines, gap),
        bylines_first=first == "byline",
    )


def _parted(lines: Sequence[Line], gap: int) -> bool:
    """Whether wide gaps are few, and none is in the middle of a sentence: columns leave such gaps, too."""
    apart = [at for at, line in enumerate(lines) if at and line.gap > gap and line.kind in _BEGINS]
    before = [lines[at - 1] for at in apart]
    broken = any(line.kind in ("text", "opening") and not line.final and not line.closing for line in before)
    return len(apart) >= _FEWEST and len(apart) * _RARE <= len(lines) and not broken
