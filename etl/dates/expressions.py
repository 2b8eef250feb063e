"""The grammar of date expressions: what stands in the text, before anybody asks which day it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from etl.calendars import BRANCHES, SMALL, STEMS, number
from etl.expressions import either, late
from etl.lexicon import DEFAULT
from etl.text import fold


class Expression(NamedTuple):
    """A date as written, its parts told apart.

    Attributes:
        start, end: offsets into the text.
        text: as written.
        to: the expression that ends a range.
        year, month, day: numbers where the text gives them.
        shift: (unit, offset) of a relative word: 昨日 is ("day", -1), 去年 ("year", -1).
        same: the unit that is that of the date named last: 同日 "day", 同月 "month", 当年 "year".
        weekday: 0 for Monday, of 上周五.
        part: (first, last) month of a part of a year, or day of a part of a month (0: the month's last).
        festival: the festival's word.
        recent: 近日, 日前.
        ganzhi: the year's name in the cycle of sixty; month and day are then those of the Chinese calendar.
    """

    start: int
    end: int
    text: str
    to: Expression | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    shift: tuple[str, int] | None = None
    same: str | None = None
    weekday: int | None = None
    part: tuple[int, int] | None = None
    festival: str | None = None
    recent: bool = False
    ganzhi: str | None = None


_DIGITS = "0123456789"
_ONES = "零一二三四五六七八九"
_HAN_DAY = r"三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
_HAN_MONTH = r"十[一二]?|[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]"
_MONTH = r"1[0-2]|0?[1-9]"
_DASH = r"(?:至|到|—{1,2}|-|~)"
_TIME = (
    r"(?:凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|夜间|深夜|晚|夜|晨|午)?"
    r"(?:\d{1,2}[时点](?:\d{1,2}分)?许?)?"
)
# What turns "5日" into a length of time, a count or another word, and "5月" likewise.
_DAY_ENDS = r"(?!内|间|游|租|均|后|龄|以内|之内|以上|以下|常|子|元|历|志|产|语|军|喀则|照)"
_MONTH_ENDS = r"(?!余|龄|票|薪|均|饼|季|子|球|亮|台|刊|嫂|老)"


def _same(table: dict[str, Any], unit: str) -> list[str]:
    return [word for word, of in table["same"].items() if of == unit]


@cache
def _grammar() -> re.Pattern[str]:
    """Compile the grammar, to be matched where a date may begin.

    Every alternative is anchored on its first characters, none repeats within another.
    """
    t = DEFAULT.table("date_words")
    ryear = either([*t["year"], *_same(t, "year")])
    rmonth = either([*t["month"], *_same(t, "month")])
    rday = either([*t["day"], *_same(t, "day")])
    mpart, ypart = either(t["part_of_month"]), either(t["part_of_year"])

    def month_on(n: int, han: str) -> str:
        """A month, with a day or a part of it; `n` keeps the names of the groups apart, `han` is the month in words."""
        day = rf"(?:(?P<dfrom{n}>{_DAY}){_DASH})?(?P<day{n}>{_DAY}|{_HAN_DAY})(?:日{_DAY_ENDS}|号){_TIME}"
        month = rf"(?:(?P<mfrom{n}>{_MONTH}){_DASH})?(?P<month{n}>{_MONTH}|{han})月份?|(?P<rmonth{n}>{rmonth})"
        return rf"(?:{month})(?: ?{day}|(?P<mpart{n}>{mpart})|{_MONTH_ENDS})"

    year_digits = rf"(?P<year>(?:19|20)\d\d|[一二][九〇○零][〇○零{_ONES}]{{2}})"
    year = rf"(?:{year_digits}(?:年度?|(?=[-—]{{1,2}}20\d\d年))|(?P<ryear>{ryear}))"
    alternatives = [
        rf"(?<!\d)(?P<dyear>(?:19|20)\d\d)(?P<dot>[-./])(?P<dmonth>{_MONTH})(?P=dot)(?P<dday>{_DAY})(?!\d)",
        (
            rf"(?P<ganzhi>[{STEMS}][{BRANCHES}])年"
            rf"(?:(?P<lmonth>正|冬|腊|{_HAN_MONTH})月(?P<lday>初十|初[{_ONES}]|廿[{_ONES}]?|{_HAN_DAY}))?"
        ),
        rf"{year}(?:(?P<ypart>{ypart})|(?P<yday>的?第一天)| ?{month_on(1, _HAN_MONTH)})?(?!级|版|代|限|轻)",
        rf"(?<![\d.%第]){month_on(2, rf'(?:{_HAN_MONTH})(?=月份|月(?:{_HAN_DAY})日)')}",
        r"(?<![\d今去明前后当同年])(?P<yonly>年初|年底|年末|岁末)",
        rf"(?P<week>{either(t['week'])})(?P<weekday>[一二三四五六日天])?(?!期)",
        rf"(?P<rday>{rday}){_TIME}(?!报|说法|头条)",
        rf"(?<!\d)(?P<recent>{either(t['recent']['words'])})(?![的点似视])",
        rf"(?P<festival>{either(w for f in t['festival'] for w in f['words'])})",
        rf"(?<![\d.年月第十百千万·/每])(?<!\d-)(?:(?P<bfrom>{_DAY}){_DASH})?(?P<bare>{_DAY})日(?!前){_DAY_ENDS}{_TIME}",
    ]
    return re.compile("|".join(alternatives))


@cache
def _beginnings() -> AhoCorasick:
    """Return the automaton of what dates begin with: two characters, and 昨 alone; of digits the last one counts.

    It spares the grammar at nearly every position.
    """
    t = DEFAULT.table("date_words")
    words = [w for name in ("day", "week", "month", "year", "same") for w in t[name]] + t["recent"]["words"]
    words += [w for f in t["festival"] for w in f["words"]] + ["年初", "年底", "年末", "岁末"]
    words += map("".join, product(_DIGITS, "-./年月日至到—~"))
    words += map("".join, product(_ONES + "十", _ONES + "〇○十月"))
    words += map("".join, product(STEMS, BRANCHES))
    known = dict.fromkeys(word[:2] for word in words)
    return AhoCorasick(list(known))


_RANGE_LONGEST = 3
_RANGE = late(r"(?:日|号)?(?:至|到|[—–]{1,2}|-|[~～])")


@lru_cache(maxsize=64)
def expressions(text: str) -> tuple[Expression, ...]:
    """Return the date expressions of `text`, in order, ranges joined.

    Args:
        text: any string, full- or half-width.

    Returns:
        Expressions that do not overlap; `text[e.start:e.end] == e.text`.

    Example:
        >>> [e.text for e in expressions("2月26日至3月1日,记者昨天下午获悉,市十一次党代会一时热议")]
        ['2月26日至3月1日', '昨天下午']
    """
    found: list[Expression] = []
    for one in _single(text):
        if found and _goes_on(text, found[-1], one):
            found[-1] = found[-1]._replace(end=one.end, text=text[found[-1].start : one.end], to=one)
        else:
            found.append(one)
    return tuple(found)


def _goes_on(text: str, last: Expression, one: Expression) -> bool:
    """Tell whether two expressions make a range; the second half of 14日—15日 has no parts of its own but the day."""
    return (
        one.start - last.end <= _RANGE_LONGEST
        and last.to is None
        and _RANGE.fullmatch(text, last.end, one.start) is not None
    )


def _single(text: str) -> Iterator[Expression]:
    grammar, folded, at = _grammar(), fold(text), 0
    for _, place, _ in _beginnings().find_matches_as_indexes(folded, overlapping=True):
        if place < at:
            continue
        start = place
        if folded[place] in _DIGITS:  # the number may begin earlier, by a year's four digits at most
            low = max(at, place - 3)
            start = low + len(folded[low:place].rstrip(_DIGITS))
        match = grammar.match(folded, start)
        if match is None:
            continue
        at = match.end()
        fields, last = _READ.get(match[0]) or _read(match)
        written = text[start:at]
        to = Expression(start, at, written, None, *last) if last is not None else None
        yield Expression(start, at, written, to, *fields)


_Fields = tuple[Any, ...]
"""The fields of an expression from the year on: those that tell its parts apart."""

_READ: dict[str, tuple[_Fields, _Fields | None]] = {}
_KEPT = 4096
"""Dates as written, each with its fields and those of its end; papers write the same few over and over."""


def _read(match: re.Match[str]) -> tuple[_Fields, _Fields | None]:
    """Read what the groups caught, for the expression and for the one that ends its range; the words settle it."""
    parts = _parts({name: value for name, value in match.groupdict().items() if value is not None})
    last = parts.pop("last", None)
    if len(_READ) >= _KEPT:
        _READ.clear()
    _READ[match[0]] = fields = (_fields(parts), _fields(parts | last) if last is not None else None)
    return fields


def _fields(parts: dict[str, Any]) -> _Fields:
    """Put parts in the order of an expression's fields."""
    return Expression(0, 0, "", **parts)[4:]


def _parts(g: dict[str, str]) -> dict[str, Any]:
    """Turn what the grammar's groups caught into fields of an expression; `last` holds those of a range's end."""
    t = DEFAULT.table("date_words")
    if "dyear" in g:
        return {"year": int(g["dyear"]), "month": int(g["dmonth"]), "day": int(g["dday"])}
    if "ganzhi" in g:
        return {"ganzhi": g["ganzhi"], "month": SMALL.get(g.get("lmonth", "")), "day": SMALL.get(g.get("lday", ""))}
    if "recent" in g:
        return {"recent": True}
    if "festival" in g:
        return {"festival": g["festival"]}
    if "yonly" in g:
        return {"shift": ("year", 0), "part": (1, 1) if g["yonly"] == "年初" else (12, 12)}
    if "week" in g:
        weekday = min("一二三四五六日天".find(g["weekday"]), 6) if "weekday" in g else None
        return {"shift": ("week", t["week"][g["week"]]), "weekday": weekday}
    if "rday" in g:
        return _relative(t, "day", g["rday"])
    if "bare" in g:
        return _from({"day": int(g["bare"])}, "day", g.get("bfrom"))
    return _calendar(g, t)


def _relative(table: dict[str, Any], unit: str, word: str) -> dict[str, Any]:
    if word in table["same"]:
        return {"same": table["same"][word]}
    return {"shift": (unit, table[unit][word])}


def _calendar(g: dict[str, str], table: dict[str, Any]) -> dict[str, Any]:
    """Read year, month and day, any of which may be relative or missing."""
    parts: dict[str, Any] = {}
    if "ryear" in g:
        parts |= _relative(table, "year", g["ryear"])
    elif "year" in g:
        parts["year"] = number(g["year"])
    if "yday" in g:
        return parts | {"month": 1, "day": 1}
    n = "1" if "month1" in g or "rmonth1" in g else "2"
    if f"rmonth{n}" in g:
        parts |= _relative(table, "month", g[f"rmonth{n}"])
    elif f"month{n}" in g:
        parts["month"] = number(g[f"month{n}"])
    if "ypart" in g:
        parts["part"] = tuple(table["part_of_year"][g["ypart"]])
    if f"mpart{n}" in g:
        parts["part"] = tuple(table["part_of_month"][g[f"mpart{n}"]])
    if f"day{n}" in g:
        return _from(parts | {"day": number(g[f"day{n}"])}, "day", g.get(f"dfrom{n}"))
    return _from(parts, "month", g.get(f"mfrom{n}"))


def _from(parts: dict[str, Any], unit: str, first: str | None) -> dict[str, Any]:
    """Turn 24-25日 and 7—8月份 into ranges: the number before the dash is a `unit` too."""
    if first is None:
        return parts
    bare = {"year": None, "shift": None, "same": None} | ({"month": None} if unit == "day" else {})
    return parts | {unit: int(first), "last": bare | {unit: parts[unit]}}
