"""The day a page was printed: from its masthead, from what its file says, or by evidence.

Evidence narrows the years that are possible. Only where one year is left is a year said, and only where the page's own
yesterday is also a calendar day is a day said.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.calendars import ganzhi_year, number, safe_date
from etl.dates.expressions import Expression, expressions
from etl.expressions import late
from etl.lexicon import DEFAULT
from etl.model import Declared, Draft, Layout, Publication
from etl.text import fold

_YEARS = range(1949, 2050)
_LEAD = 120
"""Code points at the head of an article in which 昨日 and 11月23日 are the news of the paper's own day."""
_ANNOUNCED = 120
"""Code points of headline and text in which an anniversary that is kept is that of the paper's own time."""
_FRESH = 10
"""Days within which a full date is news of the paper's own time."""

_LEAP = 2000
"""The year to reckon in where none is known: it has a 29 February; 28 February and 昨日 need the year, and are rare."""

# A year that is planned for, counted up to or looked back from says nothing of the present.
_AHEAD_BEFORE = late(r"(?:到|至|力争|计划|预计|确保|将于|将在|争取|面向|规划|截至|展望|明确|目标)[^,。;]{0,4}$")
_AHEAD_AFTER = late(r"(?:年?底|底前|前|末|远景|建成|实现|基本|将|目标|全面建成)")
_KEPT = late(r"(?<!曾)(庆祝|纪念|喜迎|迎接)[^,。;]{0,8}$")
_ON_THE_DAY = ("庆祝", "纪念")
# 2008年全国锦标赛 may be remembered, 2022年冬奥会 prepared for.
_OCCASION = late(
    r"(?<![获在于曾备战迎接申筹自从到对比至—\-\d])((?:19|20)\d{2})年度?(?:第[一二三四五六七八九十]{1,2}[期届次批])?"
    r"[^,。;、:0-9年月日将]{0,16}?(?:运动会|比赛|大赛|竞赛|联赛|锦标赛|[篮足排]球赛|培训班|招聘会|博览会|洽谈会|艺术节|文化节|旅游节"
    r"|夏令营|高考|中考|征兵|招生录取|招生考试)(?!将|起|改革|实行)"
)
_SET_FOR = late(r"(?:将于|将在|定于|拟于|兹定于)$")
_SET_BEFORE = 150
_PAST_YEAR = late(r"(?:刚刚?)?过去的((?:19|20)\d{2})年")
_YEAR_OF = late(r"(?<![\d到至])((?:19|20)\d{2})年,?是[^,。;]{2,36}?之年")
_BEHIND_DAY = ("日星期", "日 星期", "日(星期", "日,星期", "日(周", "日周")
_WEEKDAY = late(
    r"(?<![\d年.])(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十]{1,3})日[\s,(]{0,3}(?:星期|周)([一二三四五六日天])"
)
_COUNT = r"(\d{1,3}|[一二三四五六七八九十百]{1,5})"
_TH = late(rf"第{_COUNT}[个届](?:全国|国际|世界|中国)?$")
_YEARS_AFTER = late(rf"{_COUNT}周年")
_PLANNED = late("规划|时期|开局|收官|良好开局|期间|末")
_STUDIED = late(r"(?:学习|贯彻|落实|宣讲|传达|宣传)[^,。;]{0,8}$")
_TO_COME = ("喜迎", "迎接", "迎", "备战", "献礼")
_THIS_YEAR = late(r"今年(?:是|系|正值|适逢|恰逢|迎来|,?是)[^,。;]{0,6}$")


class Clue(NamedTuple):
    """One reason to take or leave a year.

    Attributes:
        text: the words that say it, for people to read.
        first, last: the page was printed in no earlier and no later time than that.
        soft: given up first where clues contradict each other.
        fresh: a full date that is the day of some article's own news.
        weekday: month, day and the day of the week it fell on (0 for Monday), of 10月18日(星期五).
    """

    text: str
    first: date = date.min
    last: date = date.max
    soft: bool = False
    fresh: bool = False
    weekday: tuple[int, int, int] | None = None

    def allows(self, earliest: date, latest: date) -> bool:
        """Tell whether a page printed between the two days agrees with this clue."""
        if self.weekday:
            day = safe_date(earliest.year, *self.weekday[:2])
            return day is not None and day.weekday() == self.weekday[2]
        return latest >= self.first and earliest <= self.last


