"""Sites by their last word: streets, villages, parks, stations, rivers; where such a name begins is the hard part.

A suffix of list `place_suffixes` ends the name. To its left the words that jieba cuts are taken in until one of list
`place_borders` (verbs, prepositions, conjunctions …), punctuation, a number or a listed region stops it. Words that name
nothing (`place_generic`, `place_whole_words`) make no site.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs

from etl.names import gazetteer
from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from etl.lexicon import Lexicon


class Site(NamedTuple):
    """A site where it stands.

    Attributes:
        start, end: offsets.
        kind: what the suffix makes (township, village, road, crossing, site, area, nature, station).
        suffix: the word it ends in.
        listed: whether the gazetteer has it.
        weak: whether it wants support from what stands before it.
    """

    start: int
    end: int
    kind: str
    suffix: str
    listed: bool = False
    weak: bool = False


class _Words(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    suffixes: tuple[tuple[str, ...], ...]
    borders: frozenset[str]
    verbs: frozenset[str]
    generic: frozenset[str]
    never: frozenset[str]
    whole: frozenset[str]
    tails: tuple[str, ...]


_WINDOW = 26
_HARD = re.compile(r"""[^一-鿿㐀-䶿A-Za-z0-9·]""")
_COMPACT = frozenset({"township", "village", "road", "crossing", "nature", "station"})
_LONGEST = {"township": 7, "village": 8, "road": 9, "crossing": 12, "nature": 7, "station": 8, "site": 16, "area": 12}
_ADDRESS = frozenset({"township", "village", "road", "crossing"})
_ALONE = frozenset({"site", "area", "station"})
_STREETS = frozenset({"路", "街", "大街", "大道", "巷", "胡同", "弄堂"})
_COUNTED = frozenset({"township", "village"})
_COUNT = re.compile("[0-9.]+|[一二三四五六七八九十百千万几两数多0-9]+[个条座处名位家户项]")
_DIGITS = re.compile("[一二三四五六七八九十百千万几两数多]+")
_FULL = frozenset("省市县区州旗盟")
_PERSON = re.compile("(?:书记|[省市县区州旗镇乡村局校院部厅所科处组队]长|主任|委员|会长|秘书长|董事长|记者)$")
_LEADS = frozenset("沿在到距把被将的")
_MOTION = re.compile(".*[到在往]")
_DETERMINER = re.compile("[该这那各]")
_MEASURES = frozenset("我你他贵副全各本该某每个几多一二三四五六七八九十百千两数此这那县区市省乡镇村户")
_BUS = frozenset("路街巷桥")
_BODY = re.compile("(?:局|委|厅|公司|集团|银行|大学|学院|医院|法院|检察院|办公室|委员会|协会|村|镇|区|市|县)$")
_ROAD_NUMBER = re.compile(r"(?<![A-Za-z0-9])[GSXY]?[0-9]{2,4}$")


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    rows = lexicon.rows("place_suffixes")
    return _Words(
        ahocorasick_rs.AhoCorasick(
            [row[0] for row in rows], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        ),
        rows,
        frozenset(lexicon.words("place_borders")),
        frozenset(row[0] for row in lexicon.rows("place_borders") if row[1:] == ("verb",)),
        frozenset(lexicon.words("place_generic")),
        frozenset(row[0] for row in lexicon.rows("place_generic") if row[1:] == ("never",)),
        frozenset(lexicon.words("place_whole_words")),
        tuple(row[0] for row in lexicon.rows("place_whole_words") if row[1:] == ("tail",)),
    )


def find_sites(text: str, ends: Set[int], is_village: Callable[[str], bool], lexicon: Lexicon) -> list[Site]:
    """Return the sites of `text` in order of their end; they may overlap or touch.

    Args:
        text: folded text.
        ends: where listed regions end; a site begins no earlier than the end of one.
        is_village: whether a string is a village of the counties the text is about.
        lexicon: the word lists to go by.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> text = "随后来到铝城公园和济源路街道,沿五云大道行驶"
        >>> [text[s.start : s.end] for s in find_sites(text, set(), lambda name: False, DEFAULT)]
        ['铝城公园', '济源路', '济源路街道', '五云大道']
    """
    words = _words(lexicon)
    found: list[Site] = []
    stops = set(ends)
    matches = words.automaton.find_matches_as_indexes(text)
    glued = {start for _, start, _ in matches}
    for i, start, end in matches:
        suffix, kind, *mark = words.suffixes[i]
        if kind == "-":
            continue
        begin = listed = _listed(text, start, end, kind, is_village, words)
        if listed is None:
            low = _window(text, start, stops)
            begin = _left_border(text, low, start, end, kind, words)
            if (
                begin is None and low == start and kind in _COMPACT and text[start - 1] not in _FULL
            ):  # 小沙河村, where 沙河 is the name of a county too
                begin = _left_border(text, _window(text, start, stops - {low}), start, end, kind, words)
        if begin is not None and (begin < start or (begin in stops and not mark)):
            weak = bool(mark) or (listed is None and (suffix in {"社区", "地区"} or start - begin == 1))
            found.append(Site(begin, end, kind, suffix, listed is not None, weak))
            if kind in _ADDRESS and (kind != "road" or end not in glued):  # 三湾街 before 社区 is no border
                stops.add(end)
    return found


def _window(text: str, start: int, stops: Set[int]) -> int:
    """Return how far to the left a site that ends in a suffix at `start` may reach."""
    low = max(0, start - _WINDOW)
    for position in range(start, low, -1):
        if position in stops or _HARD.match(text, position - 1):
            return position
    return low


def _listed(text: str, start: int, end: int, kind: str, is_village: Callable[[str], bool], words: _Words) -> int | None:
    """Return where the longest township or village of the gazetteer begins that ends here."""
    if kind not in {"township", "village"}:
        return None
    known = gazetteer.townships if kind == "township" else is_village
    low = _window(text, start, frozenset())
    names = ((begin, text[begin:end]) for begin in range(max(low, end - 9), start))
    return next(
        (begin for begin, name in names if known(name) and name not in words.whole and name[1:] not in words.whole),
        None,
    )


def _left_border(text: str, low: int, start: int, end: int, kind: str, words: _Words) -> int | None:
    """Return where the name begins: `start` where the suffix stands alone after a region, `None` if it is no name."""
    if kind == "road" and text[start:end] not in _BUS and (number := _ROAD_NUMBER.search(text, low, start)):
        return number.start()
    tokens = cut(text[low:end])
    begin = end - len(tokens[-1])
    if kind in _COUNTED and _DIGITS.fullmatch(text, begin, start):
        return None  # 两镇, 五村
    if begin < start and (tokens[-1] in words.whole or tokens[-1].endswith(words.tails)):
        return None
    tokens.pop()
    while tokens and begin > start:  # jieba cut the suffix itself
        begin -= len(tokens.pop())
    naming = begin < start
    named_by_any = kind in _ADDRESS and (kind != "road" or text[start:end] in _STREETS)
    while tokens and not _stops(tokens, start - begin, kind, words):
        token = tokens.pop()
        begin -= len(token)
        naming = naming or named_by_any or not (token in words.generic or token.endswith("业"))
        if start - begin > _LONGEST[kind]:
            return None
    if begin == start:
        return start if begin == low and kind in _ALONE else None
    while start - begin > 1 and text[begin] in _LEADS:  # jieba makes one word of 沿五云
        begin += 1
    if (
        text[begin:end] in words.whole
        or _DETERMINER.search(text, begin, start)
        or text[start - 1] in "村副"
        or (start - begin == 1 and text[begin] in _MEASURES)
    ):
        return None
    return begin if naming else None


def _ends_word(text: str, begin: int, end: int) -> bool:
    """Whether jieba lets a word end at `end` (not 以江 of 以江泽民)."""
    at = begin
    for word in cut(text[begin : end + 3]):
        at += len(word)
        if at >= end:
            return at == end
    return True


def _stops(rest: list[str], core: int, kind: str, words: _Words) -> bool:
    """Whether the name does not take in the last word of `rest`; `core` letters are in it already."""
    token = rest[-1]
    if token in words.verbs and kind in _ADDRESS and not core:
        return False
    if (
        token in words.borders
        or token in words.never
        or _COUNT.fullmatch(token)
        or (not core and _DIGITS.fullmatch(token))
    ):
        return True
    if _BODY.search(token) or _PERSON.search(token):
        return True
    if kind in _COMPACT and core:
        return core >= 2 and (len(token) > 1 or core >= 3 or (len(rest) > 1 and rest[-2] not in words.borders))
    return False
