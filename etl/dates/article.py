"""The day an article is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.dates.resolve import resolve
from etl.expressions import either, late
from etl.lexicon import DEFAULT
from etl.model import DateMention, Draft, Publication, When
from etl.text import fold

_LEAD = 260
"""Code points in which papers say when it happened."""
_OLD = 60
"""Days after which a date in the lead is what went before, not the news."""
# 3月5日是第61个…纪念日 gives an occasion; 2024年底前 and 今年以来 give a stretch of time.
_OCCASION = re.compile(r"(?:\(.{0,9}\))?,?(?:正)?(?:是|系|为)(?:.{0,8}第|.{0,12}[日节])")
_STRETCH = re.compile(r"\)?(?:以来|起|前|之前|以前|底|期间|后,|出生|出版|至今)")
# 今年72岁 tells an age.
_AGE = late(r"(?:刚|刚刚|才|已|已经)?(?:年?满)?[\d一二三四五六七八九十]{1,4}(?:周|多)?岁")
_SPOKEN = late(r"[—–-]{1,2}(?:在)?((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)[^。]{2,60}上")
_WEATHER = late(
    r"(?:普?降|遭遇|遭受|遭到|出现|迎来|下起)[^。]{0,12}(?:雨|雪|雹|风|洪|寒潮|沙尘)|[暴大]雨|[暴大]雪|台风|冰雹|山洪|洪水|强降[雨雪]"
)
_WENT = late(either(DEFAULT.table("visit_words")["went"]))
_FIRST_WORDS = 10
_CLAUSE = 70
"""Code points behind a day in which stands what happened on it."""
_EVERY = ("每", "每年")
_RANK = {"day": 0, "month_day": 0, "recent": 0, "month": 1, "unknown": 2, "year": 3}


def article_day(draft: Draft, dates: Sequence[DateMention], publication: Publication) -> When:
    """Return the day the news is about: what the lead says, else the dateline, else the first day in the text.

    Args:
        draft: the article as laid out.
        dates: the date mentions of its text.
        publication: to tell old days from news.

    Returns:
        The day, month, year or 近日 of the main event; precision `unknown` where the text does not say.

    Example:
        >>> from etl.dates.resolve import find_dates
        >>> draft = Draft(0, 1, 1, "今年3月3日是第25个全国“爱耳日”。近日,区残联开展活动。")
        >>> article_day(draft, find_dates(draft.text, Publication(year=2024)), Publication(year=2024)).precision
        'recent'
    """
    said = _said_on(draft, publication)
    if said is not None and said.precision == "day":
        return said
    text = fold(draft.text)
    lead = [
        m
        for m in dates
        if m.start < _LEAD and not _ahead(m.when, publication) and not _stretches(text, m) and not _recurs(text, m)
    ]
    news = [m for m in lead if not _old(m.when, publication) and not _OCCASION.match(text, m.end)]
    sent = resolve(draft.dateline.day_text, publication) if draft.dateline.day_text else None
    for mentions in (news, () if sent else lead):
        told = [m for m in mentions if _RANK[m.when.precision] < 2]
        if told:
            first = min(told, key=lambda m: (_RANK[m.when.precision], m.start))
            return (_after_weather(text, first, told) or first).when
    if sent is not None:
        return sent
    late = [
        m
        for m in dates
        if m.when.precision in ("day", "month_day")
        and not _old(m.when, publication)
        and not _ahead(m.when, publication)
        and not _recurs(text, m)
    ]
    rest = [m for m in lead if m.when.precision != "year" or _is_now(m, publication)]
    return (late or rest or [DateMention(0, 0, When("unknown"))])[0].when


def _said_on(draft: Draft, publication: Publication) -> When | None:
    """Return the day that the line under a headline gives: ——2009年3月3日在县人大第三次会议上."""
    under = (_SPOKEN.search(fold(line)) for line in (draft.headline or "", *draft.subheads))
    return next((resolve(found[1], publication) for found in under if found), None)


def _after_weather(text: str, first: DateMention, told: Sequence[DateMention]) -> DateMention | None:
    """Return the day on which somebody went to see, where the first day told is that of the rain or storm before."""
    end = text.find("。", first.end)
    if end < 0 or not _WEATHER.search(text, first.end, end) or _WENT.search(text, first.end, end):
        return None
    for mention in told:
        after = (mention.start > first.end and text[mention.start - 1] in "。\n") and mention.end
        same = mention.when.precision == first.when.precision
        if after and same and _WENT.search(text, after, after + _CLAUSE):
            return mention
    return None


def _stretches(text: str, mention: DateMention) -> bool:
    if mention.when.precision == "year" and _AGE.match(text, mention.end):
        return True
    return _STRETCH.match(text, mention.end) is not None


def _is_now(mention: DateMention, publication: Publication) -> bool:
    """Tell whether a year may be when the news was: that in which a house was built long ago is not."""
    year = publication.day.year if publication.day else publication.year
    end = mention.when.end
    return end is not None and (end.year >= year - 1 if year else mention.start < _FIRST_WORDS)


def _recurs(text: str, mention: DateMention) -> bool:
    """Tell whether the day is that of every year: 每年3月5日."""
    return text.endswith(_EVERY, 0, mention.start)


def _ahead(when: When, publication: Publication) -> bool:
    """Tell whether a day lies after the paper came out: what is planned is not the news itself."""
    return bool(publication.day and when.start and (when.start - publication.day).days > 1)


def _old(when: When, publication: Publication) -> bool:
    if when.end is None or when.precision == "year":
        return False
    if publication.day is not None:
        return (publication.day - when.end).days > _OLD
    return publication.year is not None and when.end.year < publication.year - 1
