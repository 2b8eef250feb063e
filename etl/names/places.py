"""Places in a text: listed regions, sites by their last word, and whole addresses joined from them.

A chain that is printed together (河南省新郑市龙湖镇某村, 中原西路五云大道166号) is one place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.model import Found, Viewpoint
from etl.names import gazetteer
from etl.names.regions import Hit, find_regions
from etl.names.sites import Site, find_sites
from etl.names.visits import find_visits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from etl.lexicon import Lexicon


class _Piece(NamedTuple):
    """A region or a site on its way to becoming a place."""

    start: int
    end: int
    rule: str
    rank: int
    evidence: str = ""
    certain: bool = True
    regions: tuple[gazetteer.Region, ...] = ()


# How deep in an address each kind stands: a chain goes down.
_RANK = {"township": 3, "village": 4, "road": 5, "crossing": 7, "area": 3, "site": 6, "nature": 6, "station": 6}
_NUMBER = re.compile(r"(?:[东西南北中]?[0-9甲乙丙]+号(?:院|楼|大院)?(?:[0-9]+号楼)?|[东西南北中]段)+")
_ROOM = re.compile(r"[0-9]+(?:组|队|社|区|号楼|栋|幢)(?:[0-9]+单元)?")
_BRACKET = re.compile(r"\([一-鿿]{1,8}(?:片区|校区|园区|分区|段|东区|西区|南区|北区|新区)\)")
_ADDRESS = frozenset({"township", "village", "road", "crossing"})
_OPENING = re.compile(r"[,。;:!?\n、(]")
_STATION = re.compile("[东西南北]?站(?![在点台位出着长])")
_TOWN = re.compile("(?<=县)城(?![区镇关市中东西南北])|(?<![省市区县州])(?:城区|市区|县城)")
_NEAR = 4  # prefectures whose villages are looked up for one text
_WORK = re.compile("《[^》\n]{1,80}》")
_MASKED = re.compile(r"某(?:村|镇|乡|街道|小区|社区|路|街)")


def find_places(text: str, viewpoint: Viewpoint, lexicon: Lexicon) -> list[Found]:
    """Return the places named in `text`, in order, not overlapping.

    Args:
        text: folded text (`etl.text.fold`).
        viewpoint: whose text it is: its own region and its neighbours need less context.
        lexicon: the word lists to go by.

    Returns:
        Places with the rule that found them (`region`, `short`, `office_region`, `abroad`, `fixed`, `address`, or the
        kind of site) and the words that set it off; `certain` is False where the string wants support.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> text = "火灾发生在河南省新郑市龙湖镇某村,距中原西路五云大道166号不远"
        >>> [f.name for f in find_places(text, Viewpoint(), DEFAULT)]
        ['河南省新郑市龙湖镇某村', '中原西路五云大道166号']
    """
    titles = [(m.start(), m.end()) for m in _WORK.finditer(text)]
    hits = [h for h in find_regions(text, viewpoint, lexicon) if not _inside(h.start, titles)]
    sites = find_sites(text, {h.end for h in hits}, _village_check(hits, viewpoint), lexicon)
    sites += find_visits(text, sites, lexicon)
    spans = [(h.start + 1, h.end) for h in hits]
    offices = {h.end for h in hits if h.rule == "office_region"}
    sites = [s for s in sites if not (_inside(s.start, titles) or _inside(s.end, spans) or s.start in offices)]
    pieces = _pieces(text, hits, sites, lexicon)
    return [
        Found(p.start, p.end, "place", text[p.start : p.end], p.rule, p.evidence, p.certain)
        for p in _joined(text, pieces)
    ]


def _inside(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(spans, (position, position)) - 1
    return at >= 0 and position < spans[at][1]


def _village_check(hits: Sequence[Hit], viewpoint: Viewpoint) -> Callable[[str], bool]:
    """Return a test for villages of the counties that the text names or the page is of."""
    codes = {r.code[:4] for h in hits if len(h.regions) == 1 for r in h.regions if r.level == "county" and r.code}
    own = gazetteer.by_path().get(viewpoint.region)
    if own is not None and own.code and own.level != "province":
        codes.add(own.code[:4])
    near = sorted(codes)[:_NEAR]
    return lambda name: any(gazetteer.is_village(name, code) for code in near)


@lru_cache(maxsize=4)
def _before(lexicon: Lexicon) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, lexicon.words("place_before")), key=len, reverse=True))
    return re.compile(f"(?:{words})了?$|\($")


def _pieces(text: str, hits: Sequence[Hit], sites: Sequence[Site], lexicon: Lexicon) -> list[_Piece]:
    before = _before(lexicon)
    ends = {h.end for h in hits} | {s.end for s in sites}
    firm: set[int] = set()
    pieces = [
        _Piece(
            h.start,
            h.end,
            h.rule,
            min((gazetteer.DEPTH[r.level] for r in h.regions), default=0),
            h.evidence,
            True,
            h.regions,
        )
        for h in hits
    ]
    for site in sites:
        lead = before.search(text, max(0, site.start - 6), site.start)
        listed = text[site.start - 1 : site.start] == "、" and site.start - 1 in firm
        opens = (
            site.kind in _ADDRESS and site.kind != "road" and _OPENING.match(text, site.start - 1) is not None
            if site.start
            else True
        )
        supported = site.listed or lead is not None or site.start in ends or listed or opens
        if supported or not site.weak:
            evidence = lead.group() if lead else site.suffix
            firm.add(site.end)
            pieces.append(
                _Piece(site.start, site.end, site.kind, _RANK[site.kind], evidence, supported or not site.weak)
            )
    pieces.extend(_Piece(m.start(), m.end(), "village", 4, "某") for m in _MASKED.finditer(text) if m.start() in ends)
    return sorted(pieces, key=lambda p: (p.start, -p.end))


def _joined(text: str, pieces: Sequence[_Piece]) -> list[_Piece]:
    """Join pieces that touch into addresses, drop those that lie in another, take in house numbers and brackets."""
    out: list[_Piece] = []
    for piece in pieces:
        grown = piece._replace(end=_grow(text, piece))
        if out and grown.start < out[-1].end:
            continue
        if out and out[-1].end == grown.start and _goes_down(out[-1], grown):
            out[-1] = _Piece(
                out[-1].start,
                grown.end,
                "address" if grown.rank > 2 else "region",
                grown.rank,
                grown.evidence,
                grown.certain,
                grown.regions or out[-1].regions,
            )
            continue
        out.append(grown)
    return out


def _goes_down(upper: _Piece, lower: _Piece) -> bool:
    """Whether `lower`, which touches `upper`, is a part of it."""
    if upper.rule in {"office_region", "abroad"} and lower.rank < 3:
        return False
    if lower.regions and upper.regions:
        return any(b.lies_in(a.path) and a.path != b.path for a in upper.regions for b in lower.regions) or (
            upper.rank < lower.rank and len(lower.regions) == 1 and lower.regions[0].former
        )
    return lower.rank >= upper.rank and lower.rank > 2


def _grow(text: str, piece: _Piece) -> int:
    end = piece.end
    if piece.rule in {"short", "region"} and (more := _TOWN.match(text, end)):
        end = more.end()  # 林口县城, 东川城区
    if piece.rule == "short" and (more := _STATION.match(text, end)):
        end = more.end()
    if piece.rule == "road" and (more := _NUMBER.match(text, end)):
        end = more.end()
    if piece.rule in {"village", "site"} and (more := _ROOM.match(text, end)):
        end = more.end()
    if piece.rank > 2 and (more := _BRACKET.match(text, end)):
        end = more.end()
    return end
