"""Administrative regions and other listed names in a text: full and short names of the gazetteer, names abroad.

Every listed name is found in one pass; full names count as they stand, short names only where jieba's segmentation
lets a name begin there, and short names that are words too (东方, 公安, 二七) only where the context wants a place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import late
from etl.names import gazetteer
from etl.names.addresses import Piece
from etl.names.listed import Listed
from etl.names.remembered import Remembered
from etl.names.tokens import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from etl.lexicon import Lexicon
    from etl.model import Viewpoint
    from etl.names.gazetteer import Region
    from etl.names.tokens import Words


class Known(NamedTuple):
    """A listed name and what holds of it wherever it stands.

    Attributes:
        name: as listed.
        kind: `region`, `short`, `abroad`, `fixed`, `user`, or `-` for what is no name.
        regions: what the gazetteer knows by that name; empty for names abroad and fixed names.
        sort: country, state or city, of a name abroad.
        rank: how high the highest of its regions stands, 0 for provinces and for what is none.
        above: the paths of the regions that its regions lie in.
        near: the paths of the prefectures that its regions are or lie in.
        doubtful: whether it is a word too.
        long: whether it is long enough to be nothing else.
        opens: whether a body or an office may take its last word (二七区委).
        given: whether it may be a given name (卫东).
    """

    name: str
    kind: str
    regions: tuple[Region, ...]
    sort: str
    rank: int
    above: frozenset[tuple[str, ...]]
    near: frozenset[tuple[str, ...]]
    doubtful: bool
    long: bool
    opens: bool
    given: bool


class _Names:
    """The listed names of one lexicon; what is known of one is put together where it is first met."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._abroad = {row[0]: row[1] for row in lexicon.rows("foreign_places")}
        self._kinds = _kinds(lexicon)
        self.listed = Listed(self._kinds)
        self.words = frozenset(lexicon.words("place_word_names"))
        self.surnames = frozenset(lexicon.words("surnames"))
        self.leads = frozenset(word + more for word in lexicon.words("place_before") for more in ("", "了", "原"))
        self.known = Remembered(self._known)

    def _known(self, name: str) -> Known:
        return self.tell(name, self._kinds[name])

    def tell(self, name: str, kind: str) -> Known:
        """Put together what is known of a name that counts as one of that kind."""
        regions = gazetteer.named().get(name, ()) if kind != "abroad" else ()
        return Known(
            name,
            kind,
            regions,
            sort=self._abroad[name] if kind == "abroad" else "",
            rank=min((gazetteer.DEPTH[r.level] for r in regions), default=_IN_CITY if _is_area(name, kind) else 0),
            above=frozenset(r.path[:size] for r in regions for size in range(1, len(r.path))),
            near=frozenset(r.path[:2] for r in regions),
            doubtful=name in self.words,
            long=kind == "user" or (kind in {"region", "fixed"} and len(name) > _LONG),
            opens=kind == "region" and len(name) > 2 and name[-1] in _LEVELS,
            given=kind == "short" and len(name) == 2 and regions[0].level == "county",
        )


def _is_area(name: str, kind: str) -> bool:
    """Tell whether a fixed name is that of an area within a city (郑州市|郑东新区)."""
    return kind == "fixed" and name.endswith("新区")


# What turns 郑州市 and 上街区 into the place 郑州 or 上街 and a body or an office (市委, 区长) or 市民.
_OFFICE = re.compile("委(?![员托])|长|(?<=市)民(?![政兵警族间办])|人大|政协|纪委|监委|直机关")
_BODIES = frozenset("委长民人政纪监直")  # What it begins with: most names are followed by none of these.
# What may follow 县长 beside a surname; 长须贡马乡 after 石渠县 is no 县长.
_AFTER_CHIEF = frozenset(",。、;:()《》“” \n的及和与等在到率带主对要表说介强指将向就也是还曾一兼任助")
_PLACES = frozenset("镇乡道区场县市")  # What most places that begin with 长 end in.
_LEVELS = frozenset("省市县区州旗盟")
_LONG = 3
_LONGEST_LEAD = 6
_IN_CITY = 3
# Words of other kinds that begin with a level word, and what may follow a short name within one of jieba's words.
_OTHER_WORDS = (
    "县域",
    "区域",
    "区位",
    "市场",
    "市面",
    "市值",
    "市价",
    "市况",
    "州立",
    "省份",
    "区间",
    "区块",
    "区别",
    "区分",
)
_PARTICLES = frozenset("的在到和与及")
_PEOPLE_SUFFIX = late("人|籍|方|段|站|话|队|市|省|县|区|州|旗|盟|镇|乡|新|东|西|南|北|中|大|警|媒|讯|日|晚|时|早|都")
_SKIP_SHORT = late("(?:新区|工业园|产业园|保税区|示范区|开发区|园区|物流区|文旅区|城区)$")


