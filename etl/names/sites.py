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

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.expressions import late
from etl.names import gazetteer
from etl.names.remembered import Remembered
from etl.names.tokens import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
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


class _Word(NamedTuple):
    """What holds of a word wherever it stands.

    Attributes:
        opens: whether an address may hold it as its first word though it is a border (a verb).
        border: whether no name takes it in: a border, a word that names nothing, a count.
        broken: whether it is no word, or holds a border (城等, 再次发生).
        digits: whether it is a numeral.
        body: whether it ends like a body, and `person` like an office.
        generic: whether it names nothing by itself.
    """

    opens: bool
    border: bool
    broken: bool
    digits: bool
    body: bool
    person: bool
    generic: bool


class _Words:
    """The lists of one lexicon, made ready for looking up."""

    def __init__(self, lexicon: Lexicon) -> None:
        suffixes, borders = lexicon.rows("place_suffixes"), lexicon.rows("place_borders")
        generic, whole = lexicon.rows("place_generic"), lexicon.rows("place_whole_words")
        self.automaton = AhoCorasick(
            [row[0] for row in suffixes], matchkind=MatchKind.LeftmostLongest, store_patterns=False
        )
        self.suffixes = tuple((row[0], row[1], len(row) > _MARKED) for row in suffixes)
        self.borders = frozenset(row[0] for row in borders)
        self.verbs = frozenset(row[0] for row in borders if row[1:] == ("verb",))
        self.generic = frozenset(row[0] for row in generic)
        self.never = frozenset(row[0] for row in generic if row[1:] == ("never",))
        self.whole = frozenset(row[0] for row in whole)
        public = lexicon.rows("place_public")
        self.public, self.rooms = (tuple([row[0] for row in public if row[1] == role]) for role in ("last", "room"))
        self.tasks, self.parts = ({row[0] for row in public if row[1] == role} for role in ("task", "part"))
        self.tails = tuple(row[0] for row in whole if row[1:] == ("tail",))
        self.known = Remembered(self._known)

    def _known(self, word: str) -> _Word:
        cuts = len(word) > 3 and not self.borders.isdisjoint((word[:2], word[-2:]))
        return _Word(
            opens=word in self.verbs,
            border=word in self.borders or word in self.never or bool(_COUNT.fullmatch(word)),
            broken=word[-1] == "等" or cuts,
            digits=bool(_DIGITS.fullmatch(word)),
            body=bool(_BODY.search(word)),
            person=bool(_PERSON.search(word)),
            generic=word in self.generic or word.endswith("业"),
        )


class _Stops:
    """Where regions and parts of addresses end: what follows is a part of them or another name."""

    def __init__(self, ends: Iterable[int]) -> None:
        self.all = set(ends)
        self._ordered = sorted(self.all)

    def add(self, position: int) -> None:
        if position not in self.all:
            self.all.add(position)
            insort(self._ordered, position)

    def last(self, position: int) -> int:
        """Return the last stop at or before `position`, 0 if there is none."""
        at = bisect_right(self._ordered, position)
        return self._ordered[at - 1] if at else 0


class _Frame(NamedTuple):
    """A suffix in the text, how far to the left the name may reach, and whether a stop is there."""

    low: int
    start: int
    end: int
    suffix: str
    kind: str
    bounded: bool


