"""The masthead: name, publisher, the date checked against its own weekday and lunar date, issue numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from etl.calendars import number, to_lunar
from etl.expressions import late
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Masthead
from etl.text import IDEOGRAPH, any_of

_LONGEST, _BEFORE = 90, 13
_NAME = 4
"""Shortest name, in characters, that is taken for a paper's for its place at the head of the page alone."""
_SURE = 3
"""Pieces of masthead matter from which a line is masthead whatever few words are among them."""
_SENTENCE = frozenset("。;,!?”、")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Z][A-Za-z .,&'\-]{4,48}")
_PROGRAMME = late(r"《([^《》]{2,12})》\s*\(?\s*(?:19|20)\d{2}\D?\d{1,2}\D?\d{1,2}")
_PLAIN_NAME = late(r"[\u4e00-\u9fff]{2,8}")
_DAYS = (
    late(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})(?![\d期版])"),
    late(r"(?<!\d)((?:19|20)\d{2})[-./](\d{1,2})[-./](\d{1,2})(?!\d)"),
    late(r"(?<!\d)((?:19|20)\d{2})([01]\d)([0-3]\d)(?!\d)"),
)
_DAY_BEFORE = late(r"(?:^|\n)(\d{1,2})\n\s*((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?!\s*\d)")
_CHINESE_DAY = late(r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_WEEKDAY = late(r"(?:星期|周|礼拜)([一二三四五六日天])")
_LUNAR = late(
    r"(?:([甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])(?:\(?[鼠牛虎兔龙蛇马羊猴鸡狗猪]\)?)?年)?\s*(?:农历)?\s*闰?"
    r"([正一二三四五六七八九十冬腊]{1,2})月(?:大|小)?(初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
)
_TOTAL = late(r"总(?:第)?\s*(\d{1,9}|[一二三四五六七八九十百千〇零]{1,8})\s*[期号]")
_ISSUE = late(r"(?<![总字])第\s*(\d{1,9}|[一二三四五六七八九十百千〇零]{1,8})\s*[期号]")
_PUBLISHER = late(
    r"(?:主办|编印|出版)(?:单位)?[ \t]*[:：][ \t]*([\u4e00-\u9fff]{3,24})"
    r"|([\u4e00-\u9fff]{3,24}?)(?:主管)?(?:主办|编印|出版)(?!单位|物|[ \t]*[:：])"
)
_WEEK = "一二三四五六日"


@cache
def _tokens(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for word in lexicon.words("masthead")))


@cache
def _forms(lexicon: Lexicon) -> list[tuple[str, re.Pattern[str]]]:
    """Return each expression beside each of its words: what it finds holds one of them."""
    rows = [(late(form), words.split()) for form, words in lexicon.rows("masthead")]
    return [(word, form) for form, words in rows for word in words]


@cache
def _hint(lexicon: Lexicon) -> re.Pattern[str]:
    return any_of(word for word, _ in _forms(lexicon))


def _has_near(text: str, lexicon: Lexicon) -> bool:
    """Whether any masthead matter stands near the beginning: the name of a paper may be before it, not more."""
    if not _hint(lexicon).search(text):
        return False
    # Only the expressions that the words in the text allow: to compile all takes long.
    for word, form in _forms(lexicon):
        if word in text and (found := form.search(text)) and found.start() <= _BEFORE:
            return True
    return False


