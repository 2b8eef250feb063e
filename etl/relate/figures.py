"""Figures: 总投资146亿元, 居民信息203840条, 49人中毒, 3死5伤.

A figure is a number with a unit. Dates, ordinals (第3次), document numbers, telephone numbers, ages and small Chinese
numerals that count nothing in particular (两个确保, 一种办法) are none. 万 and 亿 written behind a number belong to its
unit, as printed: 146亿元 is 146 with the unit 亿元.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from etl.model import Figure
from etl.numerals import DIGITS, read_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.lexicon import Lexicon

_NUMBER = (
    rf"(?P<head>\d+(?:\.\d+)?亿)?(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{DIGITS}十百千]{{1,12}})"
)
_RUN = re.compile(rf"[{DIGITS}十百][{DIGITS}十百千万亿.,]*")
_BOUND = frozenset("第_×*#№")
"""What may not stand before a figure: there it is an ordinal, a code, the end of a range."""

_CASUALTIES = re.compile(r"(?<![第\d.])(\d{1,5})(?:人)?(死|亡|伤)(?:亡)?(?=[\d,、;。!?\s]|的|$)")
_SMALL = 10
_ABOUT = 10
"""Longest subject, in characters: a longer string is a clause."""

_VAGUE = frozenset("个种次类项方场轮级对期批支条块门天元里分度")
"""Units with which a Chinese numeral below ten counts nothing in particular (两个确保, 三级响应, 一次会议)."""

_ORDINAL = frozenset("次期届")
"""Units with which a Chinese numeral tells which one, not how many (市十二次党代会)."""

_RANGE = re.compile(rf"[{DIGITS}十百千万亿](?:[,.:/]|[^\d,。]{{0,3}}[至到\-—~+])$")
_LONE = frozenset("一零〇○")
_YEARS = frozenset(("徒刑", "历时", "时隔", "为期", "长达"))
_LONG_NOUN = 9
_BREAK = re.compile(r"[,。;:!?、\n()“”《》\s]|——")
_AFTER = re.compile(r"[一-鿿]{2,9}")


@lru_cache(maxsize=8)
def _grammar(lexicon: Lexicon) -> re.Pattern[str]:
    units = sorted((re.escape(u) for u in lexicon.words("units")), key=len, reverse=True)
    tail = rf"(?P<vague>[余多])?(?P<unit>[十百千]?[万亿]?(?P<more>[余多])?(?:{'|'.join(units)}|年)|%)"
    return re.compile(_NUMBER + tail)


@lru_cache(maxsize=8)
def _kinds(lexicon: Lexicon) -> dict[str, str]:
    return {row[0]: row[1] for row in lexicon.rows("units")}


@lru_cache(maxsize=8)
def _cuts(lexicon: Lexicon) -> re.Pattern[str]:
    """Words that divide a clause wherever they stand."""
    words = sorted((re.escape(row[0]) for row in lexicon.rows("figure_cuts") if len(row) == 1), key=len, reverse=True)
    return re.compile("|".join(words))


@lru_cache(maxsize=8)
def _tails(lexicon: Lexicon) -> re.Pattern[str]:
    """Words that may stand between a subject and its number."""
    words = sorted(map(re.escape, lexicon.words("figure_cuts")), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)})$")


def find_figures(folded: str, text: str, taken: Sequence[tuple[int, int]], lexicon: Lexicon) -> tuple[Figure, ...]:
    """Find the figures of a text.

    Args:
        folded: the text, folded.
        text: the text as stored.
        taken: spans that hold no figures (dates, works, quoted formulas), ascending, not overlapping.
        lexicon: the word lists to go by.

    Returns:
        Figures in order, none twice, `figure.text == text[figure.start:figure.end]`.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> said = "共谋划项目34个,总投资146亿元,事故致3死5伤。"
        >>> [(f.about, f.value, f.unit) for f in find_figures(said, said, (), DEFAULT)]
        [('项目', 34, '个'), ('总投资', 146, '亿元'), ('死', 3, '人'), ('伤', 5, '人')]
    """
    starts = [start for start, _ in taken]
    found = [
        f for f in (*_counted(folded, text, lexicon), *_casualties(folded, text)) if not _inside(f.start, starts, taken)
    ]
    found.sort(key=lambda f: (f.start, -f.end))
    return tuple(f for i, f in enumerate(found) if not i or f.start >= found[i - 1].end)


def _inside(at: int, starts: Sequence[int], taken: Sequence[tuple[int, int]]) -> bool:
    i = bisect_right(starts, at) - 1
    return i >= 0 and at < taken[i][1]


def _casualties(folded: str, text: str) -> Iterator[Figure]:
    for m in _CASUALTIES.finditer(folded):
        about = "伤" if m[2] == "伤" else "死"
        yield Figure(int(m[1]), "人", about, text[m.start() : m.end()], m.start(), m.end())


def _counted(folded: str, text: str, lexicon: Lexicon) -> Iterator[Figure]:
    grammar = _grammar(lexicon)
    for run in _RUN.finditer(folded):
        m = None if run[0] in _LONE or _bound(folded, run.start()) else grammar.match(folded, run.start())
        if not m:
            continue
        value = read_number((m["head"] or "") + m["number"] + _weight(m))
        if value is None or not _counts(m, folded, value):
            continue
        unit = m["unit"].replace("余", "").replace("多", "")
        if m["head"]:
            unit = unit.removeprefix("万")
        yield Figure(value, unit, _about(m, folded, unit, lexicon), text[m.start() : m.end()], m.start(), m.end())


def _bound(folded: str, at: int) -> bool:
    before = folded[at - 1] if at else ""
    return (
        before in _BOUND or (before.isascii() and before.isalnum()) or bool(_RANGE.search(folded, max(0, at - 7), at))
    )


def _weight(m: re.Match[str]) -> str:
    """3亿5000万元 is one number: its 万 is read, not left to the unit."""
    return "万" if m["head"] and m["unit"].startswith("万") else ""


def _counts(m: re.Match[str], folded: str, value: float) -> bool:
    """Tell a quantity from a year, a turn of phrase and a row of digits that names something."""
    unit, number = m["unit"], m["number"]
    if unit.endswith("年"):
        return folded[m.start() - 2 : m.start()] in _YEARS and folded[m.end() : m.end() + 1] not in "度级代来"
    if number[0] in "0123456789":
        return not (number[0] == "0" and len(number) > 1 and number[1] != ".")
    if unit in _ORDINAL:
        return False
    return value >= _SMALL or (value >= 2 and unit not in _VAGUE and not m["vague"])


def _about(m: re.Match[str], folded: str, unit: str, lexicon: Lexicon) -> str | None:
    """Say what is counted: the noun behind a counter, else the subject in front of the number."""
    kind = _kinds(lexicon).get(unit.lstrip("十百千万亿"), "measure")
    behind = _behind(folded, m.end(), lexicon) if kind != "measure" or unit == "级" else None
    return behind or _front(folded, m.start(), lexicon)


def _behind(folded: str, end: int, lexicon: Lexicon) -> str | None:
    m = _AFTER.match(folded, end)
    if not m:
        return None
    cut = _cuts(lexicon).search(m[0])
    words = m[0][: cut.start()] if cut else m[0]
    return words if 2 <= len(words) < _LONG_NOUN else None


def _front(folded: str, start: int, lexicon: Lexicon) -> str | None:
    clause = _BREAK.split(folded[max(0, start - 24) : start])[-1]
    while tail := _tails(lexicon).search(clause):
        clause = clause[: tail.start()]
    cuts = list(_cuts(lexicon).finditer(clause))
    return _noun(clause[cuts[-1].end() :] if cuts else clause)


def _noun(words: str) -> str | None:
    return words if 2 <= len(words) <= _ABOUT and not any(c.isdigit() for c in words) else None