_MARKED = 2  # Fields of a suffix; a third one marks it as one that wants support.
_WINDOW = 26
_RUN = re.compile("[一-鿿㐀-䶿A-Za-z0-9·]+")
_ADDRESS = frozenset({"township", "village", "road", "crossing"})
_COMPACT = _ADDRESS | {"nature", "station"}
_COUNTED = frozenset({"township", "village"})
_ALONE = frozenset({"site", "area", "station", "crossing"})
_LONGEST = {"township": 7, "village": 8, "road": 9, "crossing": 12, "nature": 7, "station": 8, "site": 16, "area": 12}
_STREETS = frozenset({"路", "街", "大街", "大道", "巷", "胡同", "弄堂"})
_BUS = frozenset("路街巷桥")  # 301路 is a bus
_FULL = frozenset("省市县区州旗盟")
_COUNT = re.compile("[0-9.]+|[首一二三四五六七八九十百千万几两半数多0-9]+[个条座处名位家户项栋幢所间片块大]")
_DIGITS = re.compile("(?!(?:五一|八一|七一|三八|五四|六一|二七)$)[一二三四五六七八九十百千万几两数多]+")
_MOTION = late(".*[到在往因]")
_LEADS = frozenset("距把被将的即系为是与及从")
_DOUBTFUL_LEADS = frozenset("沿在到和以")
_AFTER_WATER = frozenset(",。、;:()《》 \n的在流水边畔两沿上下和与")
_SEVERAL = frozenset("两三四五六七八九十几数")
_DETERMINER = re.compile("[该这那各]")
_MEASURES = frozenset("我你他贵副全各本该某每个几多一二三四五六七八九十百千两数此这那县区市省乡镇村户")
_BODY = re.compile("(?:局|委|厅|公司|集团|银行|大学|学院|医院|法院|检察院|办公室|委员会|协会|村|镇|区|市|县)$")
_PERSON = re.compile("(?:书记|[省市县区州旗镇乡村局校院部厅所科处组队]长|主任|委员|会长|秘书长|董事长|记者)$")
_TOWARDS = frozenset("至到在往赴")  # 至易|武镇 is how jieba cuts 至易武镇
_LEVELS = frozenset("省市区县")
_ORGAN = late("[省市县区州旗乡镇](?:委|政府|政协|人大|机关|党校)$")
_PART_OF_ROAD = late("[东西南北中][路街]")  # 金沙|中路
_ROAD_NUMBER = late(r"(?<![A-Za-z0-9])[GSXY]?[0-9]{2,4}$")


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    return _Words(lexicon)


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
    return _Finder(text, ends, is_village, _words(lexicon)).sites()


