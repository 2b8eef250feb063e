"""Figures: 总投资146亿元, 居民信息203840条, 49人中毒, 3死5伤.

A figure is a number with a unit. Dates, ordinals (第3次), document numbers, telephone numbers, ages and small Chinese
numerals that count nothing in particular (两个确保, 一种办法) are none. 万 and 亿 written behind a number belong to its
unit, as printed: 146亿元 is 146 with the unit 亿元.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.expressions import Few, either, late
from etl.model import Figure
from etl.numerals import DIGITS, read_number
from etl.relate.endings import Endings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from etl.lexicon import Lexicon

_NUMBER = (
    rf"(?:(?P<head>\d++(?:\.\d++)?亿)(?=[{DIGITS}十百千]))?"
    rf"(?P<number>\d{{1,3}}+(?:,\d{{3}})++(?:\.\d++)?|\d++(?:\.\d++)?|[{DIGITS}十百千]{{1,12}})"
)
_RUN = re.compile(rf"[{DIGITS}十百](?:(?<=[一零〇○])[{DIGITS}十百千万亿.,]+|(?<![一零〇○])[{DIGITS}十百千万亿.,]*)")
"""A row of digits, a single 一 or 零 left out: it counts nothing."""

_BEGINS = re.compile(rf"[{DIGITS}０-９十百]")
_BOUND = frozenset("第_×*#№" + string.ascii_letters + string.digits)
"""What may not stand before a figure: there it is an ordinal, a code, the end of a range."""

_HURT = Few("死亡伤")
_HOW_MANY = late(r"(?<![第\d.])(\d{1,5})人?$")
_HURT_ENDS = late(r"亡?(?:[\d,、;。!?\s]|的|$)")
_SMALL = 10
_MOST = 10**15
"""Values above are codes; a store's whole numbers end soon after, and floats no longer tell one from the next."""

_ABOUT = 10
"""Longest subject, in characters: a longer string is a clause."""

_VAGUE = frozenset("个种次类项方场轮级对期批支条块门天元里分度")
"""Units with which a Chinese numeral below ten counts nothing in particular (两个确保, 三级响应, 一次会议)."""

_ORDINAL = frozenset("次期届")
"""Units with which a Chinese numeral tells which one, not how many (市十二次党代会)."""

_RANGE_SIGNS = frozenset(",.:/至到-—~+")
_RANGE = late(rf"[{DIGITS}十百千万亿](?:[,.:/]|[^\d,。]{{0,3}}[至到\-—~+])$")
_YEARS = frozenset(("徒刑", "历时", "时隔", "为期", "长达"))
_LONG_NOUN = 9
_BREAKS = late(r"(?s:.*)(?:[,。;:!?、()“”《》\s]|(?<!—)(?:——)+)")
"""All up to the last break."""

_DIGIT = re.compile(r"\d")
_AFTER = late(r"[一-鿿]{2,9}")


class _Grammar(NamedTuple):
    """The lists, compiled: number and unit, what a unit is of, words that divide a clause, words before a number."""

    figure: re.Pattern[str]
    kinds: dict[str, str]
    cuts: AhoCorasick
    tails: Endings


@lru_cache(maxsize=8)
def _grammar(lexicon: Lexicon) -> _Grammar:
    units, cuts = lexicon.rows("units"), lexicon.rows("figure_cuts")
    unit = either([row[0] for row in units])
    # A look at the next character spares trying every unit behind every digit of a number.
    ahead = rf"(?=[余多十百千万亿年%{re.escape(''.join({row[0][0] for row in units}))}])"
    tail = rf"(?P<vague>[余多])?(?P<unit>[十百千]?[万亿]?(?P<more>[余多])?(?:{unit}|年)|%)"
    return _Grammar(
        figure=re.compile(_NUMBER + ahead + tail),
        kinds={row[0]: row[1] for row in units},
        cuts=AhoCorasick([row[0] for row in cuts if len(row) == 1], matchkind=MatchKind.LeftmostLongest),
        tails=Endings(row[0] for row in cuts),
    )


def has_digits(name: str) -> bool:
    """Tell whether a figure might begin in a name (五台山).

    Example:
        >>> has_digits("五台山"), has_digits("泰山")
        (True, False)
    """
    return _BEGINS.search(name) is not None