def _kinds(lexicon: Lexicon) -> dict[str, str]:
    """Return every listed name with its kind."""
    full = {region.name for region in gazetteer.regions()}
    kinds = dict.fromkeys(full, "region")
    for name in gazetteer.named().keys() - full:
        if not (len(name) <= 5 and name[-1] in "区园" and _SKIP_SHORT.search(name)):
            kinds[name] = "region" if len(name) > 2 and name[-1] in "县州旗" else "short"
    for row in lexicon.rows("user_places"):
        kinds[row[0]] = "user"
    for row in lexicon.rows("place_fixed"):
        kinds.setdefault(row[0], "fixed")
    for row in lexicon.rows("foreign_places"):
        kinds.setdefault(row[0], "abroad")
    for word in lexicon.words("place_vetoes"):
        kinds[word] = "-"
    return kinds


def plain(regions: Sequence[Region]) -> Region | None:
    """Return what a name says by itself: the highest present region called so, if no other one of its level is.

    Args:
        regions: what the gazetteer knows by the name, present ones and higher ones first.

    Example:
        >>> plain(gazetteer.named()["河南"]).path, plain(gazetteer.named()["鼓楼区"])
        (('河南省',), None)
    """
    if not regions or regions[0].former:
        return None
    first, rival = regions[0], regions[1] if len(regions) > 1 else None
    return None if rival and rival.level == first.level and not rival.former else first


@lru_cache(maxsize=4)
def _names(lexicon: Lexicon) -> _Names:
    return _Names(lexicon)


def find_regions(text: str, viewpoint: Viewpoint, lexicon: Lexicon) -> list[Piece]:
    """Return the listed names of `text` that count as places, in order, not overlapping.

    Args:
        text: folded text.
        viewpoint: whose text it is; its own region's short name needs less context.
        lexicon: the word lists to go by.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Viewpoint
        >>> text = "近日,二七区二月二十七日到河南新郑市调研"
        >>> [text[h.start : h.end] for h in find_regions(text, Viewpoint(), DEFAULT)]
        ['二七区', '河南', '新郑市']
    """
    return _reader(text, lexicon).hits(viewpoint.region)


@lru_cache(maxsize=64)
def _reader(text: str, lexicon: Lexicon) -> _Reader:
    """Return the reader of a text: it is asked for the page, for the piece, and for its places."""
    return _Reader(text, _names(lexicon))