def publication_day(layout: Layout, declared: Declared = Declared()) -> Publication:
    """Return the paper a page is of, with its day or year where they are stated or the evidence decides.

    Args:
        layout: the page laid out.
        declared: what its file says of itself.

    Returns:
        A publication; `stated` is true where the page or its file gives the day. Its region is left to `etl.names`.

    Example:
        >>> from etl.model import Masthead
        >>> head = Masthead(name="上街时报", day=date(2021, 10, 16), evidence=("2021年10月16日 星期六",))
        >>> publication_day(Layout(head, (), ())).stated
        True
    """
    head = layout.masthead
    bare = Publication(
        name=head.name or declared.publication, publisher=head.publisher, issue=head.issue, total_issue=head.total_issue
    )
    if head.day is not None:
        return bare._replace(day=head.day, year=head.day.year, stated=True, evidence=head.evidence)
    if declared.day is not None:
        said = f"date: {declared.day.isoformat()}"
        return bare._replace(day=declared.day, year=declared.day.year, stated=True, evidence=(said,))
    return _inferred(bare, layout.drafts, "\n".join(head.evidence))


def _inferred(bare: Publication, drafts: Iterable[Draft], masthead: str) -> Publication:
    drafts = list(drafts)
    printed, how = _printed(masthead) or _month_day(drafts)
    news = _news_days(drafts)
    texts = [f"{d.headline or ''}\n{d.text}" for d in drafts]
    clues = [c for text in texts for c in _clues(text, tuple(sorted(news)))]
    clues = list(dict.fromkeys(_newest([*clues, *_weekday_clues(fold(masthead))])))
    year = _decided(clues, printed or (max(news) if news else None))
    if year is None:
        return bare
    telling = [c.text for c in clues if c.first.year >= year - 1 or c.last.year <= year + 1]
    evidence = tuple(dict.fromkeys([*how, *telling]))
    day = safe_date(year, *printed) if printed else None
    return bare._replace(day=day, year=year, evidence=evidence)


# --- the day of the year --------------------------------------------------------------------------------------------


def _lead(draft: Draft) -> list[Expression]:
    return [e for e in expressions(draft.text) if e.start < _LEAD]


def _plain_day(e: Expression) -> tuple[int, int] | None:
    """The month and day an expression names (the last of a range), where the common calendar has them."""
    last = e.to if e.to and e.to.day else e
    month = last.month or e.month
    if e.ganzhi or e.shift or last.day is None or month is None or safe_date(_LEAP, month, last.day) is None:
        return None
    return month, last.day


def _news_days(drafts: Iterable[Draft]) -> set[tuple[int, int]]:
    sent = [e for d in drafts if d.dateline.day_text for e in expressions(d.dateline.day_text)]
    return {md for e in [*sent, *(e for d in drafts for e in _lead(d)[:1])] if (md := _plain_day(e))}


def _printed(masthead: str) -> tuple[tuple[int, int], tuple[str, ...]] | None:
    """Month and day as a masthead prints them whose year was lost, or was never there."""
    return next(((md, (e.text,)) for e in expressions(masthead) if (md := _plain_day(e))), None)


def _month_day(drafts: list[Draft]) -> tuple[tuple[int, int] | None, tuple[str, ...]]:
    """Return month and day of publication, and the words it follows from.

    昨日(11月23日) settles it alone; 昨日 in one lead and 11月23日 in another settle it together.
    """
    for draft in drafts:
        found = expressions(draft.text)
        for word, day in itertools.pairwise(found):
            between = fold(draft.text[word.end : day.start])
            if word.shift and word.shift[0] == "day" and between == "(" and (md := _plain_day(day)):
                return _after(md, -word.shift[1]), (f"{word.text}({day.text})",)
    yesterdays = [e.text for d in drafts for e in _lead(d)[:2] if e.shift == ("day", -1)]
    days = {md: e.text for d in drafts for e in _lead(d)[:1] if e.year is None and (md := _plain_day(e))}
    if not yesterdays or not days:
        return None, ()
    last = _latest(days)
    return _after(last, 1), (f"{yesterdays[0]} beside {days[last]}",)


