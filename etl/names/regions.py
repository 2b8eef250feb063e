"""Administrative regions and other listed names in a text: the gazetteer's full and short names, fixed names, names abroad.

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
    from collections.abc import Iterator

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


# What turns 郑州市 and 上街区 into the place 郑州 or 上街 and a body or an office (市委, 区长) or 市民.
_OFFICE = re.compile("委(?![员托])|长|(?<=市)民(?![政兵警族间办])|人大|政协|纪委|监委|直机关")
# What may follow 县长 beside a surname; 长须贡马乡 after 石渠县 is no 县长.
_AFTER_CHIEF = frozenset(",。、;:()《》“” \n的及和与等在到率带主对要表说介强指将向就也是还曾一兼任助")
_LEVELS = "省市县区州旗盟"
# 省 and 市 of the papers' short forms: 河南省委 is read as 河南 and 省委 by the rules of bodies.
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
    for region in gazetteer.regions():
        entries[region.name] = "region"
        for short in region.shorts:
            if _SKIP_SHORT.search(short) and len(short) <= 5:
                entries.pop(short, None)
            elif short not in {r.name for r in gazetteer.named()[short]}:
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
    names = _names(lexicon)
    raw = [(names.entries[i], s, e) for i, s, e in names.automaton.find_matches_as_indexes(text)]
    full = {name for (name, kind), _, _ in raw if kind == "region"}
    hits: list[Hit] = []
    for entry, start, end in raw:
        for (name, kind), low, high in (
            (entry, start, end),
            *_less(entry, start, end),
            *_within(text, start, end, names),
        ):
            if kind == "-" or (hits and low < hits[-1].end):
                break
            previous = hits[-1] if hits and hits[-1].end == low else None
            hit = _judged(text, _hit(text, name, kind, low, high, names), name, kind, previous, viewpoint, full, names)
            if hit is not None:
                hits.append(hit)
                break
    return hits


def _less(entry: tuple[str, str], start: int, end: int) -> Iterator[tuple[tuple[str, str], int, int]]:
    """Yield the short name of a region whose level word was refused (南京 of 南京市场, 河南 of 河南县域)."""
    name, kind = entry
    if kind == "region" and name[:-1] in gazetteer.named():
        yield (name[:-1], "short"), start, end - 1


def _within(text: str, start: int, end: int, names: _Names) -> Iterator[tuple[tuple[str, str], int, int]]:
    """Yield the first name that begins inside one that was refused (石渠县 after 离石 of 离石渠县)."""
    for i, low, high in names.automaton.find_matches_as_indexes(text[start + 1 : end + 10])[:1]:
        if start + 1 + low < end:
            yield names.entries[i], start + 1 + low, start + 1 + high


def _judged(
    text: str, hit: Hit, name: str, kind: str, previous: Hit | None, viewpoint: Viewpoint, full: set[str], names: _Names
) -> Hit | None:
    """Return the hit with the reason why it counts, `None` where it does not."""
    plain = kind == "user" or (
        kind in {"region", "fixed"} and len(name) > 3 and text[hit.end - 1 : hit.end + 1] != "市场"
    )
    if not (plain or _begins_well(text, hit, previous, kind, names.surnames)):
        return None
    if name not in names.words:
        return hit
    reason = _reason(text, hit, previous, viewpoint, full, names)
    return None if reason is None else hit._replace(evidence=reason)


def _hit(text: str, name: str, kind: str, start: int, end: int, names: _Names) -> Hit:
    """Make the hit; 二七区 before 委 is the place 二七."""
    regions = gazetteer.named().get(name, ())
    if kind == "region" and len(name) > 2 and name[-1] in _LEVELS and _opens_office(text, end, names.surnames):
        return Hit(start, end - 1, "office_region", regions)
    return Hit(start, end, kind, regions)


def _opens_office(text: str, end: int, surnames: frozenset[str]) -> bool:
    """Whether the level word before `end` belongs to a body or an office that follows (区委, 县长)."""
    if not _OFFICE.match(text, end):
        return False
    after = text[end + 1 : end + 2]
    return text[end] != "长" or not after or after in _AFTER_CHIEF or after in surnames


def _begins_well(text: str, hit: Hit, previous: Hit | None, kind: str, surnames: frozenset[str]) -> bool:
    """Whether jieba lets a word begin where the name begins and end where it ends."""
    if previous is not None:
        return True
    low = max(0, hit.start - 6)
    offset, inside, before = low, False, ""
    for word in cut(text[low : hit.end + 4]):
        if offset == hit.start:
            inside = True
            if (
                hit.rule == "short"
                and hit.end - hit.start == 2
                and before in surnames
                and hit.regions[0].level == "county"
            ):
                return False  # 徐卫东
        before = word
        if offset > hit.start and not inside:
            return False
        stop = offset + len(word)
        if inside and stop >= hit.end:
            rest = word[hit.end - offset :] if offset < hit.end else ""
            if kind == "region" and offset > hit.start and word.startswith(_OTHER_WORDS):
                return False  # 河南|县域
            far = kind in {"region", "abroad"} or any(r.level == "province" for r in hit.regions)
            return stop == hit.end or far or bool(_PEOPLE_SUFFIX.match(rest))
        offset = stop
    return False


def _reason(
    text: str, hit: Hit, previous: Hit | None, viewpoint: Viewpoint, full: set[str], names: _Names
) -> str | None:
    """Return why a name that is a word too counts as a place here, `None` where it does not."""
    if previous is not None and any(
        r.lies_in(p.path) for r in hit.regions for p in previous.regions if len(p.path) < len(r.path)
    ):
        return "after its parent"
    own = any(viewpoint.region and r.path == viewpoint.region for r in hit.regions)
    if own:
        return "the page's own region"
    known = next((r.name for r in hit.regions if r.name in full and r.name not in names.words), None)
    if known:
        return known
    before = names.before.search(text, max(0, hit.start - 6), hit.start)
    near = any(viewpoint.region and r.path[:2] == viewpoint.region[:2] for r in hit.regions)
    return before.group() if before and (near or not hit.regions) else None
