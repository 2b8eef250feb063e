"""How a piece closes: (记者 … 通讯员 …), 【编辑:…】, 文/本报记者 …, (完); and the credits under pictures."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from etl.expressions import either, late
from etl.layout.bylines import (
    NOBODY,
    grammar,
    hints,
    may_sign,
    merged,
    people,
    read_correspondents,
    read_line,
    read_signature,
)
from etl.layout.signatures import all_names, is_name, split_names
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Byline
from etl.text import IDEOGRAPH, any_of

_REACH = 320
_END_MARK = 60
_CREDITED, _CREDIT_END = 200, 30
_SENT = 40
"""Longest byline, in characters, of correspondents and the bodies they are of."""
_SENTENCE = frozenset("。;,!?、")
_SPACE = " \t\u00a0\u3000\u2029"
_DONE = late(r"[。!?…”’\"]")
_BRACKETS = late(r"[(\[【]([^()\[\]【】]{2,300}(?:\([^()]*\)[^()]*)?)[)\]】]$")
_UNBRACKETED = late(
    r"(?:(?<=[。!?”…])|[\s\u3000]{2,})\s*"
    rf"((?:作者|统稿|文|图文|责任编辑|责编|编辑|记者|本报记者|{IDEOGRAPH}{{2,8}}记者)[^。!?”,]{{2,60}})$"
)
_CREDIT = late(
    r"(?:(?:新华社|中新社|本报|[\u4e00-\u9fff]{2,8}?)?(?:记者|通讯员|特约记者)?\s*)"
    r"([\u4e00-\u9fff·]{2,4}?)\s*/?\s*(?:摄(?:影)?|图)\)?$"
)


@cache
def _end_mark(lexicon: Lexicon) -> re.Pattern[str]:
    marks = "|".join(f"(?:{mark})" for mark in lexicon.words("end_marks"))
    return re.compile(rf"(?:^|(?<=[。!?”’…\s)])|(?=\(|media_))(?:{marks})$")


def _end_words(lexicon: Lexicon) -> list[str]:
    return [word for _, words in lexicon.rows("end_marks") for word in words.split()]


@cache
def _end_hint(lexicon: Lexicon) -> re.Pattern[str]:
    return any_of(_end_words(lexicon))


@cache
def _hint(lexicon: Lexicon) -> re.Pattern[str]:
    return any_of(("【", *hints(lexicon), *_end_words(lexicon)))


class Closing(NamedTuple):
    """The closing of a paragraph: the text ends at `start`; 0 where the line is nothing but a closing."""

    start: int
    byline: Byline


def read_closing(text: str, lexicon: Lexicon = DEFAULT) -> Closing | None:
    """Read the bylines and end marks behind the text of a paragraph.

    Args:
        text: a folded paragraph.
        lexicon: the lists of roles, agencies and surnames.

    Returns:
        The closing, or None where the paragraph ends with its text.

    Example:
        >>> read_closing("全部完成。(记者张松通讯员王元辉)").byline.correspondents
        ('王元辉',)
        >>> read_closing("【编辑:刘欢】").byline.editors
        ('刘欢',)
        >>> read_closing("今年以来,全市新建住房(单位下同)") is None
        True
    """
    end, byline, seen = len(text.rstrip(_SPACE)), NOBODY, False
    if not end or text[end - 1] in _SENTENCE or not _hint(lexicon).search(text, max(0, end - _REACH)):
        return None
    while end:
        start = max(0, end - _REACH)
        step = _step(text[start:end], start == 0, lexicon)
        if step is None:
            break
        offset, found = step
        end, byline, seen = len(text[: start + offset].rstrip(_SPACE)), merged(found, byline), True
    return Closing(end, byline) if seen else None


def _step(text: str, whole: bool, lexicon: Lexicon) -> tuple[int, Byline] | None:
    """Take one closing element off the end of `text`; `whole` where `text` begins at the paragraph's beginning."""
    last = text[-1]
    if last in _SENTENCE:
        return None
    near = max(0, len(text) - _END_MARK)
    tail = _end_mark(lexicon).search(text, near) if _end_hint(lexicon).search(text, near) else None
    if tail and (tail.start() > 0 or whole):
        return tail.start(), NOBODY
    if last in ")]】":
        return _bracketed(text, whole, lexicon)
    return _unbracketed(text, whole, lexicon)


