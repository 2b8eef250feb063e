"""Addresses: regions, roads and sites that are printed together are one place (河南省新郑市龙湖镇某村)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import late
from etl.text import IDEOGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from etl.names.gazetteer import Region


class Piece(NamedTuple):
    """A region or a site on its way to becoming a place.

    Attributes:
        start, end: offsets.
        rule: what found it.
        rank: how deep in an address it stands: 0 to 2 for regions, then as `RANKS` says.
        evidence: the words that set the rule off.
        regions: what the gazetteer knows by that name.
    """

    start: int
    end: int
    rule: str
    rank: int
    evidence: str = ""
    regions: tuple[Region, ...] = ()


RANKS = {
    "township": 3,
    "area": 3,
    "village": 4,
    "road": 5,
    "site": 6,
    "nature": 6,
    "station": 6,
    "visit": 6,
    "crossing": 7,
}

_MILE = late(
    r"[K0-9一二三四五六七八九十百零两][0-9一二三四五六七八九十百零两]*(?:\+[0-9]+|\.[0-9]+)?(?:公里|千米|米|KM|km)?(?:[+加]?[0-9]+米)?处"
)
_NUMBER = late(r"(?:[东西南北中]?[0-9甲乙丙]+号(?:院|楼|大院)?(?:[0-9]+号楼)?|[东西南北中]段)+")
_ROOM = late(r"[0-9一二三四五六七八九十]+(?:组|队|社|区|号楼|栋|幢)(?:[0-9]+单元)?")
_BRACKET = re.compile(rf"\({IDEOGRAPH}{{1,8}}(?:片区|校区|园区|分区|段|东区|西区|南区|北区|新区)\)")
_TOWN = re.compile("(?<=县)城(?![区镇关市中东西南北])|(?<![省市区县州])(?:城区|市区|县城)")
_STATION = re.compile("[东西南北]?站(?![在点台位出着长])")
_DATELINE = re.compile("(?:[0-9]{1,2}月)?[0-9]{1,2}日(?:专|综合)?(?:电|讯|消息)|讯(?=[( ]|$)")
_DAY = frozenset("0123456789讯")  # What a dateline begins with.
_STATE = late("[州省县市区港湾](?![长委民政区域场])")
# What a mile, a number, a room, a bracket, a town, a station, a state begin with: few pieces are followed by one of it.
_MORE = frozenset("K0123456789一二三四五六七八九十百零两甲乙丙(城市县东西南北中站州省区港湾")
_NUMBERED = re.compile("[0-9](?:国道|省道|县道)$|[国省县乡]道[0-9]+线?$|高速(?:公路)?$")
_ROAD = late("(?:路|街|大道|巷|国道|省道|高速|环)$")
_THROUGH = late("(?:高速公路|[高快]速|[国省]道|铁路|高铁|[江河])$")
_STRETCH = late("[东西南北路]?段|水域|江段|河段")
_POINTS = ("口", "路段", "交汇处", "交会处")
_LINE = late("(?:公路|高速|铁路|高铁|[国省]道)(?:[^路]{1,12}处)?$")


def join(text: str, pieces: Iterable[Piece]) -> list[Piece]:
    """Join pieces that touch, drop those that lie in another, take in house numbers and brackets.

    Args:
        text: folded text.
        pieces: in any order.

    Returns:
        Pieces in order, not overlapping; of those that overlap the one that begins first, then the longer one, then
        the visited one.

    Example:
        >>> text = "五云大道166号"
        >>> [text[p.start : p.end] for p in join(text, [Piece(0, 4, "road", 5)])]
        ['五云大道166号']
    """
    out: list[Piece] = []
    reached = -1
    for piece in sorted(pieces, key=lambda p: (p.start, -p.end, p.rule != "visit")):
        start, end, rule, *_ = grown = piece
        if start < reached:
            continue
        if text[end : end + 1] in _MORE and (more := _grow(text, rule, end)) > end:
            grown, end = piece._replace(end=more), more
        if start == reached and _goes_down(out[-1], grown):
            out.append(_joined(out, grown))
        else:
            out.append(grown)
        reached = end
    # Where a report was sent from (新华社北京5月1日电) belongs to its byline.
    return _with_roads(text, [p for p in out if not (text[p.end : p.end + 1] in _DAY and _DATELINE.match(text, p.end))])


def _joined(out: list[Piece], lower: Piece) -> Piece:
    """Take off `out` what `lower` goes on with, and return it with `lower`."""
    upper = out.pop()
    named = lower._replace(start=upper.start, regions=())
    short = upper.rule == "short" and lower.rank > RANKS["area"]
    if short and out and out[-1].end == upper.start and _goes_down(out[-1], named):
        upper, lower = out.pop(), named  # 岳麓区|桐梓坡路, which has the name of a county far away
    whole = _together(upper, lower)
    if out and out[-1].end == whole.start and _goes_down(out[-1], whole):
        whole = _together(out.pop(), whole)  # 万州|长江|二桥
    return whole


def _with_roads(text: str, pieces: list[Piece]) -> list[Piece]:
    """Join a road to a point on it: by a region (G107国道新郑市龙湖镇路口), by another road (泰山路与鑫明路交叉口).

    And a highway or a river to its stretch in a region (连霍高速郑州段).
    """
    out = pieces[:1]
    for piece in pieces[1:]:
        road = out[-1]
        if piece.start > road.end + 1:
            out.append(piece)  # as most do: apart
            continue
        stretch = _STRETCH.match(text, piece.end) if road.end == piece.start else None
        if stretch and _THROUGH.search(text, road.start, road.end):
            out[-1] = _together(road, piece._replace(end=stretch.end()))
        elif _leads_to(text, road, piece) or _runs(text, road, piece):
            out[-1] = _together(road, piece)
        else:
            out.append(piece)
    return out


def _leads_to(text: str, road: Piece, point: Piece) -> bool:
    """Whether `point` is one on `road`, or where it meets others."""
    if not text.endswith(_POINTS, point.start, point.end):
        return False
    between = text[road.end : point.start]
    numbered = not between and _NUMBERED.search(text, road.start, road.end)
    return bool(numbered) or (between in {"与", "和"} and bool(_ROAD.search(text, road.start, road.end)))


def _runs(text: str, first: Piece, line: Piece) -> bool:
    """Whether `line` is the highway or railway that runs from `first` (新郑至龙湖公路), not the end of a way to it."""
    if text[first.end : line.start] != "至" or text.endswith(("从", "由", "自"), 0, first.start):
        return False
    return first.rank <= RANKS["village"] and bool(_LINE.search(text, line.start, line.end))


def _together(upper: Piece, lower: Piece) -> Piece:
    rule = "address" if lower.rank > 2 or upper.rank > 2 else lower.rule if upper.rule == "abroad" else "region"
    return lower._replace(start=upper.start, rule=rule, regions=lower.regions or upper.regions)


def _goes_down(upper: Piece, lower: Piece) -> bool:
    """Whether `lower`, which touches `upper`, is a part of it."""
    if upper.rule == "abroad" or lower.rule == "abroad":
        return lower.rank > 2 or (upper.rule == lower.rule and (upper.evidence, lower.evidence) in _ABROAD)
    if upper.rule == "office_region":
        return False
    if lower.regions and upper.regions:
        return any(_lies_in(below, above) for above in upper.regions for below in lower.regions)
    return lower.rank >= max(upper.rank, 3) or {upper.rule, lower.rule} == {"road", "village"}


def _lies_in(below: Region, above: Region) -> bool:
    """Whether one region lies in the other; a former one hangs on its province only."""
    return below.lies_in(above.path) or (below.former and below.path[:1] == above.path[:1] and above.level != "county")


_ABROAD = {("country", "city"), ("country", "state"), ("state", "city")}


def _grow(text: str, rule: str, end: int) -> int:
    """Return where a piece ends with what belongs to it: a house number, a bracket, 城 of a county town."""
    for pattern in _GROWTH.get(rule, ()):
        if more := pattern.match(text, end):
            end = more.end()
    return end


_GROWTH = dict.fromkeys(RANKS, (_BRACKET,)) | {
    "abroad": (_STATE,),
    "region": (_TOWN,),
    "short": (_TOWN, _STATION),
    "road": (_NUMBER, _MILE, _BRACKET),
    "village": (_ROOM, _BRACKET),
    "site": (_ROOM, _BRACKET),
}
