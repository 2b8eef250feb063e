"""How a piece opens: 本报讯(…), 新华社北京5月1日电(…), □本报记者 … and where and when it was sent."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from etl.expressions import late
from etl.layout.bylines import NOBODY, agency_form, merged, outlet_form, read_line, read_signature
from etl.layout.signatures import all_names, is_name
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Byline, Dateline
from etl.text import IDEOGRAPH

_REACH = 200
"""How far into a paragraph an opening may reach; byline brackets of team pieces are long."""

_MARKED_BY = 60
"""Characters within which an opening has shown itself: an agency, a place and a day are not longer."""
# Of literals alone, which a search is quick to miss.
_MARKS = re.compile("讯|消息|电")
_ROLES = re.compile("记者|通讯员|观察员|特派员|评论员|文/|文:|文图|/文")
_HINTS = re.compile(f"{_MARKS.pattern}|{_ROLES.pattern}")
_DAY = r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日)"
_MARK = (
    r"(?:综合消息|综合讯|综合电|快讯|专讯|电讯|(?<![通资审电问短简喜])讯(?![员息问号飞录期])"
    r"|消息(?!人士|称|灵通|来源|显示|传)|(?<=[日号])(?:专|急)?电|电(?![话视影力子商梯网台动器价信]))"
)
_BYLINE = r"(?:\s*\((?P<by>[^()]{1,160}(?:\([^()]*\)[^()]*)?)\))?"
# Older papers set 本报讯 in brackets of its own; a bracket of the common kind may as well be a closing.
_OPENED, _CLOSED = r"(?:[〔【\[]|\((?=本报讯\)))?", r"(?:[〕】\]]|(?<=本报讯)\))?"
_OWN = frozenset(("本报", "本网", "本刊", "本台", "本社"))
_TOPIC = r"题(?:[::]|\s)"
_TRAIL = re.compile(r"[\s::〕】\]]*,?[\s]*")
_BRACKETS = late(r"\s*[□■◎]?\s*\((?P<by>[^()]{2,100})\)\s*")
_NAMED = late(
    r"\s*(?:本报|全媒体|融媒体?|见习|实习|首席)*(?:记者|通讯员|实习生)[\s:]*"
    r"(?P<name>[\u4e00-\u9fff·]{2,8}?)(?=[、 ,:〕】\]]|报道)"
)
_NAMED_FIRST = late(r"[\s本全融见实首记通]")
"""What `_NAMED` begins with."""
_NEXT_NAME = late(r"[、 ]+(?P<name>[\u4e00-\u9fff·]{2,4}?)(?=[、 ,:〕】\]]|报道)")
_TOLD = late(r"\s*(?:报道|文/图|摄影报道)[,:\s]*|[,:\s]+")
_WIDE = late(r"[^。]{4,100}?[。]?\S{0,20}? {2,}(?=\S)")
_WORDS = late(r"[\u4e00-\u9fff·]+")
_SPACED = late(
    r"[□■◎]?\s*(?:本报|本网|本台)?(?:全媒体|首席|见习)?记者\s+(?P<names>(?:[\u4e00-\u9fff·]{2,8}[\s、]+)+?)(?=\S{9})"
)


class Opening(NamedTuple):
    """The opening of a paragraph.

    Attributes:
        end: offset where the text itself begins; the length of the line where the line is nothing but an opening.
        byline: who is named.
        dateline: where and when the piece was sent.
        strong: a form that stands only where a piece begins (本报讯, 新华社…电), as opposed to a byline of its own,
            which may stand at the end as well.
    """

    end: int
    byline: Byline
    dateline: Dateline = Dateline()
    strong: bool = True


@cache
def _forms(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    agencies = rf"(?:{agency_form(lexicon)})(?!{IDEOGRAPH}{{0,3}}报)"
    agency = rf"(?P<agency>本报|本网|本刊|本台|本社|{agencies}|{outlet_form(lexicon)})"
    place = rf"(?P<place>{IDEOGRAPH}{{0,8}}?)"
    known = re.compile(
        rf"[□■◎\s]*{_OPENED}(?:据|综合)?{agency}(?:记者)?\s*{place}\s*(?P<day>{_DAY})?\s*(?P<mark>{_MARK}){_CLOSED}"
        rf"{_BYLINE}(?P<topic>{_TOPIC})?"
    )
    # The first characters of an agency are often lost to OCR: a day and 电 tell enough.
    torn = late(
        rf"[^\s,。、:;()“”]{{0,14}}?(?P<day>\d{{1,2}}月\d{{1,2}}日)(?P<mark>专?电){_BYLINE}(?P<topic>{_TOPIC})?"
    )
    return known, torn


def may_open(text: str) -> bool:
    """Tell whether anything of an opening is in a folded paragraph: without, `read_opening` need not look.

    Example:
        >>> may_open("据新华社消息,市长到会。"), may_open("会议结束。")
        (True, False)
    """
    return _HINTS.search(text, 0, _MARKED_BY) is not None or "  " in text[:_REACH]


def read_opening(text: str, lexicon: Lexicon = DEFAULT) -> Opening | None:
    """Read the byline and dateline a paragraph begins with.

    Args:
        text: a folded paragraph without indent.
        lexicon: the lists of agencies, roles and surnames.

    Returns:
        The opening, or None where the paragraph begins with its text.

    Example:
        >>> found = read_opening("新华社郑州1月1日电(记者王烁)近日,河南省委")
        >>> found.byline.agency, found.byline.reporters, found.dateline, found.end
        ('新华社', ('王烁',), Dateline(place='郑州', day_text='1月1日'), 16)
        >>> read_opening("据意大利《新闻报》等多家媒体报道") is None
        True
    """
    head = text[:_REACH]
    # Most paragraphs open with their text: a look at a few characters spares them the longer forms.
    if _MARKS.search(head, 0, _MARKED_BY):
        known, torn = _forms(lexicon)
        found = known.match(head)
        if found and _plausible(found, head):
            return _told(text, found, lexicon)
        found = torn.match(head)
        if found:
            return _told(text, found, lexicon)
    signed = _signed(text, head, lexicon) if _ROLES.search(head, 0, _MARKED_BY) else None
    return signed or (_behind(text, lexicon) if "  " in head else None)


def _signed(text: str, head: str, lexicon: Lexicon) -> Opening | None:
    return _bracketed(head, lexicon) or _spaced(head, lexicon) or _alone(text, lexicon)


def _plausible(found: re.Match[str], text: str) -> bool:
    """Whether 讯, 消息 or 电 there is a mark of sending, not part of a word that follows a name in 报 or 网."""
    mark, by = found["mark"], found["by"]
    if by or found["day"]:
        return True
    after = text[found.end() : found.end() + 1]
    if text[found.end() - 1] in "〕】])":
        return True
    if mark.endswith("电"):
        return not found["place"]
    if mark.endswith("消息"):
        # 据某网消息, cites; it does not open.
        return after != "," and not found["place"] and (after in " :(" or len(found["agency"]) <= 6)
    return not found["place"] or after in " :("


def _told(text: str, found: re.Match[str], lexicon: Lexicon) -> Opening:
    parts = found.groupdict()
    agency, by = parts.get("agency"), parts["by"]
    byline = NOBODY if agency is None or len(agency) < 2 or agency in _OWN else Byline(agency)
    signed = read_signature(by, lexicon) if by else None
    if signed:
        byline = merged(signed, byline)
    dateline = Dateline(parts.get("place") or None, parts["day"])
    if parts["topic"]:
        return Opening(len(text), byline, dateline)
    end, bare = _unbracketed(text, found.end(), lexicon) if not signed else (found.end(), NOBODY)
    trail = _TRAIL.match(text, end)
    return Opening(trail.end() if trail else end, merged(byline, bare), dateline)


def _unbracketed(text: str, start: int, lexicon: Lexicon) -> tuple[int, Byline]:
    """本报讯 记者张伟 通讯员李娜 昨日…: bylines without brackets, as far as every word is a role or a full name."""
    if not _NAMED_FIRST.match(text, start):
        return start, NOBODY
    end = start
    role = _NAMED.match(text, end)
    while role and all_names(role["name"], lexicon):
        end = role.end()
        name = _NEXT_NAME.match(text, end)
        while name and is_name(name["name"], lexicon):
            end = name.end()
            name = _NEXT_NAME.match(text, end)
        role = _NAMED.match(text, end)
    byline = read_signature(text[start:end].strip(), lexicon) if end > start else None
    told = _TOLD.match(text, end) if byline else None
    return (told.end() if told else end), byline or NOBODY


def _bracketed(head: str, lexicon: Lexicon) -> Opening | None:
    found = _BRACKETS.match(head)
    if not found or ("记者" not in found["by"] and "通讯员" not in found["by"]):
        return None
    signed = read_signature(found["by"], lexicon)
    return Opening(found.end(), signed, strong=False) if signed else None


def _spaced(head: str, lexicon: Lexicon) -> Opening | None:
    """本报记者 张三 李四  昨日,…: as many words as are names belong to it."""
    found = _SPACED.match(head)
    if not found:
        return None
    end = found.start("names")
    names = []
    for word in _WORDS.finditer(found["names"]):
        if not is_name(word.group(), lexicon):
            break
        names.append(word.group())
        end = found.start("names") + word.end()
    return Opening(len(head[:end]) + 1, Byline(None, tuple(names)), strong=False) if names else None


def _alone(text: str, lexicon: Lexicon) -> Opening | None:
    byline = read_line(text, lexicon)
    return Opening(len(text), byline, strong=False) if byline else None


def _behind(text: str, lexicon: Lexicon) -> Opening | None:
    """An opening behind a headline or a caption on the same line, set off by a wide space."""
    wide = _WIDE.match(text)
    found = read_opening(text[wide.end() :], lexicon) if wide else None
    return Opening(found.end + wide.end(), found.byline, found.dateline) if found and wide and found.strong else None