def _bracketed(text: str, whole: bool, lexicon: Lexicon) -> tuple[int, Byline] | None:
    found = _BRACKETS.search(text)
    if not found:
        return None
    before = text[: found.start()].rstrip(_SPACE)
    alone = whole and not before
    inside = found.group(1)
    if not alone and not _DONE.match(before[-1:]):
        return None
    roles = grammar(lexicon).role.search(inside)
    sent = read_correspondents(inside, lexicon) if not roles and len(inside) <= _SENT else None
    if sent:
        return found.start(), sent
    if not roles and not (all_names(inside, lexicon) and len(inside) <= 12):
        return None
    if text[found.start()] != "(" and not (roles and roles.start() == 0):
        return None
    signed = read_signature(inside, lexicon)
    sure = signed and sum(is_name(name, lexicon) for name in people(signed)) * 2 >= len(people(signed))
    return (found.start(), signed) if signed and sure else None


def _unbracketed(text: str, whole: bool, lexicon: Lexicon) -> tuple[int, Byline] | None:
    if not may_sign(text, lexicon):
        return None
    if whole and len(text) <= 120:
        byline = read_line(text, lexicon)
        if byline:
            return 0, byline
    found = _UNBRACKETED.search(text)
    byline = read_line(found.group(1), lexicon) if found else None
    return (found.start(), byline) if found and byline else None


@cache
def _credits(lexicon: Lexicon) -> re.Pattern[str]:
    endings = either(lexicon.words("caption_endings"))
    return re.compile(
        rf"(?:(?:{endings})|记者\s?{IDEOGRAPH}{{2,4}}图|图[/:]\s*\S{{2,12}}|[报社网]制图\s?{IDEOGRAPH}{{2,4}}|(?:制图|摄影|绘图|图片来源|图源|漫画)\s*[/:]\s*\S{{2,12}})\)?$"
    )


@cache
def _credit_hint(lexicon: Lexicon) -> re.Pattern[str]:
    return any_of((*lexicon.words("caption_endings"), "图", "摄影", "漫画"))


def read_credit(text: str, lexicon: Lexicon = DEFAULT) -> Byline | None:
    """Read the line under a picture by the credit it ends in.

    Args:
        text: a folded line.
        lexicon: the list of credits.

    Returns:
        A byline with the photographers, if any are named; None where the line ends in no credit.

    Example:
        >>> read_credit("1月4日,工人在港口作业。新华社记者李然摄").photographers
        ('李然',)
        >>> read_credit("这条路去年重修") is None
        True
    """
    if len(text) > _CREDITED or text[-1:] in _SENTENCE:
        return None
    near = max(0, len(text) - _CREDIT_END)
    if not _credit_hint(lexicon).search(text, near) or not _credits(lexicon).search(text, near):
        return None
    named = _CREDIT.search(text)
    names = split_names(named.group(1), lexicon) if named else ()
    return Byline(photographers=tuple(name for name in names if all_names(name, lexicon)))


def read_end_names(text: str, lexicon: Lexicon = DEFAULT) -> Byline | None:
    """Read a line of nothing but names, as some papers close a piece (范跃红 胡益阳).

    Example:
        >>> read_end_names("范跃红胡益阳").reporters
        ('范跃红', '胡益阳')
        >>> read_end_names("多家银行") is None
        True
    """
    return Byline(None, split_names(text, lexicon)) if len(text) <= 24 and all_names(text, lexicon) else None


def named(byline: Byline) -> bool:
    """Tell whether a byline names anybody.

    Example:
        >>> named(Byline("新华社"))
        False
    """
    return bool(people(byline))
