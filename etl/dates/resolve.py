"""From a date as written to the day it means, against the day or year of publication and what was named before."""

from __future__ import annotations

from datetime import date, timedelta

from etl.calendars import (
    from_lunar,
    ganzhi_year,
    month_end,
    nearest_month,
    nearest_year,
    safe_date,
    shifted_month,
    week_of,
)
from etl.dates.expressions import Expression, expressions
from etl.lexicon import DEFAULT
from etl.model import Basis, Dateline, DateMention, Publication, When


class _Context:
    """What a date may lean on: the publication, and the day, month and year named last."""

    def __init__(
        self, publication: Publication, day: date | None = None, month: int | None = None, year: int | None = None
    ) -> None:
        self.publication, self.day, self.month, self.year = publication, day, month, year

    @property
    def basis(self) -> Basis:
        """What a day leans on that is counted from the publication."""
        return "resolved" if self.publication.stated else "inferred"

    @property
    def anchor(self) -> date | None:
        """The day that a bare 14日 is close to."""
        return self.day or self.publication.day

    @property
    def current_year(self) -> int | None:
        """The year that 今年 means."""
        return self.publication.day.year if self.publication.day else self.publication.year

    def remember(self, when: When) -> None:
        """Take a date for the one named last."""
        if when.precision == "day":
            self.day = when.end
        if when.start:
            self.month, self.year = when.start.month, when.start.year
        elif when.month_day:
            self.month = int(when.month_day[:2])


def find_dates(text: str, publication: Publication, dateline: Dateline = Dateline()) -> tuple[DateMention, ...]:
    """Return every date expression of `text` with what it means.

    Args:
        text: the article's text.
        publication: its day or year settles 昨日 and the year of 11月23日; without them they stay open.
        dateline: the day a wire story was sent; its 31日 is the one closest to that day.

    Returns:
        Mentions in order; `text[m.start:m.end] == m.when.text`.

    Example:
        >>> paper = Publication(day=date(2021, 11, 24), stated=True)
        >>> [m.when.start.isoformat() for m in find_dates("昨日,市委开会。11月20日", paper)]
        ['2021-11-23', '2021-11-20']
    """
    context = _Context(publication)
    if dateline.day_text:
        for sent in expressions(dateline.day_text):
            context.remember(_resolved(sent, context))
    mentions = []
    for expression in expressions(text):
        when = _resolved(expression, context)
        context.remember(when)
        mentions.append(DateMention(expression.start, expression.end, when))
    return tuple(mentions)


def resolve(text: str, publication: Publication) -> When | None:
    """Return what the first date expression of `text` means, or None where there is none.

    Example:
        >>> resolve("上月底", Publication(day=date(2021, 3, 5), stated=True)).start.isoformat()
        '2021-02-25'
    """
    mentions = find_dates(text, publication)
    return mentions[0].when if mentions else None


def _resolved(e: Expression, context: _Context) -> When:
    when = _one(e, context)
    if e.to is None:
        return when
    inner = _Context(context.publication, context.day, context.month, context.year)
    inner.remember(when)
    last = _one(_completed(e, e.to), inner)
    if when.start and last.end and when.start <= last.end:
        return when._replace(end=last.end)
    return when


def _completed(first: Expression, last: Expression) -> Expression:
    """Give the end of a range what only its beginning says: 10月14日—15日, 2015年3月至5月."""
    if last.month is None and last.day is not None:
        last = last._replace(month=first.month)
    if last.year is None and last.shift is None and last.month is not None:
        last = last._replace(year=first.year, shift=first.shift if first.month is not None else None)
    return last


def _one(e: Expression, context: _Context) -> When:
    if e.recent:
        return When("recent", None, None, None, e.text, "stated")
    if e.festival:
        return _festival(e, e.festival, context)
    if e.ganzhi:
        return _lunar(e, context)
    if e.same == "day":
        return _day(e, context.day, context.basis)
    unit, by = e.shift or ("", 0)
    if unit == "day":
        today = context.publication.day
        return _day(e, today and today + timedelta(days=by), context.basis)
    if unit == "week":
        return _week(e, by, context)
    if e.day is not None:
        return _day_of(e, context)
    if e.month is not None or unit == "month" or e.same == "month":
        return _month_of(e, context)
    return _year_of(e, context)


def _day(e: Expression, day: date | None, basis: Basis) -> When:
    return When("day" if day else "unknown", day, day, None, e.text, basis)


def _unknown(e: Expression) -> When:
    return When("unknown", text=e.text)


