"""Lists of sites: after a verb of visiting (先后来到 a、b、c等处), and before their number (a、b、c三个村).

In such a list the 、 and the verb are the borders, so an element that ends like a site is the site, however long it is;
and before the number of villages an element is a village, whatever it ends in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import either, late
from etl.names.sites import Site
from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from etl.lexicon import Lexicon

_REST = late("等(?:地|处|多?[一二三四五六七八九十几0-9]*[家个处地]|企业|单位|项目|村|社区|点位|现场|,|$).*")
_BRACKET = late(r"\([^()]{1,8}(?:片区|校区|园区|分区|段|[东西南北新]区)\)$")
# Sites that a body bears the name of: the visit is to the place.
_VISITED = ("中心", "园", "基地", "站", "广场", "园区")
_NUMBERED = re.compile("[个两三四等](?:行政|自然)?(村|社区|乡镇|镇|乡|街道)")
_NUMBER = late("等?[一二三四五六七八九十两几多0-9]{1,3}个?$|等$")
_LONGEST_NUMBER = 4
_NUMBERED_KINDS = {"村": "village", "社区": "village"}
_ELEMENT = late(r"(?:(?<=[的在到往入至赴处和与对经、])[\u4e00-\u9fff]{2,4}|(?<!\w)[\u4e00-\u9fff]{2,3})$")
_FURTHEST = 60  # Characters before the number that are looked at.
_JOINS = frozenset({"及", "和", "与", "暨"})
_HEADS = late(
    "(?:委会|公司|中心|[局厂校学院所站场馆园社店楼队寺村镇乡县区道路街桥地程目带田库渠])$"
)  # What names of bodies and sites end in.
_LEVELS = frozenset("省市县区州乡镇村")
_BODY = late("(?:公司|局|委|集团|银行|大学|学院|医院|法院|楼)(?:和|及|与)")


class _Words(NamedTuple):
    """Verbs of visiting with what follows them, words that no name of a site holds, and last words of works."""

    visit: re.Pattern[str]
    stops: frozenset[str]
    works: tuple[str, ...]


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    rows = lexicon.rows("place_visit")
    verbs = either(row[0] for row in rows if len(row) == 1)
    visit = re.compile(f'(?:{verbs})([^,。;:!?\\n“”"《》]{{3,120}})')
    works = tuple([row[0] for row in rows if row[1:] == ("works",)])
    return _Words(visit, frozenset([row[0] for row in rows]).difference(works), works)


def find_visits(
    text: str, sites: Sequence[Site], lexicon: Lexicon, starts: AbstractSet[int] = frozenset()
) -> list[Site]:
    """Return the elements of visited lists that end like a site, from border to border.

    Args:
        text: folded text.
        sites: what the suffix rules found; an element counts where one of them ends with it.
        lexicon: the word lists to go by.
        starts: where listed regions begin; works are sites where one opens their name (沙河治理工程).

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.names.sites import find_sites
        >>> text = "先后来到河南三和航空、国际陆港第二节点(上街片区)、奥克斯空调基地等处,听取汇报"
        >>> found = find_visits(text, find_sites(text, set(), lambda name: False, DEFAULT), DEFAULT)
        >>> [text[s.start : s.end] for s in found]
        ['国际陆港第二节点(上街片区)', '奥克斯空调基地']
    """
    words = _words(lexicon)
    by_end = {site.end: site for site in sites}
    opened = starts | {site.start for site in sites}
    found = []
    for match in words.visit.finditer(text):
        for start, end in _parted(text, _elements(text, *match.span(1)), by_end):
            site = by_end.get(end)
            works = not site and text.endswith(words.works, start, end) and (start in opened or text[start] in _LEVELS)
            kind = site.kind if site else "site" if works or _BRACKET.search(text, start, end) else None
            if (
                kind
                and _whole(text[start:end], words.stops)
                and not any(text[e] in _JOINS for e in by_end if start < e < end)
            ):
                suffix = site.suffix if site else text[end - 3 : end - 1]
                found.append(Site(start, end, "visit" if suffix.endswith(_VISITED) else kind, suffix, listed=True))
    return found


def _parted(text: str, elements: Iterable[tuple[int, int]], by_end: Mapping[int, Site]) -> Iterator[tuple[int, int]]:
    """Part the last two of a list, where a site begins right behind 和: 居委会|和|东风农贸市场."""
    for start, end in elements:
        site = by_end.get(end)
        if (
            site
            and site.start - 1 > start
            and text[site.start - 1] in _JOINS
            and _HEADS.search(text, start, site.start - 1)
        ):
            yield start, site.start - 1
            yield site.start, end
        else:
            yield start, end


def find_numbered(text: str) -> list[Site]:
    """Return the elements of lists whose number is told behind them.

    Args:
        text: folded text.

    Example:
        >>> text = "查看了沿线的黄庄、李集、赵楼三个村"
        >>> [text[s.start : s.end] for s in find_numbered(text)]
        ['黄庄', '李集', '赵楼']
    """
    found: list[Site] = []
    for match in _NUMBERED.finditer(text):
        kind, end = _NUMBERED_KINDS.get(match[1], "township"), match.start() + 1
        number = _NUMBER.search(text, max(0, end - _LONGEST_NUMBER), end)
        spans = _before(text, number.start()) if number else []
        if len(spans) > 1:  # 上述5个社区 are called otherwise
            found += [Site(start, end, kind, match[1], listed=True) for start, end in spans]
    return found


def _before(text: str, end: int) -> list[tuple[int, int]]:
    """Return the elements of the list that ends at `end`, as far as they look like names of villages."""
    spans = []
    for size in map(len, reversed(text[max(0, end - _FURTHEST) : end].split("、"))):
        element = _ELEMENT.search(text, end - size, end)
        if element is None:
            break
        spans.append((element.start(), end))
        if element.start() > end - size:
            break  # the first of them
        end -= size + 1
    return spans[::-1]


def _elements(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if rest := _REST.search(text, start, end):
        end = rest.start()
    for part in text[start:end].split("、"):
        yield start + len(part) - len(part.lstrip()), start + len(part)
        start += len(part) + 1


def _whole(element: str, stops: frozenset[str]) -> bool:
    """Whether no verb or preposition stands in the element; 及 and 和 may, in what is no list of bodies."""
    if not 3 <= len(element) <= 40 or _BODY.search(element):
        return False
    words = cut(element)
    return not any(word in stops for word in words) and words[0] not in _JOINS