def find_figures(folded: str, text: str, taken: Iterable[tuple[int, int]], lexicon: Lexicon) -> tuple[Figure, ...]:
    """Find the figures of a text.

    Args:
        folded: the text, folded.
        text: the text as stored.
        taken: spans that hold no figures (dates, works, names with digits), in any order.
        lexicon: the word lists to go by.

    Returns:
        Figures in order, none twice, `figure.text == text[figure.start:figure.end]`.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> said = "共谋划项目34个,总投资146亿元,事故致3死5伤。"
        >>> [(f.about, f.value, f.unit) for f in find_figures(said, said, (), DEFAULT)]
        [('项目', 34, '个'), ('总投资', 146, '亿元'), ('死', 3, '人'), ('伤', 5, '人')]
    """
    held = bytearray(len(folded))  # a mark a character: asked oftener than spans are many
    for start, end in taken:
        held[start:end] = b"\1" * (end - start)
    found = list(_counted(folded, text, held, _grammar(lexicon)))
    hurt = list(_casualties(folded, text, held))
    if hurt:
        found += hurt
        found.sort(key=lambda f: (f.start, -f.end))
    return tuple([f for i, f in enumerate(found) if not i or f.start >= found[i - 1].end])


def _casualties(folded: str, text: str, held: bytearray) -> Iterator[Figure]:
    for hurt in _HURT.finditer(folded):
        at = hurt.start()
        m = _HOW_MANY.search(folded, max(0, at - 8), at)
        ends = _HURT_ENDS.match(folded, at + 1) if m else None
        if m and ends and not held[m.start()]:
            end = at + 1 + ends[0].startswith("亡")
            about = "伤" if hurt[0] == "伤" else "死"
            yield Figure(int(m[1]), "人", about, text[m.start() : end], m.start(), end)


def _counted(folded: str, text: str, held: bytearray, grammar: _Grammar) -> Iterator[Figure]:
    for run in _RUN.finditer(folded):
        start = run.start()
        before = folded[start - 1 : start]
        if held[start] or before in _BOUND or (before in _RANGE_SIGNS and _RANGE.search(folded, start - 7, start)):
            continue
        m = grammar.figure.match(folded, start)
        if m is None:
            continue
        head, number, unit, more = m.group("head", "number", "unit", "more")
        value = read_number(_whole(head, number, unit) if head else number)
        if value is None or not _counts(m, folded, number, unit, value):
            continue
        if more:
            unit = unit.replace(more, "")
        if head:
            unit = unit.removeprefix("万")
        end = m.end()
        yield Figure(value, unit, _about(folded, start, end, unit, grammar), text[start:end], start, end)


def _whole(head: str, number: str, unit: str) -> str:
    """3亿5000万元 is one number: its 万 is read, not left to the unit."""
    return head + number + ("万" if unit.startswith("万") else "")


def _counts(m: re.Match[str], folded: str, number: str, unit: str, value: float) -> bool:
    """Tell a quantity from a year, a turn of phrase and a row of digits that names something."""
    if value > _MOST:
        return False
    if unit.endswith("年"):
        return folded[m.start() - 2 : m.start()] in _YEARS and folded[m.end() : m.end() + 1] not in "度级代来"
    if number[0] in "0123456789":
        return not (number[0] == "0" and len(number) > 1 and number[1] != ".")
    if unit in _ORDINAL:
        return False
    return value >= _SMALL or (value >= 2 and unit not in _VAGUE and not m["vague"])


def _about(folded: str, start: int, end: int, unit: str, grammar: _Grammar) -> str | None:
    """Say what is counted: the noun behind a counter, else the subject in front of the number."""
    kind = grammar.kinds.get(unit.lstrip("十百千万亿"), "measure")
    behind = _behind(folded, end, grammar) if kind != "measure" or unit == "级" else None
    return behind or _front(folded, start, grammar)


def _behind(folded: str, end: int, grammar: _Grammar) -> str | None:
    m = _AFTER.match(folded, end)
    if not m:
        return None
    cuts = grammar.cuts.find_matches_as_indexes(m[0])
    words = m[0][: cuts[0][1]] if cuts else m[0]
    return words if 2 <= len(words) < _LONG_NOUN else None


def _front(folded: str, start: int, grammar: _Grammar) -> str | None:
    low = max(0, start - 24)
    broken = _BREAKS.match(folded, low, start)
    clause = grammar.tails.strip(folded[broken.end() if broken else low : start])
    cuts = grammar.cuts.find_matches_as_indexes(clause)
    words = clause[cuts[-1][2] :] if cuts else clause
    return words if 2 <= len(words) <= _ABOUT and not _DIGIT.search(words) else None