def _latest(days: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The last of some days that lie close together; January follows December."""
    days = sorted(days)
    if days[0][0] == 1 and days[-1][0] == 12:
        return max(d for d in days if d[0] < 6)
    return days[-1]


def _after(month_day: tuple[int, int], by: int) -> tuple[int, int]:
    day = date(_LEAP, *month_day) + timedelta(days=by)
    return day.month, day.day


# --- the year -------------------------------------------------------------------------------------------------------


def _newest(clues: list[Clue]) -> list[Clue]:
    """Of full dates that open several articles only the latest year is the paper's own: court cases open so, too."""
    newest = max((c.first.year for c in clues if c.fresh), default=0)
    return [c._replace(last=date.max) if c.fresh and c.first.year < newest else c for c in clues]


def _decided(clues: list[Clue], month_day: tuple[int, int] | None) -> int | None:
    """Return the one year all clues allow; where they contradict each other, the one the hard clues allow."""
    for kept in (clues, [c for c in clues if not c.soft]):
        years = [y for y in _YEARS if all(c.allows(*_window(y, month_day)) for c in kept)]
        if years:
            return years[0] if len(years) == 1 else None
    return None


def _window(year: int, month_day: tuple[int, int] | None) -> tuple[date, date]:
    """The days on which a page of that year may have come out."""
    day = safe_date(year, *month_day) if month_day else None
    if day is None:
        return date(year, 1, 1), date(year, 12, 31)
    return day, day + timedelta(days=_FRESH)


@lru_cache(maxsize=64)
def _clues(text: str, news: tuple[tuple[int, int], ...]) -> tuple[Clue, ...]:
    folded = fold(text)
    own = (*_occasion_clues(text, folded), *_year_words(folded), *_weekday_clues(folded))
    return (*_phrase_clues(folded), *_date_clues(text, folded, news), *own)


def _year_clue(text: str, first: int, last: int | None = None, *, soft: bool = False) -> Clue:
    return Clue(text, date(first, 1, 1), date(last if last is not None else first, 12, 31), soft)


def _date_clues(text: str, folded: str, news: tuple[tuple[int, int], ...]) -> Iterator[Clue]:
    """Years and full dates: none of them lies after the day of publication, unless it is said of the future."""
    for e in expressions(text):
        if e.ganzhi and (year := ganzhi_year(e.ganzhi, 2010)):
            yield _year_clue(e.text, year, soft=True)
        if e.year and e.day and _SET_FOR.search(folded, max(0, e.start - 4), e.start):
            yield from _set_for(e)
        if e.year is None or _AHEAD_BEFORE.search(folded, max(0, e.start - 8), e.start):
            continue
        if e.month is None and _AHEAD_AFTER.match(folded, e.end):
            continue
        day = safe_date(e.year, e.month or 1, e.day or 1)
        if day is not None and e.day and any(_close(day, md) for md in news):
            yield Clue(e.text, day, day + timedelta(days=_FRESH), fresh=True)
        elif day is not None and not (e.part and e.part[0] > 6):
            yield Clue(e.text, first=date(e.year - 1, 12, 1), soft=e.month is None)


def _set_for(e: Expression) -> Iterator[Clue]:
    """What is set for a day (定于2019年3月5日) is told of in the months before it."""
    day = safe_date(e.year or 0, e.month or 1, e.day or 1) if e.year else None
    if day is not None:
        yield Clue(e.text, day - timedelta(days=_SET_BEFORE), day, soft=True)


def _year_words(folded: str) -> Iterator[Clue]:
    """过去的2022年 is said in the year after, 2023年是…开局之年 in that year or in the months around it."""
    for match in _PAST_YEAR.finditer(folded) if "过去的" in folded else ():
        year = int(match[1])
        yield Clue(match[0], date(year, 12, 15), date(year + 1, 12, 31), soft=True)
    for match in _YEAR_OF.finditer(folded) if "之年" in folded else ():
        year = int(match[1])
        yield Clue(match[0], date(year - 1, 11, 1), date(year + 1, 1, 31), soft=True)


def _occasion_clues(text: str, folded: str) -> Iterator[Clue]:
    """Years of occasions that the first sentence tells as its news: 2009年全县中小学生运动会于5月7日落幕."""
    end = folded.find("。") + 1 or _LEAD
    # Around the new year an occasion may bear the year that ends or the one that comes.
    days = [e for e in expressions(text) if e.start < end]
    if any((e.shift and e.shift[0] == "day") or 2 <= (_plain_day(e) or (0, 0))[0] <= 11 for e in days):
        for match in _OCCASION.finditer(folded, 0, end):
            yield _year_clue(match[0], int(match[1]), soft=True)


def _weekday_clues(folded: str) -> Iterator[Clue]:
    # A search for plain words is over much sooner than that for the expression.
    if not any(word in folded for word in _BEHIND_DAY):
        return
    for match in _WEEKDAY.finditer(folded):
        month, day = number(match[1]), number(match[2])
        if safe_date(_LEAP, month, day):
            yield Clue(match[0], soft=True, weekday=(month, day, min("一二三四五六日天".index(match[3]), 6)))


def _close(day: date, month_day: tuple[int, int]) -> bool:
    """Tell whether a full date is that of the paper's own news: the same day and month."""
    return (day.month, day.day) == month_day


class _Found(NamedTuple):
    """A dated phrase in a text without its quotation marks: the words, where, and the number in them."""

    text: str
    start: int
    end: int
    nth: int = 0


def _phrase_clues(folded: str) -> Iterator[Clue]:
    plain = re.sub('[“”"‘’]', "", folded)
    words, rows = _phrases()
    for index, start, end in words.find_matches_as_indexes(plain):
        for kind, row in rows[index]:
            find, read = _READERS[kind]
            if found := find(plain, start, end):
                yield from read(row, found, plain)


@cache
def _phrases() -> tuple[AhoCorasick, list[list[tuple[str, dict[str, Any]]]]]:
    """Return the automaton of the whole table's words, and for each of them the kinds and rows it is of."""
    table, rows = DEFAULT.table("dated_phrases"), defaultdict(list)
    for kind in _READERS:
        for row in table[kind]:
            for name in row.get("names") or [row.get("name") or row["text"]]:
                rows[re.sub("[“”]", "", name)].append((kind, row))
    return AhoCorasick(list(rows), matchkind=MatchKind.LeftmostLongest), list(rows.values())


def _find_yearly(text: str, start: int, end: int) -> _Found | None:
    found = _TH.search(text, max(0, start - 14), start)
    return _Found(text[found.start() : end], found.start(), end, number(found[1])) if found else None


def _find_anniversary(text: str, start: int, end: int) -> _Found | None:
    found = _YEARS_AFTER.match(text, end)
    return _Found(text[start : found.end()], start, found.end(), number(found[1])) if found else None


def _find_plan(text: str, start: int, end: int) -> _Found | None:
    return _Found(text[start:end], start, end) if _PLANNED.match(text, end) else None


def _find_phrase(text: str, start: int, end: int) -> _Found | None:
    """A congress that is looked forward to has not been."""
    return None if text.endswith(_TO_COME, 0, start) else _Found(text[start:end], start, end)


def _yearly(row: dict[str, Any], found: _Found, _: str) -> Iterator[Clue]:
    if found.nth and row["zero"] + found.nth in _YEARS:
        yield _year_clue(found.text, row["zero"] + found.nth)


def _anniversary(row: dict[str, Any], found: _Found, text: str) -> Iterator[Clue]:
    year, near = row["year"] + (found.nth or 0), max(0, found.start - 14)
    if not found.nth or year not in _YEARS:
        return
    if _THIS_YEAR.search(text, near, found.start):
        yield _year_clue(f"今年是{found.text}", year)
    elif found.start < _ANNOUNCED and (kept := _KEPT.search(text, near, found.start)):
        yield _year_clue(f"{kept[0]}{found.text}", year - (kept[1] not in _ON_THE_DAY), year, soft=True)
    else:
        yield _year_clue(found.text, year - 1, year + 1, soft=True)


def _plan(row: dict[str, Any], found: _Found, text: str) -> Iterator[Clue]:
    name, first = row["name"], row["first"]
    rest = text[found.end : found.end + 12]
    if "编制" in text[max(0, found.start - 8) : found.start] and rest.startswith("规划"):
        # It is drawn up in the year before, and passed in the first months of its own.
        yield Clue(f"编制“{name}”规划", date(first - 2, 6, 1), date(first, 4, 30), soft=True)
    elif re.match(r"(?:良好)?开局(?:之年|年|起步)", rest) or re.match(r"开局的?关键之年", rest):
        yield _year_clue(f"“{name}”开局", first)
    elif re.match(r"收官(?:之年|年)", rest):
        yield _year_clue(f"“{name}”收官", first + 4)
    else:
        yield _year_clue(f"“{name}”", first - 1, first + 6, soft=True)


def _phrase(row: dict[str, Any], found: _Found, text: str) -> Iterator[Clue]:
    yield Clue(found.text, first=row["from"])
    if found.text.endswith("全会") and _STUDIED.search(text, max(0, found.start - 14), found.start):
        # There is another plenum nearly every year.
        yield Clue(f"学习{found.text}精神", last=row["from"] + timedelta(days=365), soft=True)
    if "to" in row:
        yield Clue(found.text, last=row["to"], soft=True)


_READERS: dict[str, tuple[Callable[..., _Found | None], Callable[..., Iterator[Clue]]]] = {
    "yearly": (_find_yearly, _yearly),
    "anniversary": (_find_anniversary, _anniversary),
    "plan": (_find_plan, _plan),
    "phrase": (_find_phrase, _phrase),
}