class _Finder:
    """Finds the sites of one text from left to right."""

    def __init__(self, text: str, ends: Iterable[int], is_village: Callable[[str], bool], words: _Words) -> None:
        self.text, self.words, self.is_village = text, words, is_village
        self.stops = _Stops(ends)
        self.cuts = words_of(text)

    def sites(self) -> list[Site]:
        suffixes, stops = self.words.suffixes, self.stops
        matches = self.words.automaton.find_matches_as_indexes(self.text)
        backwards, size = self.text[::-1], len(self.text)  # Backwards one match tells how far back letters reach.
        glued = {start for i, start, _ in matches if suffixes[i][1] != "crossing"}
        found: list[Site] = []
        for i, start, end in matches:
            suffix, kind, marked = suffixes[i]
            if kind == "-":
                continue
            letters = _RUN.match(backwards, size - start, size - start + _WINDOW)
            if letters is None and start not in stops.all:
                continue  # nothing stands before it that may name it
            run = size - letters.end() if letters else start
            begin, listed = self._begin(run, start, end, suffix, kind)
            if kind == "site" and found and found[-1].end == start and found[-1].kind == "nature":
                begin = min(begin or start, found[-1].start)  # 会龙山|宾馆
            if begin is not None and (begin < start or (not marked and begin in stops.all)):
                weak = marked or not (listed or (suffix not in {"社区", "地区"} and start - begin > 1))
                found.append(Site(begin, end, kind, suffix, listed, weak))
                if kind in _ADDRESS and not (end in glued and _goes_on(kind, suffix)):
                    stops.add(end)
        return found

    def _begin(self, run: int, start: int, end: int, suffix: str, kind: str) -> tuple[int | None, bool]:
        """Return where the name begins, if it is one, and whether the gazetteer has it."""
        stops = self.stops
        stop = stops.last(start)
        low = max(run, stop)
        frame = _Frame(low, start, end, suffix, kind, low in stops.all)
        if kind in _COUNTED and frame.bounded and self._follows_closely(frame):
            return low, False
        if kind in _COUNTED or suffix == "地区":  # 东坝地区 of Beijing is a township
            listed = self._listed(frame, run)
            if listed is not None:
                return listed, True
        begin = self._left_border(frame)
        if begin is None and low == start and kind in _ADDRESS and self.text[start - 1] not in _FULL:
            # 小沙河村, where 沙河 is the name of a county too
            stop = stops.last(low - 1)
            begin = self._left_border(frame._replace(low=max(run, stop), bounded=False))
        return begin, False

    def _follows_closely(self, frame: _Frame) -> bool:
        """Whether the name of a village is all that stands between a region and the suffix (赵新庄村 after 长城镇)."""
        if not 1 < frame.start - frame.low <= 4:
            return False
        name = self.text[frame.low : frame.end]
        words = self.words
        if name in words.whole or self.text[frame.start - 1] == frame.suffix:
            return False
        *tokens, last = self.cuts.between(frame.low, frame.end)
        if name[0] == "和" and frame.kind == "township" and gazetteer.is_township(name[1:]):
            return False  # 劳动乡|和|祯祥镇
        if last in words.whole:
            return bool(tokens) and len(tokens[-1]) == 1 and tokens[-1] not in words.borders  # 新|山村
        for token in tokens:
            word = words.known[token]
            if word.border or word.body or token in _MEASURES:
                return False
        return True

    def _listed(self, frame: _Frame, run: int) -> int | None:
        """Return where the longest township or village of the gazetteer begins that ends here."""
        text, start, end = self.text, frame.start, frame.end
        known = self.is_village if frame.kind == "village" else gazetteer.is_township
        # Edges of words first: they are few, and the words are asked for again.
        edges = {*accumulate(map(len, self.cuts.between(run, end)), initial=run)}
        for begin in range(max(run, end - 9), start):
            if begin in edges or begin in self.stops.all or text[begin - 1 : begin] in _TOWARDS:
                name = text[begin:end]
                if known(name) and not _is_kind(name, self.words):
                    return begin
        return None

    def _left_border(self, frame: _Frame) -> int | None:
        """Return where the name begins: `start` for a suffix alone after a region, `None` if it is no name."""
        low, start, end, suffix, kind, bounded = frame
        text = self.text
        if kind == "road" and suffix not in _BUS and (number := _ROAD_NUMBER.search(text, low, start)):
            return number.start()
        *tokens, last = self.cuts.between(low, end)
        begin = end - len(last)
        if kind in _ALONE and (public := self._public(frame, tokens)):
            return start - public
        kind_of_place = last in self.words.whole and not (tokens and _PART_OF_ROAD.fullmatch(last))
        if begin < start and (kind_of_place or last.endswith(self.words.tails)):
            return None
        while tokens and begin > start:  # words that jieba made of the suffix itself
            begin -= len(tokens.pop())
        begin, naming = self._walk(frame, begin, tokens)
        if begin == start:
            return start if bounded and begin == low and kind in _ALONE else None
        if (
            kind == "site"
            and text[begin:start] in self.words.tasks
            and (begin == low if bounded else text[begin - 1 : begin] == "在")
        ):
            return begin  # 郑州|国际会展中心, 在|国际饭店
        begin = self._without_lead(frame, begin)
        return begin if naming and self._is_name(frame, begin) else None

    def _public(self, frame: _Frame, words: Sequence[str]) -> int:
        """Return how long what opens the name of a site is that a city has one of (市|体育中心), 0 if none does."""
        tokens, left = [*words], frame.start - frame.low
        while sum(map(len, tokens)) > left:  # words that jieba made of the suffix itself
            tokens.pop()
        if not tokens or sum(map(len, tokens)) < left:
            return 0
        within = tokens.pop() if len(tokens) > 1 and tokens[-1] not in _LEVELS and not _ORGAN.match(tokens[-1]) else ""
        opening, suffix, lists = tokens.pop(), frame.suffix, self.words
        if _ORGAN.match(opening):  # 县委|党校|礼堂
            fits = suffix.endswith(lists.rooms) and (not within or within in lists.parts)
        else:
            free = not tokens or tokens[-1] in lists.borders
            fits = free and opening in _LEVELS and suffix.endswith(lists.public) and self._is_task(within)
        return len(opening + within) if fits else 0

    def _is_task(self, word: str) -> bool:
        """Whether a city has one such site for what `word` says (区|文化|活动中心, 县|化工|产业园)."""
        return not word or word in self.words.tasks or (len(word) == 2 and self.words.known[word].generic)

    def _walk(self, frame: _Frame, begin: int, tokens: list[str]) -> tuple[int, bool]:
        """Take words in from right to left; return where the name begins and whether one of them names something."""
        start, kind, known = frame.start, frame.kind, self.words.known
        naming = begin < start
        named_by_any = kind in _ADDRESS and (kind != "road" or frame.suffix in _STREETS)
        while tokens:
            word = known[tokens[-1]]
            if self._stops(word, tokens, start - begin, kind):
                break
            begin -= len(tokens.pop())
            naming = naming or named_by_any or not word.generic
            if start - begin > _LONGEST[kind]:
                return begin, False
        return begin, naming

    def _stops(self, word: _Word, rest: list[str], core: int, kind: str) -> bool:
        """Whether the name does not take in `word`, the last of `rest`; `core` letters are in it already."""
        if word.opens and not core and kind in _ADDRESS:
            return False
        if word.border or word.broken:
            return True
        size = len(rest[-1])
        if not core and kind == "road" and size == 2:
            return word.digits  # 大学路, 医院街
        if word.body or word.person or (not core and word.digits):
            return True
        if core >= 2 and kind in _COMPACT:
            return size > 1 or core >= 3 or (len(rest) > 1 and rest[-2] not in self.words.borders)
        return False

    def _without_lead(self, frame: _Frame, begin: int) -> int:
        """Take off a preposition that jieba took into the name (沿五云, 子到耿镇)."""
        text, first = self.text, self.text[begin]
        if frame.start - begin > 1 and (
            first in _LEADS or (first in _DOUBTFUL_LEADS and len(self.cuts.between(begin, frame.end)[0]) > 2)
        ):
            begin += 1
        motion = _MOTION.match(text, begin + 1, frame.start - 1) if frame.kind in _ADDRESS else None
        return motion.end() if motion else begin

    def _is_name(self, frame: _Frame, begin: int) -> bool:
        """Whether what stands from `begin` is a name and no count, kind or part of another word."""
        text, words, kind = self.text, self.words, frame.kind
        core = text[begin : frame.start]
        after = text[frame.end : frame.end + 1]
        if text[begin : frame.end] in words.whole or _DETERMINER.search(core) or core[-1] in "村副两因及与于":
            return False
        if (len(core) == 1 and core in words.borders) or (core in words.generic and kind not in _ADDRESS):
            return False
        if kind in _COUNTED and (_DIGITS.fullmatch(core) or core in _MEASURES):
            return False  # 两镇, 全村
        if kind == "township" and core[-1] in _SEVERAL:
            return False  # 水头、石井|两镇
        if kind == "village" and after in {"镇", "乡"}:
            return False  # 局练村 of 国土资源局练村镇
        if kind == "nature":
            lone = len(core) == 1 and after not in _AFTER_WATER  # 何江 of 何江海
            return not lone and self.cuts.divide(frame.end)  # not 以江 of 以江泽民
        return True


def _goes_on(kind: str, suffix: str) -> bool:
    """Whether such a site is a part of a name whose suffix touches it: 三湾街 of 三湾街社区 is no border."""
    return kind == "road" or suffix == "寨"


def _is_kind(name: str, words: _Words) -> bool:
    """Whether the name is a word for a kind of place, or a preposition and such a word (向城镇)."""
    return name in words.whole or (name[0] in words.borders and name[1:] in words.whole)
