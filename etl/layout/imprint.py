"""Which lines of a page are its masthead: those at its head, at its foot, and stray pieces between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.expressions import late
from etl.layout.headline import HeadRole
from etl.layout.lines import Line
from etl.layout.masthead import is_paper_name
from etl.lexicon import DEFAULT, Lexicon

_IMPRINT_LINE = 30
_LIKE_IMPRINT = late(
    r":(?!$)|电话|\d{5}|[A-Za-z@]{3}|^.{2,16}(?:机关报|编辑部|报社|宣传部|融媒体中心|新闻中心|党委|县委|市委|区委|出版|发行|主办|准印)$"
)
_LABEL = 16
"""Longest line, in characters, that is taken along where masthead matter follows it."""


def masthead_lines(lines: Sequence[Line], roles: Mapping[int, HeadRole], lexicon: Lexicon = DEFAULT) -> set[int]:
    """Find the masthead at the head and at the foot of the page, and stray pieces of it between.

    Args:
        lines: what `read_lines` told of them.
        roles: what `head_roles` told of its markdown heads.
        lexicon: the endings of papers' names.

    Returns:
        The places of its lines in `lines`.

    Example:
        >>> from etl.layout.lines import read_lines
        >>> masthead_lines(read_lines(["江城晚报", "2020年4月3日 星期五", "市长调研", "昨日,市长调研。"]), {})
        {0, 1}
    """
    sure = [line.weight > 1 or roles.get(at) == "masthead" for at, line in enumerate(lines)]
    matter = [bool(line.weight) or sure[at] or _is_name(line, lexicon) for at, line in enumerate(lines)]
    top = _run(lines, matter, roles, range(len(lines)))
    top += _attached(lines, len(top)) if top else []
    foot = _run(lines, matter, roles, range(len(lines) - 1, -1, -1))
    if sum(lines[at].weight for at in foot) < 2 and not any(sure[at] for at in foot):
        foot = []
    return {*top, *foot, *(at for at, known in enumerate(sure) if known)}


def _is_name(line: Line, lexicon: Lexicon) -> bool:
    return line.kind == "title" and is_paper_name(line.folded, lexicon)


def _run(lines: Sequence[Line], matter: Sequence[bool], roles: Mapping[int, HeadRole], order: range) -> list[int]:
    """The lines from one end of the page up to the last masthead line before the text begins."""
    run: list[int] = []
    kept = misses = 0
    for at in order:
        line = lines[at]
        if matter[at]:
            run.append(at)
            kept, misses = len(run), 0
        elif line.kind in ("noise", "title") and len(line.folded) <= _LABEL and misses < 3:
            run.append(at)
            misses += line.kind == "title"
        else:
            break
        if line.kind == "head" and roles.get(at) != "masthead":
            break
    return run[:kept]


def _attached(lines: Sequence[Line], start: int) -> list[int]:
    """Lines of no known kind that stand close under the masthead, apart from what follows, and look like imprint."""
    found: list[int] = []
    for at in range(start, len(lines) - 1):
        line = lines[at]
        if line.kind != "title" or line.gap or len(line.folded) > _IMPRINT_LINE:
            break
        found.append(at)
        if lines[at + 1].gap:
            return found if all(_LIKE_IMPRINT.search(lines[place].folded) for place in found) else []
    return []
