"""Numbers as newspapers print them: 203840, 1,500, 16.4万, 3亿5000万, 一百零八, 二〇二一, 三点五.

A reader of our own, because `cn2an`, against which the tests compare it, takes longer to import than a page to extract.
"""

from __future__ import annotations

from decimal import Decimal

from etl.expressions import late

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = (("亿", 10**8), ("万", 10**4))

DIGITS = "0-9〇○零一二两三四五六七八九"
"""Characters that are digits, for a character class of a regular expression."""

_LONGEST = 60
"""Longest number, in characters; of thousands of digits Python makes no integer."""

_ARABIC = late(r"\d+(?:\.\d+)?$")
_GROUPED = late(r"\d{1,3}(?:,\d{3})+(?!\d)")


def read_number(text: str) -> int | float | None:
    """Return the number that `text` writes, or None where it writes none that anybody would.

    Args:
        text: digits of either kind, 十 百 千 万 亿, 点 or a full stop, thousands divided by commas.

    Returns:
        An int where the value is whole, else a float.

    Example:
        >>> [read_number(t) for t in ("203,840", "一百零八", "二〇二一", "16.4万", "3亿5000万", "三千五", "两三")]
        [203840, 108, 2021, 164000, 350000000, 3500, None]
    """
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdecimal():
        return int(text)
    if text in _DIGITS:
        return _DIGITS[text]
    whole, point, fraction = text.partition(".")
    if point and whole.isdecimal() and fraction.isdecimal():
        number = float(text)
        return int(number) if number.is_integer() else number
    plain = _GROUPED.sub(lambda m: m[0].replace(",", ""), text)
    value = _myriads(plain) if plain else None
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _myriads(text: str) -> Decimal | None:
    """Read 亿 and 万: what stands before is multiplied, what stands after is added."""
    for sign, weight in _MYRIADS:
        head, found, tail = text.rpartition(sign)
        if found:
            high, low = _myriads(head), _tail(tail, weight)
            return None if high is None or low is None else high * weight + low
    return _below_myriad(text)


def _tail(text: str, weight: int) -> Decimal | None:
    """Read what follows a weight: nothing, a full number, or the short form 三万五 for 35,000."""
    if not text:
        return Decimal(0)
    if len(text) == 1 and _DIGITS.get(text):
        return Decimal(_DIGITS[text] * weight // 10)
    return _myriads(text)


def _below_myriad(text: str) -> Decimal | None:
    if _ARABIC.match(text):
        return Decimal(text)
    whole, point, fraction = text.partition("点")
    if point:
        high, low = _below_myriad(whole), _row(fraction)
        return None if high is None or low is None else high + Decimal(f"0.{low}")
    return _thousands(text) if any(c in _TENS for c in text) else _year(text)


def _row(text: str) -> str | None:
    """Return 二〇二一 as 2021; None where a character is no digit."""
    return "".join(str(_DIGITS[c]) for c in text) if text and all(c in _DIGITS for c in text) else None


def _year(text: str) -> Decimal | None:
    """Read digits in a row; 两三 and 七八 are guesses, so a row of two has a zero in it."""
    row = _row(text)
    return Decimal(row) if row and (len(row) != 2 or "0" in row) else None


def _thousands(text: str) -> Decimal | None:
    """Read 三千二百零五, digit and weight by turns, weights falling."""
    total, digit, last, gap = 0, None, 10**4, False
    for char in text:
        weight = _TENS.get(char)
        if weight:
            if weight >= last or (digit is None and char != "十"):
                return None
            total, digit, last, gap = total + (1 if digit is None else digit) * weight, None, weight, False
        elif char not in _DIGITS or digit is not None:
            return None
        elif _DIGITS[char] == 0:
            gap = True
        else:
            digit = _DIGITS[char]
    short = digit is not None and not gap and last > 10
    return Decimal(total + (digit or 0) * (last // 10 if short else 1))
