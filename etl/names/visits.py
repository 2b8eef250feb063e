"""Lists of sites: after a verb of visiting (先后来到 a、b等处, 到 a、b检查), and before their number (a、b、c三个村).

In such a list the 、 and the verb are the borders, so an element that ends like a site is the site, however long it is;
and before the number of villages an element is a village, whatever it ends in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import either, late
from etl.lexicon import DEFAULT
from etl.model import Found
from etl.names.kinds import kinds_of
from etl.names.sites import Site
from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from etl.lexicon import Lexicon

    Span = tuple[int, int]
    Element = tuple[int, int, bool]

_PLAIN = '[^,。;:!?\\n“”"《》]'
_LIST = re.compile(f"{_PLAIN}{{3,120}}(?:“[^“”\\n]{{1,12}}”{_PLAIN}{{0,120}}){{0,3}}")
"""What a list is made of: a short name in quotation marks too (“菜篮子”基地), but nothing that is said."""

_TO = re.compile("[到赴在入]")
_WORDS = DEFAULT.table("visit_words")
_ENDS = either(_WORDS["closes"])
_END = re.compile(_ENDS)
"""Words for a visit, and for what is held, that close a list (到甲厂、乙厂检查, 在县委招待所召开)."""

_CLOSE = late(f"(?:等(?:地|处)?)?(?:{either(_WORDS['closes_how'])})*(?:{_ENDS})(?![站点团组室井中])")
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
_OURS = late(r"\s*[该我本全][省市县区镇乡]")
_JOINS = frozenset({"及", "和", "与", "暨"})
_HEADS = late("(?:委会|公司|中心|[局厂校学院所站场馆园社店楼队寺村镇乡县区道路街桥地程目带田库渠])$")
"""What names of bodies and sites end in."""

_JOIN = late("以及|[和及与]")
_BODY = late("(?:公司|局|委|集团|银行|大学|学院|医院|法院|楼)(?:和|及|与)")
_OF_BODY = late("(?:公司|局|委|集团|银行|大学|学院|医院|法院|院)$")
_COUNTED = late(
    r"^(?:[0-9]+|[一二三四五六七八九十百两几数多]+)[^、]{0,4}?[家个处所座名位户]|部分|有关|相关|一些|各|某|多[家个处]"
)
_LED = late("[省市县区镇乡](?![民场内外政容级])")
_OF_PLACE = late("[^、]{2,9}?(?:[镇乡村县路街屯寨](?!道)|街道|社区)(?![民内外长庄])")
"""An element that begins with a level word or a place (县种子公司, 大河乡油菜示范片) is one stop of its kind."""

_WORKS = frozenset(("工程", "项目"))
"""What is a kind of works behind a level word too (省重点工程)."""

_UNITS = frozenset(("街道", "社区"))

_ERA = late(
    f"(?:{either(DEFAULT.words('own_names'))}|人民|建设|工人|民族|[东西南北][门关街桥]|第[一二三四五六七八九十]+)"
)
"""Common words by which shops, farms and works are called."""

_CLAUSE_ENDS = frozenset(("", *",。;!?\n"))
_LEAST = 2
"""Least length of what stands before the last word."""


@lru_cache(maxsize=4)
def _visit(lexicon: Lexicon) -> tuple[re.Pattern[str], frozenset[str]]:
    rows = lexicon.rows("place_visit")
    verbs = either(row[0] for row in rows if len(row) == 1)
    return re.compile(f"(?:{verbs})"), frozenset(row[0] for row in rows)


class _Stops(NamedTuple):
    """Last words of stops that are bodies and of those that are sites, and how long they are, the longest first."""

    bodies: frozenset[str]
    sites: frozenset[str]
    sizes: tuple[int, ...]

    def ending(self, element: str) -> str:
        """Return the longest of the words that the element ends in."""
        for size in self.sizes:
            last = element[-size:]
            if last in self.bodies or last in self.sites:
                return last
        return ""


@lru_cache(maxsize=4)
def _stops(lexicon: Lexicon) -> _Stops:
    rows = lexicon.rows("visit_stops")
    of = {kind: frozenset(row[0] for row in rows if row[1] == kind) for kind in ("body", "site")}
    return _Stops(of["body"], of["site"], tuple(sorted({len(row[0]) for row in rows}, reverse=True)))


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
    by_end = {site.end: site for site in sites}
    stops, opened = _stops(lexicon), starts | {site.start for site in sites}
    found = []
    for start, end, went in _elements(text, lexicon):
        for low, high in _parts(text, start, end, by_end.keys(), stops):
            site = by_end.get(high)
            kind = site.kind if site else "site" if _BRACKET.search(text, low, high) else None
            if site and not went and _OF_BODY.search(text, low, site.start):
                continue  # 在某局|接待中心: the site has a name without the body
            suffix = site.suffix if site else text[high - 3 : high - 1]
            if kind is None and (last := stops.ending(text[low:high])) in stops.sites:
                kind, suffix = "site" if low in opened or _is_stop(text[low:high], last, lexicon) else None, last
            if kind and _whole(text[low:high], _visit(lexicon)[1]):
                kind = "visit" if went and suffix.endswith(_VISITED) else kind
                found.append(Site(low, high, kind, suffix, listed=True))
    return found


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


def find_visited_bodies(text: str, lexicon: Lexicon) -> list[Found]:
    """Return the elements of visited lists that end like works, shops, stations of a trade and schools.

    Args:
        text: folded text.
        lexicon: the word lists to go by.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> [f.name for f in find_visited_bodies("先后走访了红星乳品厂、县种子公司和三家企业", DEFAULT)]
        ['红星乳品厂', '县种子公司']
    """
    stops = _stops(lexicon)
    found = []
    for start, end, _ in _elements(text, lexicon):
        for low, high in _parts(text, start, end, (), stops):
            name = text[low:high]
            last = stops.ending(name)
            if last in stops.bodies and _is_stop(name, last, lexicon) and _whole(name, _visit(lexicon)[1]):
                found.append(Found(low, high, "organization", name, "visited", last))
    return found


@lru_cache(maxsize=2)
def _elements(text: str, lexicon: Lexicon) -> tuple[Element, ...]:
    """Return where the elements of lists stand, and whether somebody went there; kept for the next who asks."""
    return tuple([(*span, went) for start, end, went in _lists(text, lexicon) for span in _divided(text, start, end)])


def _lists(text: str, lexicon: Lexicon) -> Iterator[Element]:
    """Yield what may be a list: behind a verb of visiting, between 到 or 在 and a verb, between 在 and a comma."""
    matches = [*_visit(lexicon)[0].finditer(text)]
    verbs = {match.end() for match in matches}
    for match, after in zip_longest(matches, matches[1:]):
        # A list ends where the next verb stands: otherwise a row of verbs would be read once for each of them.
        if run := _LIST.match(text, match.end(), after.start() if after else len(text)):
            yield *run.span(), True
    for match in _TO.finditer(text):
        at = match.end()
        run = _LIST.match(text, at) if at not in verbs else None
        if run and (_END.search(text, at + _LEAST, run.end()) or _is_ahead(text, match.start(), run.end())):
            yield *run.span(), match[0] != "在"


def _is_ahead(text: str, at: int, end: int) -> bool:
    """Whether the list stands ahead of its clause: 。在甲厂、乙厂,他…."""
    return text[at] == "在" and text[end : end + 1] == "," and text[max(0, at - 1) : at] in _CLAUSE_ENDS


def _divided(text: str, start: int, end: int) -> Iterator[Span]:
    if rest := _REST.search(text, start, end):
        end = rest.start()
    last = text.rfind("、", start, end) + 1 or start
    if close := _CLOSE.search(text, last + 1, end):
        end = close.start()
    for part in text[start:end].split("、"):
        ours = _OURS.match(text, start, start + len(part))
        yield ours.end() if ours else start + len(part) - len(part.lstrip()), start + len(part)
        start += len(part) + 1


def _parts(text: str, start: int, end: int, ends: Container[int], stops: _Stops) -> Iterator[Span]:
    """Divide the last element at its conjunction, where what stands before that ends like a stop (甲厂和乙市场)."""
    for join in _JOIN.finditer(text, start + 1, end):
        at = join.start()
        if at in ends or stops.ending(text[start:at]) or _HEADS.search(text, start, at):
            yield start, at
            start = join.end()
    yield start, end


def _is_stop(element: str, last: str, lexicon: Lexicon) -> bool:
    """Whether the element names one stop and not a kind (部分企业, 三个工地, 粮油市场)."""
    modifier = element[: -len(last)]
    if _COUNTED.search(modifier):
        return False
    if _LED.match(modifier):
        return last not in _WORKS or not kinds_of(lexicon).is_common(modifier[1:])
    if len(modifier) < _LEAST:
        return False
    place, kinds = _OF_PLACE.match(modifier), kinds_of(lexicon)
    if place and (len(last_word := cut(place[0])[-1]) == 1 or last_word in _UNITS or not kinds.is_common(last_word)):
        return True
    return bool(_ERA.match(modifier)) or not kinds.is_common(modifier)


def _whole(element: str, stops: frozenset[str]) -> bool:
    """Whether no verb or preposition stands in the element; 及 and 和 may, in what is no list of bodies."""
    if not 3 <= len(element) <= 40 or _BODY.search(element):
        return False
    words = cut(element)
    return not any(word in stops for word in words) and words[0] not in _JOINS
