"""Arguments from a caller are data: each is checked here before it comes near a pipeline.

A name is a string and never an operator, a field path or a pattern; a day is a day; a limit has an upper bound. What is
not as expected raises `QueryError`, which says what was expected.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from etl.errors import QueryError
from etl.text import fold

Day = date | str
"""A day: a `date`, or text such as 2021-11-23, 2021-11 (its first or last day) or 2021."""

LONGEST = 200
"""Characters of the longest name or phrase that is looked for."""
MOST_ROWS = 10_000
MOST_SKIPPED = 1_000_000
MOST_NAMES = 10
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_EARLIEST, _LATEST = 1800, 2200
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _refuse(what: str, expected: str, value: object) -> QueryError:
    shown = repr(value)
    return QueryError(f"{what}: expected {expected}, got {shown if len(shown) < 60 else shown[:57] + '…'}")


def text(value: Any, what: str, expected: str = "a name") -> str:
    """Return `value` stripped, once it is sure to be plain text.

    Args:
        value: what the caller gave.
        what: the argument's name, for the message.
        expected: what it should have been, for the message.

    Raises:
        QueryError: not a string, empty, too long, unprintable, or a `$` expression.

    Example:
        >>> text(" 徐立毅 ", "name")
        '徐立毅'
        >>> text({"$ne": ""}, "name")
        Traceback (most recent call last):
        etl.errors.QueryError: name: expected a name, got {'$ne': ''}
    """
    if not isinstance(value, str):
        raise _refuse(what, expected, value)
    stripped = str(value).strip()
    if not stripped or stripped.startswith("$") or _UNPRINTABLE.search(stripped):
        raise _refuse(what, expected, value)
    if len(stripped) > LONGEST:
        raise _refuse(what, f"{expected} of at most {LONGEST} characters", value)
    return stripped


def optional_text(value: Any, what: str, expected: str = "a name") -> str | None:
    """Return `value` checked as `text` does, or None where nothing was given."""
    return None if value is None else text(value, what, expected)


def several(value: Any, what: str) -> tuple[str, ...]:
    """Return two or more different names, in the order given.

    Raises:
        QueryError: not a list of 2 to 10 different names.

    Example:
        >>> several(["徐立毅", "侯红"], "names")
        ('徐立毅', '侯红')
    """
    expected = f"2 to {MOST_NAMES} different names"
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) > MOST_NAMES:
        raise _refuse(what, expected, value)
    names = tuple(dict.fromkeys(text(one, what) for one in value))
    if len(names) < 2:
        raise _refuse(what, expected, value)
    return names


def choice(value: Any, what: str, allowed: Sequence[str]) -> str:
    """Return `value` if it is one of `allowed`.

    Raises:
        QueryError: it is not.
    """
    if not isinstance(value, str) or value not in allowed:
        raise _refuse(what, f"one of {', '.join(allowed)}", value)
    return value


def count(value: Any, what: str, *, least: int = 1, most: int = MOST_ROWS) -> int:
    """Return a whole number between `least` and `most`.

    Raises:
        QueryError: it is not one.

    Example:
        >>> count(10**9, "limit")
        Traceback (most recent call last):
        etl.errors.QueryError: limit: expected a whole number from 1 to 10000, got 1000000000
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _refuse(what, f"a whole number from {least} to {most}", value)
    return int(value)


def number(value: Any, what: str) -> float | int | None:
    """Return a number below 10**15, or None where nothing was given.

    Raises:
        QueryError: not a number, not finite or too large.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10**15:
        raise _refuse(what, "a number", value)
    return value


def day(value: Any, what: str, *, last: bool = False) -> date | None:
    """Return the day that `value` says, or None where nothing was given.

    Args:
        value: a `date`, or text: 2021-11-23, 2021-11, 2021.
        what: the argument's name, for the message.
        last: take the last day of a month or a year instead of the first.

    Raises:
        QueryError: not a day between 1800 and 2200.

    Example:
        >>> day("2021-11", "until", last=True)
        datetime.date(2021, 11, 30)
    """
    if value is None:
        return None
    found = value.date() if isinstance(value, datetime) else value
    if isinstance(found, str):
        found = _read_day(found, last=last)
    if not isinstance(found, date) or not _EARLIEST <= found.year <= _LATEST:
        raise _refuse(what, f"a day such as 2021-11-23 between {_EARLIEST} and {_LATEST}", value)
    return found


def _read_day(written: str, *, last: bool) -> date | None:
    match = _DAY.fullmatch(written.strip())
    if not match:
        return None
    year = int(match[1])
    month = int(match[2]) if match[2] else (12 if last else 1)
    if not (1 <= month <= 12 and year):
        return None
    longest = monthrange(year, month)[1]
    number_of_day = int(match[3]) if match[3] else (longest if last else 1)
    return date(year, month, number_of_day) if 1 <= number_of_day <= longest else None


def month_day(value: Any, what: str) -> str | None:
    """Return a day of no certain year as it is stored, "11-23", or None where nothing was given.

    Raises:
        QueryError: not such a day.

    Example:
        >>> month_day("3-5", "month_day")
        '03-05'
    """
    if value is None:
        return None
    match = _MONTH_DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    # A leap year, so that 02-29 is a day.
    if not match or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= monthrange(2000, int(match[1]))[1]:
        raise _refuse(what, "a month and day such as 11-23", value)
    return f"{int(match[1]):02}-{int(match[2]):02}"


def pattern(words: str) -> str:
    """Return a regular expression that finds `words` themselves, in either width of punctuation and digits.

    Example:
        >>> pattern("1.5亿元")
        '[1１][.．][5５]亿元'
    """
    return "".join(_either_width(character) for character in fold(words))


def _either_width(character: str) -> str:
    if "!" <= character <= "~" and not character.isalpha():
        shown = "\\" + character if character in "\\]^[-" else character
        return f"[{shown}{chr(ord(character) + 0xFEE0)}]"
    return re.escape(character)
