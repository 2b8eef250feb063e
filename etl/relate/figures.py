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

from etl.expressions import Few, either, late
from etl.model import Figure
from etl.numerals import DIGITS, read_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from etl.lexicon import Lexicon

_NUMBER = (
    rf"(?:(?P<head>\d++(?:\.\d++)?亿)(?=[{DIGITS}十百千]))?"
    rf"(?P<number>\d{{1,3}}+(?:,\d{{3}})++(?:\.\d++)?|\d++(?:\.\d++)?|[{DIGITS}十百千]{{1,12}})"
)
_RUN = (
    rf"[{DIGITS}十百](?<![{DIGITS}十百千万亿].)"
    rf"(?:(?<=[一零〇○])[{DIGITS}十百千万亿.,]{{1,80}}+|(?<![一零〇○])[{DIGITS}十百千万亿.,]{{0,80}}+)"
)
"""A row of digits, a single 一 or 零 left out: it counts nothing. No row is taken up again in its middle."""

BEGINS = re.compile(rf"[{DIGITS}０-９十百]")
"""What a figure begins with."""

_BOUND = frozenset("第_×*#№" + string.ascii_letters + string.digits)
"""What may not stand before a figure: there it is an ordinal, a code, the end of a range."""

_HURT = Few("死亡伤", r"亡?(?:[\d,、;。!?\s]|的|$)")
_HOW_MANY = late(r"(?<![第\d.])(\d{1,5})人?$")
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
_FRONT = 24
"""How far in front of a number, in characters, its subject is looked for."""

_UNBROKEN = r"[^—,。;:!?、()“”《》\s]*+(?:—(?!—)[^—,。;:!?、()“”《》\s]*+)*+"
"""What no stop and no dash divides."""

_AFTER = late(r"[一-鿿]{2,9}")


class _Grammar(NamedTuple):
    """The lists, compiled.

    Attributes:
        run: a row of digits with a character behind it that a unit may begin with.
        figure: number and unit.
        kinds: what a unit is of.
        cuts: the words that divide a clause.
        subject: the end of a clause, read backwards, without the words that stand right before a number.
        ends: what a subject does not go beyond, read backwards: the words that divide a clause, and digits.
    """

    run: re.Pattern[str]
    figure: re.Pattern[str]
    kinds: dict[str, str]
    cuts: re.Pattern[str]
    subject: re.Pattern[str]
    ends: re.Pattern[str]


@lru_cache(maxsize=8)
def _grammar(lexicon: Lexicon) -> _Grammar:
    units, tails = lexicon.words("units"), lexicon.words("figure_cuts")
    cuts = [row[0] for row in lexicon.rows("figure_cuts") if len(row) == 1]
    begins, lasts = {unit.lstrip("百千")[0] for unit in units}, "".join({word[-1] for word in tails})
    return _Grammar(
        run=re.compile(rf"{_RUN}(?=[余多年{re.escape(''.join(begins))}])"),
        figure=re.compile(
            rf"{_NUMBER}(?P<vague>[余多])?(?P<unit>[十百千]?[万亿]?(?P<more>[余多])?(?:{either(units)}|年)|%)"
        ),
        kinds=dict(lexicon.rows("units")),  # type: ignore[arg-type]  # the lexicon's header names both fields
        cuts=re.compile(either(cuts)),
        subject=re.compile(f"(?:(?=[{lasts}])(?:{either(map(_backwards, tails))}))*+({_UNBROKEN})"),
        ends=re.compile(either(map(_backwards, (*cuts, *string.digits)))),
    )


def _backwards(word: str) -> str:
    return word[::-1]


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
        if m and not held[m.start()]:
            end = at + 1 + hurt[0].startswith("亡", 1)
            about = "伤" if hurt[0][0] == "伤" else "死"
            yield Figure(int(m[1]), "人", about, text[m.start() : end], m.start(), end)


def _counted(folded: str, text: str, held: bytearray, grammar: _Grammar) -> Iterator[Figure]:
    back = folded[::-1]
    for run in grammar.run.finditer(folded):
        start = run.start()
        before = folded[start - 1 : start]
        if held[start] or before in _BOUND or (before in _RANGE_SIGNS and _RANGE.search(folded, start - 7, start)):
            continue
        m = grammar.figure.match(folded, start)
        if m is None:
            continue
        head, number, unit, more = m.group("head", "number", "unit", "more")
        value = read_number(_whole(head, number, unit) if head else number)
        if value is None or not _counts(m, number, unit, value):
            continue
        if more:
            unit = unit.replace(more, "")
        if head:
            unit = unit.removeprefix("万")
        end = m.end()
        yield Figure(value, unit, _about(m, back, unit, grammar), text[start:end], start, end)


def _whole(head: str, number: str, unit: str) -> str:
    """3亿5000万元 is one number: its 万 is read, not left to the unit."""
    return head + number + ("万" if unit.startswith("万") else "")


def _counts(m: re.Match[str], number: str, unit: str, value: float) -> bool:
    """Tell a quantity from a year, a turn of phrase and a row of digits that names something."""
    if value > _MOST:
        return False
    if unit.endswith("年"):
        start, end = m.span()
        return m.string[start - 2 : start] in _YEARS and m.string[end : end + 1] not in "度级代来"
    if number[0] in "0123456789":
        return not (number[0] == "0" and len(number) > 1 and number[1] != ".")
    if unit in _ORDINAL:
        return False
    return value >= _SMALL or (value >= 2 and unit not in _VAGUE and not m["vague"])


def _about(m: re.Match[str], back: str, unit: str, grammar: _Grammar) -> str | None:
    """Say what is counted: the noun behind a counter, else the subject in front of the number.

    What stands in front is read in `back`, the text from its end: no expression is tried at every offset before it.
    """
    kind = grammar.kinds.get(unit.lstrip("十百千万亿"), "measure")
    behind = _behind(m.string, m.end(), grammar) if kind != "measure" or unit == "级" else None
    return behind or _front(back, len(back) - m.start(), grammar)


def _behind(folded: str, end: int, grammar: _Grammar) -> str | None:
    noun = _AFTER.match(folded, end)
    if not noun:
        return None
    cut = grammar.cuts.search(noun[0])
    words = noun[0][: cut.start()] if cut else noun[0]
    return words if 2 <= len(words) < _LONG_NOUN else None


def _front(back: str, start: int, grammar: _Grammar) -> str | None:
    subject = grammar.subject.match(back, start, start + _FRONT)
    low, high = subject.span(1)  # type: ignore[union-attr]  # it may be empty
    end = grammar.ends.search(back, low, high)
    if end:
        if end[0].isdecimal():
            return None
        high = end.start()
    return back[low:high][::-1] if 2 <= high - low <= _ABOUT else None
