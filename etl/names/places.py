"""Places in a text: listed regions, sites by their last word, and whole addresses joined from them.

A chain that is printed together (河南省新郑市龙湖镇某村, 中原西路五云大道166号) is one place. Titles hold no places.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from etl.expressions import late
from etl.model import Found, Viewpoint
from etl.names import gazetteer
from etl.names.addresses import RANKS, Piece, join
from etl.names.regions import find_regions, lead_before
from etl.names.sites import Site, find_sites
from etl.names.visits import find_numbered, find_visits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from etl.lexicon import Lexicon

_NEAR = 4  # prefectures whose villages are looked up for one text
_WORK = re.compile("《[^》\\n]{1,80}》")
_MASKED = re.compile(
    "某(?:村|镇|乡|街道|小区|社区|路|街|工地|仓库|商场|超市|酒店|宾馆|饭店|餐馆|网吧|出租房|出租屋|理发店|居民楼|写字楼)"
)
_ROAD_CODE = late("(?:(?<![A-Za-z0-9])[GSXY]|[国省县乡]道)[0-9]{1,4}线?$")  # G30|连霍高速, 省道307线|清水河大桥
_NUMBERED_ROAD = re.compile("道(?<=[国省县乡]道)[0-9]{1,4}线?")  # One character first: it is searched for at once.
_OPENING = late(r"[,。;:!?\n、(]")
_BLOCK = late("[0-9]+(?:号楼|号院|栋|幢)")
_OPENS = frozenset({"township", "village", "crossing"})
_LISTS = frozenset("、与和及")


def find_places(text: str, viewpoint: Viewpoint, lexicon: Lexicon) -> list[Found]:
    """Return the places named in `text`, in order, not overlapping.

    Args:
        text: folded text (`etl.text.fold`).
        viewpoint: whose text it is: its own region and its neighbours need less context.
        lexicon: the word lists to go by.

    Returns:
        Places with the rule that found them (`region`, `short`, `office_region`, `abroad`, `fixed`, `user`, `address`,
        the kind of site, or `visit` for a site named in a list of visits) and the words that set it off.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> text = "火灾发生在河南省新郑市龙湖镇某村,距中原西路五云大道166号不远"
        >>> [f.name for f in find_places(text, Viewpoint(), DEFAULT)]
        ['河南省新郑市龙湖镇某村', '中原西路五云大道166号']
    """
    hits = find_regions(text, viewpoint, lexicon)
    titles = _covered(len(text), [m.span() for m in _WORK.finditer(text)])
    if 1 in titles:
        hits = [h for h in hits if not titles[h.start]]
    sites = find_sites(text, {h.end for h in hits}, _Villages(hits, viewpoint).are_near, lexicon)
    sites += find_visits(text, sites, lexicon, {h.start for h in hits})
    sites += find_numbered(text)
    pieces = [*hits, *_site_pieces(text, hits, _apart(sites, hits, titles) if sites else (), lexicon)]
    return [Found(p.start, p.end, "place", text[p.start : p.end], p.rule, p.evidence) for p in join(text, pieces)]


def _covered(size: int, spans: Iterable[tuple[int, int]]) -> bytearray:
    """Return 1 for each position that lies in one of the spans, 0 for the others and for the end of the text."""
    covered = bytearray(size + 1)
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered


class _Villages:
    """The villages of the counties that the text names or the page is of, read when one is asked for."""

    def __init__(self, hits: Sequence[Piece], viewpoint: Viewpoint) -> None:
        self._hits, self._viewpoint = hits, viewpoint

    def are_near(self, name: str) -> bool:
        """Whether one of them is called `name`."""
        return any(name in names for names in self._near)

    @cached_property
    def _near(self) -> list[frozenset[str]]:
        own = gazetteer.by_path().get(self._viewpoint.region)
        named = [h.regions[0] for h in self._hits if len(h.regions) == 1]
        codes = [r.code[:4] for r in named if r.level == "county" and r.code]
        if own is not None and own.code and own.level != "province":
            codes.insert(0, own.code[:4])
        return [gazetteer.village_names(code) for code in [*dict.fromkeys(codes)][:_NEAR]]


def _apart(sites: Sequence[Site], hits: Sequence[Piece], titles: bytearray) -> list[Site]:
    """Return the sites that neither stand in a title nor cut a listed name."""
    insides = _covered(len(titles), [(h.start + 1, h.end) for h in hits])
    offices = {h.end for h in hits if h.rule == "office_region"}
    starts = {h.end: h.start for h in hits if h.rule != "short"}
    return [
        site
        for site in sites
        if not (titles[site.start] or insides[site.end] or site.start in offices)
        and site.start >= starts.get(site.end, site.start)  # 面朝长江, where 长江 is listed
    ]


def _site_pieces(text: str, hits: Sequence[Piece], sites: Sequence[Site], lexicon: Lexicon) -> Iterator[Piece]:
    """Yield the sites that stand where a place may stand; those with a telling last word stand anywhere."""
    leads = _leads(lexicon)
    ends = {h.end for h in hits} | {s.end for s in sites}
    firm: set[int] = set()
    for site in sites:
        lead = lead_before(text, site.start, leads)
        if not site.weak or site.listed or lead or site.start in ends or _stands_alone(text, site, firm):
            firm.add(site.end)
            start = _with_code(text, site.start) if site.kind == "road" else site.start
            yield Piece(start, site.end, site.kind, RANKS[site.kind], lead or site.suffix)
    for match in _MASKED.finditer(text):
        if match.start() in ends:
            yield Piece(*match.span(), "village", RANKS["village"], "某")
    for match in _NUMBERED_ROAD.finditer(text):
        start, end = match.start() - 1, match.end()
        yield Piece(start, end, "road", RANKS["road"], text[start : start + 2])


def _with_code(text: str, start: int) -> int:
    numbered = start > 1 and (text[start - 1].isdigit() or text[start - 1] == "线")
    code = _ROAD_CODE.search(text, start - 7, start) if numbered else None
    return code.start() if code else start


def _stands_alone(text: str, site: Site, firm: set[int]) -> bool:
    """Whether a doubtful site opens a clause, or goes on with a list that a firm one began."""
    if site.suffix == "小区" and _BLOCK.match(text, site.end):
        return True
    if site.kind in _OPENS and (not site.start or _OPENING.match(text, site.start - 1)):
        return True
    return text[site.start - 1 : site.start] in _LISTS and site.start - 1 in firm


@lru_cache(maxsize=4)
def _leads(lexicon: Lexicon) -> frozenset[str]:
    return frozenset([*(word + more for word in lexicon.words("place_before") for more in ("", "了")), "("])
