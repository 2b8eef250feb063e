"""The day of an event, from the dates of its sentence and the day of the piece."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from etl.expressions import late

if TYPE_CHECKING:
    from etl.model import DateMention, When
    from etl.relate.story import Sentence, Story

DAYS = ("day", "month_day")
"""Precisions that tell a day."""

_TOLD = (*DAYS, "recent")
"""Precisions that say when something was, were it only 近日."""

_BY_THE_PAPER = late(r"[今昨前][日天晚早晨]|[0-9]{1,2}日")
"""Days that count from that of a paper without a date: it happened, whenever that was."""

_LATE, _SOON = 45, 3
"""How many days before, and after, the day of the piece an event it reports may lie."""

_TOGETHER = 7
"""How many days two events of one piece may lie apart."""

_REPORTED = re.compile(
    r"(?:假期|长假)(?:结束)?(?:之|以)?后|[底末]?前(?![往后来])|[^,。;]{0,8}以来|[^,。]{0,3}记者|电|消息|专电|[^,。]{0,8}(?:通报|披露|透露|发布消息|获悉|了解到)"
)
"""What stands behind a day by which something is to be, or on which the paper heard of it."""

_FEAST = late("[一-鿿]+[节夕]")
_EDGE = late("[,。;]")
_AS_OF = ("记者", "截至", "截止", "截止到", "截至到")
"""What stands before a day on which something was known, not done."""


def event_day(story: Story, sentence: Sentence, trigger: int) -> When | None:
    """Return the day of an event.

    Args:
        story: the piece.
        sentence: the sentence that tells of the event.
        trigger: offset of the word that gives it away.

    Returns:
        The last day (or 近日) before the trigger in its sentence, else the first one behind it, else the day of the
        piece; None where none is known, or where the clause tells of another time. Days on which the paper heard of it,
        and days far from that of the piece, do not count.

    Example:
        >>> from datetime import date
        >>> from etl.model import DateMention, Draft, When
        >>> from etl.relate.story import read_story
        >>> days = [When("day", date(2020, 4, d), date(2020, 4, d)) for d in (1, 2)]
        >>> dates = [DateMention(2, 4, days[1]), DateMention(10, 12, days[0])]
        >>> story = read_story(Draft(0, 1, 1, "记者2日从林业局获悉,1日该村发生火灾。"), (), dates, days[1])
        >>> event_day(story, story.sentences[0], story.folded.index("火灾")).start.isoformat()
        '2020-04-01'
    """
    if _another_time(story, sentence, trigger):
        return None
    found = day_in(story, sentence, trigger)
    if found:
        return found
    months = [d.when for d in story.dated(sentence.start, trigger) if d.when.precision == "month"]
    if months and "旬" in months[-1].text:
        return months[-1]
    if tells(story.when) or (story.when.precision == "month" and "月" in story.when.text):
        return story.when
    for date in story.dated(sentence.start, sentence.end):
        if date.when.precision in ("recent", "month") and not of_report(story, date):
            return date.when
    return None


def day_in(story: Story, sentence: Sentence, trigger: int) -> When | None:
    """Return the day, or 近日, that a sentence gives for what its trigger tells; None where it gives none."""
    dates = story.dated(sentence.start, sentence.end)
    if len(dates) > 1:
        dates = [d for d in dates if not _names_it(d, trigger)]
    if not dates:
        return None
    behind = 0
    while behind < len(dates) and dates[behind].start < trigger:
        behind += 1
    for date in (*dates[:behind][::-1], *dates[behind:]):
        if tells(date.when) and _near(date.when, story) and not of_report(story, date):
            return date.when
    return None


def tells(when: When) -> bool:
    """Tell whether a date says when it was, were it only 近日, or 昨日 in a paper of which nobody knows the day."""
    return when.precision in _TOLD or (when.precision == "unknown" and bool(_BY_THE_PAPER.match(when.text)))


def of_report(story: Story, date: DateMention) -> bool:
    """Tell whether a date says when the paper heard of it (记者2日从…获悉) or by when it is to be, not when it was."""
    folded, end = story.folded, date.end
    return (
        folded.endswith(_AS_OF, 0, date.start)
        or _REPORTED.match(folded, end, end + 24) is not None
        or story.quote_at(date.start) is not None
    )


def own_day(story: Story, sentence: Sentence) -> bool:
    """Tell whether a sentence begins with a day (14日,指导组召开座谈会)."""
    dates = story.dated(sentence.start, sentence.end)
    return bool(dates) and dates[0].start - sentence.start <= 1 and dates[0].when.precision in DAYS


def dated(story: Story, sentence: Sentence) -> bool:
    """Tell whether a sentence says when it was, were it only 近日."""
    return day_in(story, sentence, sentence.end) is not None


def long_ago(story: Story, sentence: Sentence) -> bool:
    """Tell whether a sentence begins with a time far from that of the piece (2013年2月,某某到…)."""
    dates = story.dated(sentence.start, sentence.end)
    return bool(dates) and dates[0].start - sentence.start <= 1 and not _near(dates[0].when, story)


def together(one: When, other: When) -> bool:
    """Tell whether two events may belong to one occasion."""
    return not one.start or not other.start or abs((one.start - other.start).days) <= _TOGETHER


def _near(one: When, story: Story) -> bool:
    """Tell whether a day lies about the day of the piece, or about the last day it names where it has none."""
    if not one.start:
        return True
    if story.when.precision == "day":
        day = story.when.start
    else:
        days = (d.when.start for d in story.dates if d.when.precision == "day" and d.when.start)
        day = max(days, default=None)
    return day is None or -_LATE <= (one.start - day).days <= _SOON


def _names_it(date: DateMention, trigger: int) -> bool:
    """Tell whether a feast is a part of the name of what was held (春节|团拜会)."""
    return date.end == trigger and bool(_FEAST.fullmatch(date.when.text))


def _another_time(story: Story, sentence: Sentence, trigger: int) -> bool:
    """Tell whether the day in the clause of a trigger is far from that of the piece: told in January, 3月7日选举…."""
    before = [d for d in story.dated(sentence.start, trigger) if not _names_it(d, trigger)]
    if not before or before[-1].when.precision != "day" or _EDGE.search(story.folded, before[-1].end, trigger):
        return False
    return not of_report(story, before[-1]) and not _near(before[-1].when, story)
