"""Pieces that say by their form what they are, and where they end: letters, notices, obituaries."""

from __future__ import annotations

import re
from functools import cache

from etl.expressions import late
from etl.layout.signatures import all_names
from etl.lexicon import DEFAULT, Lexicon

_LONGEST_NOTICE = 36
_LONGEST_SIGNATURE = 32
_LONGEST_SALUTATION = 20
_DEATH_WITHIN = 160
"""Characters of the text under a headline in which an obituary says again that somebody died."""
_DIED = re.compile("逝世|病逝|病故|辞世|享年|终年|长逝|去世")
_DAY = late(
    r"(?:(?:19|20)\d{2}|[一二][九〇○零O][〇○零O一二三四五六七八九]{2})年"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})日"
)
_NOTE = late(
    r"\((?:\S{0,24}?(?:于|在))?(?:(?:19|20)\d{2}|[一二][九〇○零O][〇○零O一二三四五六七八九]{2})年[^()]*(?:\([^()]*\)[^()]*)*\)"
)


@cache
def _form(of: str, lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form, line in lexicon.rows("piece_forms") if line == of))


def announces(text: str, after: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether a headline can only stand over a piece of its own: a notice or an obituary.

    Args:
        text: the folded headline.
        after: the folded line of text after it.
        lexicon: the list of forms.

    Example:
        >>> announces("关于征集用语的启事", "我厂决定"), announces("林大海同志逝世", "林大海因病于5日逝世,终年八十岁。")
        (True, True)
        >>> announces("老人深夜病逝", "邻居们说,他常年独居。"), announces("两部门联合发布公告", "公告说,")
        (False, False)
    """
    if len(text) > _LONGEST_NOTICE:
        return False
    if _form("death", lexicon).search(text):
        return _DIED.search(after, 0, _DEATH_WITHIN) is not None
    return _form("notice", lexicon).search(text) is not None


def salutes(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether a letter begins with a line.

    Example:
        >>> salutes("编辑同志:"), salutes("编辑部连夜改版。")
        (True, False)
    """
    return len(text) <= _LONGEST_SALUTATION and _form("salutation", lexicon).search(text) is not None


def signs_letter(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether a line may be the signature of a letter.

    Example:
        >>> [signs_letter(text) for text in ("柳树乡 林大海等九人", "市化肥厂 汪正安", "一名退休教师", "感谢好司机")]
        [True, True, True, False]
    """
    if len(text) > _LONGEST_SIGNATURE:
        return False
    return _form("signer", lexicon).search(text) is not None or all_names(text.rsplit(maxsplit=1)[-1], lexicon)


def signs_notice(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether a line may be the body that a notice is from.

    Example:
        >>> signs_notice("柳湾市自来水有限公司"), signs_notice("停水通知")
        (True, False)
    """
    return len(text) <= _LONGEST_SIGNATURE and _form("issuer", lexicon).search(text) is not None


def is_afterword(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether a line begins what is printed behind a piece and belongs to it.

    Example:
        >>> is_afterword("编者按:希望有关部门认真对待。"), is_afterword("编者来到村里。")
        (True, False)
    """
    return _form("afterword", lexicon).match(text) is not None


def is_day(text: str) -> bool:
    """Tell whether a line is nothing but a day, as it stands under a notice or a letter.

    Example:
        >>> is_day("一九九三年十一月一日"), is_day("2009年3月6日"), is_day("2009年3月")
        (True, True, False)
    """
    return _DAY.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Tell whether a line is what stands in brackets under a headline: when something was passed, or said.

    Example:
        >>> is_note("(1987年7月10日县人大常委会第三次会议通过)"), is_note("(第七号)")
        (True, False)
    """
    return text[0] == "(" and text[-1] == ")" and _NOTE.fullmatch(text) is not None