@cache
def _paper_endings(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(sorted(lexicon.words("paper_endings"), key=len, reverse=True))


@cache
def _name_form(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{IDEOGRAPH}{{1,10}}?(?:{'|'.join(_paper_endings(lexicon))})")


@cache
def column_names(lexicon: Lexicon = DEFAULT) -> frozenset[str]:
    """Return what columns and parts of a page are called.

    Example:
        >>> "要闻" in column_names()
        True
    """
    return frozenset(lexicon.words("columns"))


@cache
def own_columns(lexicon: Lexicon = DEFAULT) -> frozenset[str]:
    """Return the columns that only stand over pieces of their own: a word such as 焦点 may be an inner heading too.

    Example:
        >>> "读者来信" in own_columns(), "焦点" in own_columns()
        (True, False)
    """
    return frozenset(row[0] for row in lexicon.rows("columns") if row[1:])


def is_paper_name(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether `text` is nothing but what a paper may be called.

    Example:
        >>> is_paper_name("上街时报"), is_paper_name("我市召开专题汇报会")
        (True, False)
    """
    if len(text) > 12:
        return False
    name = text.strip("《》 ")
    return name.endswith(_paper_endings(lexicon)) and bool(_name_form(lexicon).fullmatch(name))


def masthead_weight(text: str, lexicon: Lexicon = DEFAULT) -> int:
    """Count the pieces of masthead matter (dates, weekdays, issue and page numbers, imprint) a folded line is made of.

    Returns:
        0 where the line holds anything else; 1 for a line such as 2013年3月, which may be an inner heading as well.

    Example:
        >>> masthead_weight("郑州日报 2021年11月24日 星期三 第1版 要闻"), masthead_weight("2021年11月24日,市长到会")
        (3, 0)
    """
    if len(text) > _LONGEST:
        return 0
    if text[-1:] in _SENTENCE or not _has_near(text, lexicon):
        return 0
    rest, hits = _tokens(lexicon).subn(" ", text)
    if not hits or ("," in rest and _LETTERS.search(rest)):
        return 0
    words = _LETTERS.findall(rest)
    most, longest = (3, 4) if hits < _SURE else (8, 14)
    if len(words) > most:
        return 0
    known = column_names(lexicon)
    others = [word for word in words if word not in known and not is_paper_name(word, lexicon)]
    return hits if sum(map(len, others)) <= longest else 0


def is_imprint(text: str) -> bool:
    """Tell whether a line is a name in Latin capitals, as mastheads print under the Chinese one.

    Example:
        >>> is_imprint("SHANGJIE NEWSLETTER")
        True
    """
    return bool(_LATIN.fullmatch(text)) and sum(map(str.isupper, text)) * 2 > len(text.replace(" ", ""))


def _day(text: str) -> date | None:
    """The first whole date of the block; year and month may stand on the line before or after the day."""
    found = [tuple(map(int, m.groups())) for form in _DAYS for m in form.finditer(text)]
    found += [(int(m[2]), int(m[3]), int(m[1])) for m in _DAY_BEFORE.finditer(text)]
    found += [(number(m[1]), number(m[2]), number(m[3])) for m in _CHINESE_DAY.finditer(text)]
    for year, month, day in found:
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def _weekday_warning(text: str, day: date) -> str | None:
    printed = _WEEKDAY.search(text)
    right = _WEEK[day.weekday()]
    if printed is None or printed[1].replace("天", "日") == right:
        return None
    return f"the masthead prints {printed[0]}, but {day} is 星期{right}"


def _lunar_warning(text: str, day: date) -> str | None:
    printed = _LUNAR.search(text)
    if printed is None:
        return None
    lunar = to_lunar(day)
    if lunar is None or (printed[1] or lunar[0], number(printed[2]), number(printed[3])) == lunar:
        return None
    stem, month, number_of_day = lunar
    return f"the masthead prints {printed[0].strip()}, but {day} is day {number_of_day} of month {month} of {stem}年"


def _name(lines: Sequence[str], lexicon: Lexicon) -> str | None:
    for line in lines:
        programme = _PROGRAMME.search(line)
        if programme:
            return programme[1]
        for word in _tokens(lexicon).sub(" ", line).split():
            if is_paper_name(word, lexicon):
                return word.strip("《》")
    words = _tokens(lexicon).sub(" ", lines[0]).split()
    first = lines[0].strip("《》 ") if len(lines) > 1 else ""
    if words and lines[0].startswith(words[0]) and len(words[0]) >= _NAME and words[0] not in column_names(lexicon):
        first = words[0].strip("《》")
    return first if _PLAIN_NAME.fullmatch(first) else None


def read_masthead(lines: Sequence[str], lexicon: Lexicon = DEFAULT) -> Masthead:
    """Read what masthead lines print.

    Args:
        lines: folded lines, in the order of the page.
        lexicon: the lists of masthead matter and endings of papers' names.

    Returns:
        The masthead. `day` is there where it is printed whole; a weekday or lunar date that disagrees with it makes a
        warning, and the day stands.

    Example:
        >>> found = read_masthead(["上街时报", "2021年10月", "16", "星期五", "第32期(总第707期)"])
        >>> found.name, found.day, found.issue, found.total_issue
        ('上街时报', datetime.date(2021, 10, 16), 32, 707)
        >>> read_masthead(["上街时报", "主办单位:上街区融媒体中心", "2021年10月16日"]).publisher
        '上街区融媒体中心'
        >>> found.warnings
        ('the masthead prints 星期五, but 2021-10-16 is 星期六',)
    """
    if not lines:
        return Masthead()
    text = "\n".join(lines)
    day = _day(text)
    checks = (_weekday_warning(text, day), _lunar_warning(text, day)) if day else ()
    issue, total, publisher = _ISSUE.search(text), _TOTAL.search(text), _PUBLISHER.search(text)
    return Masthead(
        name=_name(lines, lexicon),
        publisher=publisher[1] or publisher[2] if publisher else None,
        day=day,
        issue=number(issue[1]) if issue else None,
        total_issue=number(total[1]) if total else None,
        evidence=tuple(line for line in lines if line),
        warnings=tuple(filter(None, checks)),
    )
