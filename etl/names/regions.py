"""Administrative regions and other listed names in a text: full and short names of the gazetteer, names abroad.

One automaton pass finds every listed name; full names count as they stand, short names only where jieba's segmentation
lets a name begin there, and short names that are words too (东方, 公安, 二七) only where the context wants a place.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs

from etl.names import gazetteer
from etl.names.tokens import cut

if TYPE_CHECKING:
    from etl.lexicon import Lexicon
    from etl.model import Viewpoint


class Hit(NamedTuple):
    """A listed name where it stands.

    Attributes:
        start, end: offsets.
        rule: `region`, `short`, `office_region` (二七 of 二七区委), `abroad`, `fixed`, or `chain` once joined.
        regions: what the gazetteer knows by that name; empty for names abroad and fixed names.
        evidence: why a doubtful name counts.
    """

    start: int
    end: int
    rule: str
    regions: tuple[gazetteer.Region, ...] = ()
    evidence: str = ""


class _Names(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    entries: tuple[tuple[str, str], ...]
    words: frozenset[str]
    before: re.Pattern[str]
    surnames: frozenset[str]
    abroad: dict[str, str]


# What turns 郑州市 and 上街区 into the place 郑州 or 上街 and a body or an office (市委, 区长) or 市民.
_OFFICE = re.compile("委(?![员托])|长|(?<=市)民(?![政兵警族间办])|人大|政协|纪委|监委|直机关")
# What may follow 县长 beside a surname; 长须贡马乡 after 石渠县 is no 县长.
_AFTER_CHIEF = frozenset(",。、;:()《》“” \n的及和与等在到率带主对要表说介强指将向就也是还曾一兼任助")
_LEVELS = "省市县区州旗盟"
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
_OUTSIDE = re.compile("[^一-鿿]|$|[的在到和与及]")
_PEOPLE_SUFFIX = re.compile(
    "人|籍|方|段|站|话|队|市|省|县|区|州|旗|盟|镇|乡|新|东|西|南|北|中|大|警|媒|讯|日|晚|时|早|都"
)
_SKIP_SHORT = re.compile("(?:新区|工业园|产业园|保税区|示范区|开发区|园区|物流区|文旅区|城区)$")


@lru_cache(maxsize=4)
def _names(lexicon: Lexicon) -> _Names:
    entries: dict[str, str] = {}
    for name in gazetteer.named():
        if len(name) > 1:
            entries[name] = "short" if name[-1] not in _LEVELS else "region"
    full = {region.name for region in gazetteer.regions()}
    for region in gazetteer.regions():
        entries[region.name] = "region"
        for short in region.shorts:
            if len(short) <= 5 and short[-1] in "区园" and _SKIP_SHORT.search(short):
                entries.pop(short, None)
            elif short not in full:
                entries[short] = "region" if len(short) > 2 and short[-1] in "县州旗" else "short"
    for row in lexicon.rows("user_places"):
        entries[row[0]] = "user"
    for row in lexicon.rows("place_fixed"):
        entries.setdefault(row[0], "fixed")
    for row in lexicon.rows("foreign_places"):
        entries.setdefault(row[0], "abroad")
    for word in lexicon.words("place_vetoes"):
        entries[word] = "-"
    before = "|".join(sorted(map(re.escape, lexicon.words("place_before")), key=len, reverse=True))
    return _Names(
        ahocorasick_rs.AhoCorasick(
            list(entries), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        ),
        tuple(entries.items()),
        frozenset(lexicon.words("place_word_names")),
        re.compile(f"(?:{before})(?:了|原)?$"),
        frozenset(lexicon.words("surnames")),
        {row[0]: row[1] for row in lexicon.rows("foreign_places")},
    )


def find_regions(text: str, viewpoint: Viewpoint, lexicon: Lexicon) -> list[Hit]:
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
    return list(_hits(text, viewpoint.region, lexicon))


@lru_cache(maxsize=64)
def _hits(text: str, own: tuple[str, ...], lexicon: Lexicon) -> tuple[Hit, ...]:
    """Return what `find_regions` does: asked for the page, for the piece, and for its places."""
    return tuple(_Reader(text, own, _names(lexicon)).hits())


class _Reader:
    """Judges the listed names of one text from left to right."""

    def __init__(self, text: str, own: tuple[str, ...], names: _Names) -> None:
        self.text, self.own, self.names = text, own, names
        self.raw = [(names.entries[i], s, e) for i, s, e in names.automaton.find_matches_as_indexes(text)]
        self.full = {name for (name, kind), _, _ in self.raw if kind == "region"}
        self.found: list[Hit] = []

    def hits(self) -> list[Hit]:
        for (name, kind), start, end in self.raw:
            if kind != "-" and not (self.found and start < self.found[-1].end):
                self._read(name, kind, start, end)
        return self.found

    def _read(self, name: str, kind: str, start: int, end: int) -> None:
        """Take the name, else its short form (南京 of 南京市场), else a name inside it (渠县 of 离石|渠县)."""
        if self._take(name, kind, start, end):
            return
        if kind == "region" and name[:-1] in gazetteer.named() and self._take(name[:-1], "short", start, end - 1):
            return
        inner = self.names.automaton.find_matches_as_indexes(self.text[start + 1 : end + 10])[:1]
        for i, low, high in inner:
            name, kind = self.names.entries[i]
            if kind != "-" and start + 1 + low < end:
                self._take(name, kind, start + 1 + low, start + 1 + high)

    def _take(self, name: str, kind: str, start: int, end: int) -> bool:
        hit = self._hit(name, kind, start, end)
        previous = self.found[-1] if self.found and self.found[-1].end == start else None
        reason = self._reason(hit, previous) if name in self.names.words else ""
        if reason is None:
            return False
        if not (self._plain(name, kind, end) or self._continues(hit, previous) or self._is_word(hit, kind)):
            return False
        self.found.append(hit._replace(evidence=reason) if reason else hit)
        return True

    def _hit(self, name: str, kind: str, start: int, end: int) -> Hit:
        """Make the hit; 二七区 before 委 is the place 二七."""
        if kind == "abroad":
            return Hit(start, end, kind, evidence=self.names.abroad[name])
        regions = gazetteer.named().get(name, ())
        if kind == "region" and len(name) > 2 and name[-1] in _LEVELS and self._opens_office(end):
            return Hit(start, end - 1, "office_region", regions)
        return Hit(start, end, kind, regions)

    def _opens_office(self, end: int) -> bool:
        """Whether the level word before `end` belongs to a body or an office that follows (区委, 县长)."""
        if not _OFFICE.match(self.text, end):
            return False
        if self.text[end] != "长":
            return True
        if any(gazetteer.is_township(self.text[end : end + size]) for size in range(3, 7)):
            return False  # 长须贡马乡 after 石渠县
        after = self.text[end + 1 : end + 2]
        return not after or after in _AFTER_CHIEF or after in self.names.surnames

    def _plain(self, name: str, kind: str, end: int) -> bool:
        """Whether the name is long enough to be nothing else."""
        long = kind in {"region", "fixed"} and len(name) > 3 and self.text[end - 1 : end + 1] != "市场"
        return kind == "user" or long

    @staticmethod
    def _continues(hit: Hit, previous: Hit | None) -> bool:
        """Whether the name touches that of a region it lies in, or one abroad another."""
        if previous is None:
            return False
        if previous.rule == hit.rule == "abroad":
            return True
        return any(r.lies_in(above.path) and r.path != above.path for r in hit.regions for above in previous.regions)

    def _is_word(self, hit: Hit, kind: str) -> bool:
        """Whether jieba lets a word begin where the name begins, and a word that fits end where it ends."""
        text, start, end = self.text, hit.start, hit.end
        if _OUTSIDE.match(text, end) and _OUTSIDE.match(text[start - 1 : start]):
            return True
        low = max(0, start - 6)
        offset, before = low, ""
        for word in cut(text[low : end + 4]):
            if offset <= start < offset + len(word) and offset != start:
                return False
            if offset == start and self._is_given_name(hit, before):
                return False
            if offset + len(word) >= end:
                return self._ends_well(hit, kind, offset, word)
            before, offset = word, offset + len(word)
        return False

    def _is_given_name(self, hit: Hit, before: str) -> bool:
        """Whether a short name of two letters stands after a surname (徐|卫东)."""
        short = hit.rule == "short" and hit.end - hit.start == 2 and hit.regions[0].level == "county"
        return short and before in self.names.surnames

    @staticmethod
    def _ends_well(hit: Hit, kind: str, offset: int, word: str) -> bool:
        """Whether the word at `offset`, the last that the name reaches into, may hold its end."""
        if offset + len(word) == hit.end:
            return True
        if kind == "region" and offset > hit.start and word.startswith(_OTHER_WORDS):
            return False  # 河南|县域
        if kind in {"region", "abroad"} or any(r.level == "province" for r in hit.regions):
            return True
        return bool(_PEOPLE_SUFFIX.match(word[hit.end - offset :]))

    def _reason(self, hit: Hit, previous: Hit | None) -> str | None:
        """Return why a name that is a word too counts as a place here, `None` where it does not."""
        if self._continues(hit, previous):
            return "after its parent"
        own = self.own
        if own and any(r.path == own for r in hit.regions):
            return "the page's own region"
        for region in hit.regions:
            if region.name in self.full and region.name not in self.names.words:
                return region.name
        before = self.names.before.search(self.text, max(0, hit.start - 6), hit.start)
        near = not hit.regions or any(own and r.path[:2] == own[:2] for r in hit.regions)
        return before.group() if before and near else None
