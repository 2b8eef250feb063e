"""Sites by their last word: streets, villages, parks, stations, rivers; where such a name begins is the hard part.

A suffix of list `place_suffixes` ends the name. To its left the words that jieba cuts are taken in until one of list
`place_borders` (verbs, prepositions, conjunctions …), punctuation, a number or a listed region stops it. Words that
name nothing (`place_generic`, `place_whole_words`) make no site.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs

from etl.names import gazetteer
from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

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


class _Stops:
    """Where regions and parts of addresses end: what follows is a part of them or another name."""

    def __init__(self, ends: Iterable[int]) -> None:
        self._ordered = sorted(set(ends))
        self._all = set(self._ordered)

    def __contains__(self, position: int) -> bool:
        return position in self._all

    def add(self, position: int) -> None:
        if position not in self._all:
            self._all.add(position)
            insort(self._ordered, position)

    def last(self, position: int) -> int:
        """Return the last stop at or before `position`, 0 if there is none."""
        at = bisect_right(self._ordered, position)
        return self._ordered[at - 1] if at else 0

    def before(self, position: int) -> _Stops:
        """Return the stops before `position`, of which only the last few matter."""
        at = bisect_right(self._ordered, position - 1)
        return _Stops(self._ordered[max(0, at - 4) : at])


class _Frame(NamedTuple):
    """A suffix in the text and how far to the left the name may reach."""

    text: str
    low: int
    start: int
    end: int
    kind: str
    bounded: bool

    @property
    def suffix(self) -> str:
        return self.text[self.start : self.end]


_WINDOW = 26
_RUN_REVERSED = re.compile("[一-鿿㐀-䶿A-Za-z0-9·]*")
_ADDRESS = frozenset({"township", "village", "road", "crossing"})
_COMPACT = _ADDRESS | {"nature", "station"}
_COUNTED = frozenset({"township", "village"})
_ALONE = frozenset({"site", "area", "station", "crossing"})
_LONGEST = {"township": 7, "village": 8, "road": 9, "crossing": 12, "nature": 7, "station": 8, "site": 16, "area": 12}
_STREETS = frozenset({"路", "街", "大街", "大道", "巷", "胡同", "弄堂"})
_BUS = frozenset("路街巷桥")  # 301路 is a bus
_FULL = frozenset("省市县区州旗盟")
_COUNT = re.compile("[0-9.]+|[一二三四五六七八九十百千万几两数多0-9]+[个条座处名位家户项栋幢所间片块大]")
_DIGITS = re.compile("[一二三四五六七八九十百千万几两数多]+")
_MOTION = re.compile(".*[到在往因]")
_LEADS = frozenset("距把被将的即系为是与及")
_DOUBTFUL_LEADS = frozenset("沿在到和以")
_AFTER_WATER = frozenset(",。、;:()《》 \n的在流水边畔两沿上下和与")
_DETERMINER = re.compile("[该这那各]")
_MEASURES = frozenset("我你他贵副全各本该某每个几多一二三四五六七八九十百千两数此这那县区市省乡镇村户")
_BODY = re.compile("(?:局|委|厅|公司|集团|银行|大学|学院|医院|法院|检察院|办公室|委员会|协会|村|镇|区|市|县)$")
_PERSON = re.compile("(?:书记|[省市县区州旗镇乡村局校院部厅所科处组队]长|主任|委员|会长|秘书长|董事长|记者)$")
_ROAD_NUMBER = re.compile(r"(?<![A-Za-z0-9])[GSXY]?[0-9]{2,4}$")


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    suffixes, borders = lexicon.rows("place_suffixes"), lexicon.rows("place_borders")
    generic, whole = lexicon.rows("place_generic"), lexicon.rows("place_whole_words")
    return _Words(
        ahocorasick_rs.AhoCorasick(
            [row[0] for row in suffixes], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        ),
        suffixes,
        frozenset(row[0] for row in borders),
        frozenset(row[0] for row in borders if row[1:] == ("verb",)),
        frozenset(row[0] for row in generic),
        frozenset(row[0] for row in generic if row[1:] == ("never",)),
        frozenset(row[0] for row in whole),
        tuple(row[0] for row in whole if row[1:] == ("tail",)),
    )


def find_sites(text: str, ends: AbstractSet[int], is_village: Callable[[str], bool], lexicon: Lexicon) -> list[Site]:
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
    matches = words.automaton.find_matches_as_indexes(text)
    glued = {start for i, start, _ in matches if words.suffixes[i][1] != "crossing"}
    found: list[Site] = []
    stops = _Stops(ends)
    for i, start, end in matches:
        suffix, kind, *mark = words.suffixes[i]
        if kind == "-":
            continue
        begin, listed = _begin(text, start, end, kind, stops, is_village, words)
        if begin is not None and (begin < start or (begin in stops and not mark)):
            weak = bool(mark) or not (listed or (suffix not in {"社区", "地区"} and start - begin > 1))
            found.append(Site(begin, end, kind, suffix, listed, weak))
            if kind in _ADDRESS and (kind != "road" or end not in glued):  # 三湾街 before 社区 is no border
                stops.add(end)
    return found


def _begin(
    text: str,
    start: int,
    end: int,
    kind: str,
    stops: _Stops,
    is_village: Callable[[str], bool],
    words: _Words,
) -> tuple[int | None, bool]:
    """Return where the name begins, if it is one, and whether the gazetteer has it."""
    low = _window(text, start, stops)
    frame = _Frame(text, low, start, end, kind, low in stops)
    if _follows_closely(frame, words):
        return low, False
    listed = _listed(frame, is_village, stops, words)
    if listed is not None:
        return listed, True
    begin = _left_border(frame, words)
    if begin is None and low == start and kind in _ADDRESS and text[start - 1] not in _FULL:
        # 小沙河村, where 沙河 is the name of a county too
        begin = _left_border(frame._replace(low=_window(text, start, stops.before(low)), bounded=False), words)
    return begin, False


def _window(text: str, start: int, stops: _Stops) -> int:
    """Return how far to the left a site that ends in a suffix at `start` may reach."""
    return max(_run(text, start), stops.last(start))


def _run(text: str, end: int) -> int:
    """Return where the letters and digits begin that stand before `end`, no farther than a name reaches."""
    run = _RUN_REVERSED.match(text[max(0, end - _WINDOW) : end][::-1])
    return end - (run.end() if run else 0)


def _follows_closely(frame: _Frame, words: _Words) -> bool:
    """Whether the name of a village is all that stands between a region and the suffix (赵新庄村 after 长城镇)."""
    if frame.kind not in _COUNTED or not frame.bounded or not 1 < frame.start - frame.low <= 4:
        return False
    name = frame.text[frame.low : frame.end]
    if name in words.whole or frame.text[frame.start - 1] == frame.suffix:
        return False
    tokens = cut(name)
    if tokens[-1] in words.whole:
        return len(tokens) > 1 and len(tokens[-2]) == 1 and tokens[-2] not in words.borders  # 新|山村
    return not any(
        t in words.borders or t in words.never or _COUNT.fullmatch(t) or t in _MEASURES or _BODY.search(t)
        for t in tokens[:-1]
    )


def _listed(frame: _Frame, is_village: Callable[[str], bool], stops: _Stops, words: _Words) -> int | None:
    """Return where the longest township or village of the gazetteer begins that ends here."""
    if frame.kind not in _COUNTED and frame.suffix != "地区":  # 东坝地区 of Beijing is a township
        return None
    text, end = frame.text, frame.end
    known = is_village if frame.kind == "village" else gazetteer.is_township
    low = _run(text, frame.start)
    begins = [begin for begin in range(max(low, end - 9), frame.start) if known(text[begin:end])]
    if not begins:
        return None
    edges = {low, *accumulate((len(word) for word in cut(text[low:end])), initial=low)}
    begins = [b for b in begins if b in edges or b in stops]
    return next((b for b in begins if not _is_kind(text[b:end], words)), None)


def _is_kind(name: str, words: _Words) -> bool:
    """Whether the name is a word for a kind of place, or a preposition and such a word (向城镇)."""
    return name in words.whole or (name[0] in words.borders and name[1:] in words.whole)


def _left_border(frame: _Frame, words: _Words) -> int | None:
    """Return where the name begins: `start` where the suffix stands alone after a region, `None` if it is no name."""
    text, low, start, end, kind, bounded = frame
    if kind == "road" and frame.suffix not in _BUS and (number := _ROAD_NUMBER.search(text, low, start)):
        return number.start()
    tokens = cut(text[low:end])
    begin = end - len(tokens[-1])
    if begin < start and (tokens[-1] in words.whole or tokens[-1].endswith(words.tails)):
        return None
    begin -= _cut_suffix(tokens, begin - start)
    begin, naming = _walk(frame, begin, tokens, words)
    if begin == start:
        return start if bounded and begin == low and kind in _ALONE else None
    begin = _without_lead(frame, begin)
    return begin if naming and _is_name(frame, begin, words) else None


def _cut_suffix(tokens: list[str], left: int) -> int:
    """Take the words off that jieba made of the suffix itself; return the length of all but the last."""
    tokens.pop()
    length = 0
    while tokens and length < left:
        length += len(tokens.pop())
    return length


def _walk(frame: _Frame, begin: int, tokens: list[str], words: _Words) -> tuple[int, bool]:
    """Take words in from right to left; return where the name begins and whether one of them names something."""
    naming = begin < frame.start
    named_by_any = frame.kind in _ADDRESS and (frame.kind != "road" or frame.suffix in _STREETS)
    while tokens and not _stops(tokens, frame.start - begin, frame.kind, words):
        token = tokens.pop()
        begin -= len(token)
        naming = naming or named_by_any or not (token in words.generic or token.endswith("业"))
        if frame.start - begin > _LONGEST[frame.kind]:
            return begin, False
    return begin, naming


def _stops(rest: list[str], core: int, kind: str, words: _Words) -> bool:
    """Whether the name does not take in the last word of `rest`; `core` letters are in it already."""
    token = rest[-1]
    if token in words.verbs and kind in _ADDRESS and not core:
        return False
    if token in words.borders or token in words.never or _COUNT.fullmatch(token):
        return True
    if token[-1] == "等" or (len(token) > 3 and not words.borders.isdisjoint((token[:2], token[-2:]))):
        return True  # 城等, 再次发生
    if not core and kind == "road" and len(token) == 2:
        return bool(_DIGITS.fullmatch(token))  # 大学路, 医院街
    if (not core and _DIGITS.fullmatch(token)) or _BODY.search(token) or _PERSON.search(token):
        return True
    if kind in _COMPACT and core:
        return core >= 2 and (len(token) > 1 or core >= 3 or (len(rest) > 1 and rest[-2] not in words.borders))
    return False


def _without_lead(frame: _Frame, begin: int) -> int:
    """Take off a preposition that jieba took into the name (沿五云, 子到耿镇)."""
    text, long = frame.text, frame.start - begin > 1
    doubtful = text[begin] in _DOUBTFUL_LEADS and len(cut(text[begin : frame.end])[0]) > 2
    if long and (doubtful or text[begin] in _LEADS):
        begin += 1
    motion = _MOTION.match(frame.text, begin + 1, frame.start - 1) if frame.kind in _ADDRESS else None
    return motion.end() if motion else begin


def _is_name(frame: _Frame, begin: int, words: _Words) -> bool:
    """Whether what stands from `begin` is a name and no count, kind or part of another word."""
    text, start, end = frame.text, frame.start, frame.end
    core = text[begin:start]
    if text[begin:end] in words.whole or _DETERMINER.search(core) or core[-1] in "村副两因及与":
        return False
    if (len(core) == 1 and core in words.borders) or (core in words.generic and frame.kind not in _ADDRESS):
        return False
    if frame.kind in _COUNTED and (_DIGITS.fullmatch(core) or core in _MEASURES):
        return False  # 两镇, 全村
    if frame.kind == "village" and text[end : end + 1] in {"镇", "乡"}:
        return False  # 局练村 of 国土资源局练村镇
    if frame.kind == "nature":
        lone = len(core) == 1 and text[end : end + 1] not in _AFTER_WATER  # 何江 of 何江海
        return not lone and _ends_word(text, begin, end)
    return True


def _ends_word(text: str, begin: int, end: int) -> bool:
    """Whether jieba lets a word end at `end` (not 以江 of 以江泽民)."""
    at = begin
    for word in cut(text[begin : end + 3]):
        at += len(word)
        if at >= end:
            return at == end
    return True