class _Reader:
    """Judges the listed names of one text from left to right."""

    def __init__(self, text: str, names: _Names) -> None:
        self.text, self.names = text, names
        known = names.known
        self.raw = [(known[name], start, end) for name, start, end in names.listed.find(text)]
        self.own: tuple[str, ...] = ()
        self.found: list[Piece] = []
        self.reached = -1
        self._read: dict[tuple[str, ...], list[Piece]] = {}

    def hits(self, own: tuple[str, ...]) -> list[Piece]:
        """Return the names that count in a text of the region `own`."""
        if own and own[:2] not in self._near:
            own = ()
        if own not in self._read:
            self.own, self.found, self.reached = own, [], -1
            for name, start, end in self.raw:
                if start >= self.reached and name.kind != "-" and not self._take(name, start, end):
                    self._take_part(name, start, end)
            self._read[own] = self.found
        return self._read[own]

    def _take(self, name: Known, start: int, end: int) -> bool:
        """Take the name if it counts as a place; 二七区 before 委 is the place 二七."""
        inside = start == self.reached and _continues(name, self.found[-1])
        evidence: str | None = name.sort
        if name.doubtful:
            evidence = "after its parent" if inside else self._reason(name, start)
        sure = inside or (name.long and (name.kind == "user" or self.text[end - 1 : end + 1] != "市场"))
        rule = name.kind
        if name.opens and self.text[end : end + 1] in _BODIES and self._opens_office(end):
            rule, end = "office_region", end - 1
        if evidence is None or not (sure or self._is_word(name, start, end)):
            return False
        self.found.append(Piece(start, end, rule, name.rank, evidence, name.regions))
        self.reached = end
        return True

    def _take_part(self, name: Known, start: int, end: int) -> None:
        """Take the short form of a name that is none (南京 of 南京市场), else a name inside it (渠县 of 离石|渠县)."""
        short = name.name[:-1]
        known = name.kind == "region" and short in gazetteer.named()
        if known and self._take(self.names.tell(short, "short"), start, end - 1):
            return
        for at in range(start + 1, end):
            if inner := self.names.listed.at(self.text, at):
                name = self.names.known[inner]
                if name.kind != "-":
                    self._take(name, at, at + len(inner))
                return

    def _opens_office(self, end: int) -> bool:
        """Whether the level word before `end` belongs to a body or an office that follows (区委, 县长)."""
        if not _OFFICE.match(self.text, end):
            return False
        if self.text[end] != "长":
            return True
        following = self.text[end : end + 6]
        if not _PLACES.isdisjoint(following) and any(_is_region(following[:size]) for size in range(3, 7)):
            return False  # 长须贡马乡 after 石渠县, 长宁县 after 宜宾市
        after = self.text[end + 1 : end + 2]
        return not after or after in _AFTER_CHIEF or after in self.names.surnames

    def _is_word(self, name: Known, start: int, end: int) -> bool:
        """Whether jieba lets a word begin where the name begins, and a word that fits end where it ends."""
        words, borders = self._words.all, self._words.borders
        first = bisect_right(borders, start) - 1
        if borders[first] == start and not (name.given and first and words[first - 1] in self.names.surnames):
            last = bisect_left(borders, end, first) - 1
            at = borders[last]
            if borders[last + 1] == end or _ends_well(name, words[last], end - at, begun=at > start):
                return True
        text = self.text
        return _is_outside(text[end : end + 1]) and _is_outside(text[start - 1 : start])

    def _reason(self, name: Known, start: int) -> str | None:
        """Return why a name that is a word too counts as a place here, `None` where it does not."""
        own = self.own
        if own and any(r.path == own for r in name.regions):
            return "the page's own region"
        for region in name.regions:
            if region.name in self._full and region.name not in self.names.words:
                return region.name
        near = not name.regions or any(own and r.path[:2] == own[:2] for r in name.regions)
        return lead_before(self.text, start, self.names.leads) if near else None

    @cached_property
    def _words(self) -> Words:
        return words_of(self.text)

    @cached_property
    def _near(self) -> frozenset[tuple[str, ...]]:
        """Whose text it is matters only to names that are words too, and of those to the ones near by."""
        return frozenset().union(*(name.near for name, _, _ in self.raw if name.doubtful))

    @cached_property
    def _full(self) -> set[str]:
        return {name.name for name, _, _ in self.raw if name.kind == "region"}


def lead_before(text: str, at: int, leads: AbstractSet[str]) -> str | None:
    """Return the longest of the `leads` (至, 来到, 位于) that stands before `at`.

    Example:
        >>> lead_before("昨日来到郑州", 4, {"到", "来到"})
        '来到'
    """
    end = at - 1 if text[at - 1 : at] == "\n" else at  # The line may have been broken between the two.
    for begin in range(max(0, at - _LONGEST_LEAD), end):
        if text[begin:end] in leads:
            return text[begin:end]
    return None


def _is_region(name: str) -> bool:
    """Whether some township or region down to a county is called so."""
    return gazetteer.is_township(name) or name in gazetteer.named()


def _continues(name: Known, previous: Piece) -> bool:
    """Whether a name that touches another lies in its region, or both are abroad."""
    if name.kind == "abroad":
        return previous.rule == "abroad"
    return any(region.path in name.above for region in previous.regions)


def _is_outside(character: str) -> bool:
    """Whether no word goes on in the character, `""` at an end of the text."""
    return not "一" <= character <= "鿿" or character in _PARTICLES


def _ends_well(name: Known, word: str, size: int, *, begun: bool) -> bool:
    """Whether the word, of which the first `size` letters are the end of the name, may hold it."""
    if name.kind == "region" and begun and word.startswith(_OTHER_WORDS):
        return False  # 河南|县域
    if name.kind in {"region", "abroad"} or (name.regions and name.rank == 0):
        return True
    return bool(_PEOPLE_SUFFIX.match(word, size))
