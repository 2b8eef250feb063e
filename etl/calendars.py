"""Calendar arithmetic: months, weeks, the cycle of sixty and the Chinese calendar, with the numerals of its days."""

from __future__ import annotations

from datetime import date, timedelta

from etl.numerals import read_number

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ONES = "零一二三四五六七八九"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _ONES[tens]) + "十" if tens else ""
    return head + (_ONES[ones] if ones else "")


SMALL = (
    {_chinese(n): n for n in range(1, 32)}
    | {f"初{_chinese(n)}": n for n in range(1, 11)}
    | {"廿": 20, **{f"廿{_chinese(n)}": 20 + n for n in range(1, 10)}}
    | {"正": 1, "冬": 11, "腊": 12}
)
"""Months and days in Chinese numerals, those of the Chinese calendar too (初八, 廿三, 腊)."""

_HALF_A_YEAR, _HALF_A_MONTH = 365 // 2, 28 // 2
"""Days: what lies nearer than half of the shortest year or month has its like in no other one nearer still."""


def number(text: str) -> int:
    """Read the number of a year, month or day: 11, 十一, 初八, 廿三, 二〇二一.

    Example:
        >>> number("二〇二一"), number("十一"), number("07"), number("廿三")
        (2021, 11, 7, 23)
    """
    return SMALL[text] if text in SMALL else int(read_number(text) or 0)


def safe_date(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where there is no such day.

    Example:
        >>> safe_date(2021, 2, 30) is None
        True
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def shifted_month(year: int, month: int, by: int) -> tuple[int, int]:
    """Return year and month `by` months later.

    Example:
        >>> shifted_month(2021, 1, -1)
        (2020, 12)
    """
    count = year * 12 + month - 1 + by
    return count // 12, count % 12 + 1


def nearest_year(month: int, day: int, to: date) -> date | None:
    """Return the day of that name closest to `to`: 31 December beside 1 January is last year's.

    Example:
        >>> nearest_year(12, 31, date(2016, 1, 1))
        datetime.date(2015, 12, 31)
    """
    same = safe_date(to.year, month, day)
    if same and abs((same - to).days) < _HALF_A_YEAR:
        return same
    days = [d for y in (to.year - 1, to.year, to.year + 1) if (d := safe_date(y, month, day))]
    return min(days, key=lambda d: abs((d - to).days), default=None)


def nearest_month(day: int, to: date) -> date | None:
    """Return the `day`-th of the month that lies closest to `to`: the 31st beside 2 April is in March.

    Example:
        >>> nearest_month(31, date(2020, 4, 2))
        datetime.date(2020, 3, 31)
    """
    same = safe_date(to.year, to.month, day)
    if same and abs((same - to).days) < _HALF_A_MONTH:
        return same
    months = [shifted_month(to.year, to.month, by) for by in (-1, 0, 1)]
    days = [d for y, m in months if (d := safe_date(y, m, day))]
    return min(days, key=lambda d: abs((d - to).days), default=None)


def week_of(day: date, by: int) -> date:
    """Return the Monday of the week `by` weeks after that of `day`."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=by)


def ganzhi_year(name: str, near: int) -> int | None:
    """Return the year called `name` in the cycle of sixty that lies closest to `near`.

    Args:
        name: stem and branch (辛丑).
        near: a year of the common era.

    Returns:
        The year, or None where stem and branch do not go together.

    Example:
        >>> ganzhi_year("辛丑", 2020)
        2021
    """
    stem, branch = STEMS.index(name[0]), BRANCHES.index(name[1])
    years = (y for y in range(near - 30, near + 31) if y % 10 == (stem + 4) % 10 and y % 12 == (branch + 4) % 12)
    return next(years, None)


def from_lunar(year: int, month: int, day: int) -> date | None:
    """Return the day of the common calendar for a day of the Chinese one (1900 to 2099), or None where there is none.

    Example:
        >>> from_lunar(2021, 9, 11)
        datetime.date(2021, 10, 16)
    """
    from lunardate import LunarDate  # noqa: PLC0415 - few pages have a lunar date, and its import is not free

    try:
        return date.fromordinal(LunarDate(year, month, day).to_solar_date().toordinal())
    except ValueError:
        return None


def to_lunar(day: date) -> tuple[str, int, int] | None:
    """Return the Chinese calendar's year by its name in the cycle of sixty, month and day (1900 to 2099).

    Example:
        >>> to_lunar(date(2021, 10, 16))
        ('辛丑', 9, 11)
    """
    from lunardate import LunarDate  # noqa: PLC0415 - as above

    if not 1900 < day.year < 2100:
        return None
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    return STEMS[(lunar.year - 4) % 10] + BRANCHES[(lunar.year - 4) % 12], lunar.month, lunar.day
