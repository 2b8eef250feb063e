"""Calendar arithmetic: months, weeks, the cycle of sixty and the Chinese calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from lunardate import LunarDate

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


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
    return date(year, month, monthrange(year, month)[1])


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
    days = [d for y in (to.year - 1, to.year, to.year + 1) if (d := safe_date(y, month, day))]
    return min(days, key=lambda d: abs((d - to).days), default=None)


def nearest_month(day: int, to: date) -> date | None:
    """Return the `day`-th of the month that lies closest to `to`: the 31st beside 2 April is in March.

    Example:
        >>> nearest_month(31, date(2020, 4, 2))
        datetime.date(2020, 3, 31)
    """
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
    try:
        return date.fromordinal(LunarDate(year, month, day).to_solar_date().toordinal())
    except ValueError:
        return None