def _week(e: Expression, by: int, context: _Context) -> When:
    today = context.publication.day
    if today is None:
        return _unknown(e)
    monday = week_of(today, by)
    if e.weekday is not None:
        return _day(e, monday + timedelta(days=e.weekday), context.basis)
    return When("day", monday, monday + timedelta(days=6), None, e.text, context.basis)


def _year_number(e: Expression, context: _Context) -> int | None:
    """The year an expression names, outright or by a word."""
    if e.year is not None:
        return e.year
    if e.same == "year":
        return context.year
    if e.shift and e.shift[0] == "year" and context.current_year is not None:
        return context.current_year + e.shift[1]
    return None


def _names_year(e: Expression) -> bool:
    return e.year is not None or e.same == "year" or bool(e.shift and e.shift[0] == "year")


def _day_of(e: Expression, context: _Context) -> When:
    assert e.day is not None
    month = e.month if e.month is not None else _relative_month(e, context)
    if month is None:
        return _bare_day(e, e.day, context)
    year, basis = _year_number(e, context), context.basis
    if year is not None:
        return _day(e, safe_date(year, month, e.day), "stated" if e.year is not None else basis)
    if not _names_year(e) and context.publication.day:
        return _day(e, nearest_year(month, e.day, context.publication.day), basis)
    if not _names_year(e) and context.current_year:
        return _day(e, safe_date(context.current_year, month, e.day), "inferred")
    if safe_date(2000, month, e.day) is None:
        return _unknown(e)
    return When("month_day", None, None, f"{month:02d}-{e.day:02d}", e.text, "stated")


def _relative_month(e: Expression, context: _Context) -> int | None:
    if e.same == "month":
        return context.month
    if e.shift and e.shift[0] == "month" and context.publication.day:
        return shifted_month(context.publication.day.year, context.publication.day.month, e.shift[1])[1]
    return None


def _bare_day(e: Expression, day: int, context: _Context) -> When:
    """14日: the one closest to the day named last, else to the day of publication."""
    if context.anchor:
        return _day(e, nearest_month(day, context.anchor), context.basis)
    if context.month is None or safe_date(2000, context.month, day) is None:
        return _unknown(e)
    return When("month_day", None, None, f"{context.month:02d}-{day:02d}", e.text, "inferred")


def _month_of(e: Expression, context: _Context) -> When:
    year, month = _year_number(e, context), e.month
    if e.shift and e.shift[0] == "month":
        if context.publication.day is None:
            return _unknown(e)
        year, month = shifted_month(context.publication.day.year, context.publication.day.month, e.shift[1])
    elif e.same == "month":
        year, month = context.year, context.month
    if month is None:
        return _unknown(e)
    if year is None and not _names_year(e):
        year = _year_of_month(month, context)
    if year is None:
        return _unknown(e)
    return _part_of_month(e, year, month, "stated" if e.year is not None else context.basis)


def _year_of_month(month: int, context: _Context) -> int | None:
    if context.publication.day:
        middle = nearest_year(month, 15, context.publication.day)
        return middle.year if middle else None
    return context.current_year


def _part_of_month(e: Expression, year: int, month: int, basis: Basis) -> When:
    start, end = date(year, month, 1), month_end(year, month)
    if e.part:
        start = date(year, month, e.part[0])
        end = date(year, month, e.part[1]) if e.part[1] else end
    return When("month", start, end, None, e.text, basis)


def _year_of(e: Expression, context: _Context) -> When:
    year = _year_number(e, context)
    if year is None:
        return _unknown(e)
    basis: Basis = "stated" if e.year is not None else context.basis
    if e.part:
        return When("month", date(year, e.part[0], 1), month_end(year, e.part[1]), None, e.text, basis)
    return When("year", date(year, 1, 1), date(year, 12, 31), None, e.text, basis)


def _festival(e: Expression, word: str, context: _Context) -> When:
    row = next(f for f in DEFAULT.table("date_words")["festival"] if word in f["words"])
    year = context.current_year
    if year is None:
        return When("recent", None, None, None, e.text, "stated")
    first = (from_lunar if row.get("lunar") else safe_date)(year, row["month"], row["day"])
    if first is None:
        return _unknown(e)
    last = first + timedelta(days=row["days"] - 1)
    return When("day" if first == last else "month", first, last, None, e.text, context.basis)


def _lunar(e: Expression, context: _Context) -> When:
    assert e.ganzhi is not None
    year = ganzhi_year(e.ganzhi, context.current_year) if context.current_year else None
    if year is None:
        return _unknown(e)
    if e.month and e.day:
        return _day(e, from_lunar(year, e.month, e.day), context.basis)
    return When("year", date(year, 1, 1), date(year, 12, 31), None, e.text, context.basis)
