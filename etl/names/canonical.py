"""The canonical form of a body: whose 市委 it is, once the newspaper's own point of view is undone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.lexicon import DEFAULT, Lexicon
from etl.names.locations import locate, read_chain
from etl.names.viewpoint import own_region

if TYPE_CHECKING:
    from etl.model import Viewpoint

_OF_A_REGION = frozenset({"party", "state", "congress", "conference", "court", "procuracy", "people"})
"""Kinds of organs that belong to the region they are called by: 济南中院 is of 济南市, but 兰州海关 of the state."""
_LEVEL = re.compile("自治区|自治州|[省市区县州盟旗镇乡]")


def canonical_body(name: str, viewpoint: Viewpoint, lexicon: Lexicon = DEFAULT) -> str | None:
    """Return the full name of a body, with the place it belongs to; `None` where it is not certain.

    The place is written from the city down (郑州市上街区政协), the body as printed; national bodies and those of the
    user's lists have their full name, a firm's full name stands for itself.

    Args:
        name: as printed, folded.
        viewpoint: whose 我市 it is.
        lexicon: lists `bodies_known` (the user's bodies among them), `organs`, `party_prefixes`, `firm_endings`.

    Example:
        >>> from etl.model import Viewpoint
        >>> here = Viewpoint(("河南省", "郑州市", "上街区"))
        >>> [canonical_body(name, here) for name in ("市委", "区政协", "省公安厅", "中纪委")]
        ['郑州市委', '郑州市上街区政协', '河南省公安厅', '中共中央纪律检查委员会']
        >>> [canonical_body(name, here) for name in ("二七区委", "中共河南省委", "济南中院", "区政协")]
        ['郑州市二七区委', '河南省委', '济南市中院', '郑州市上街区政协']
        >>> canonical_body("市委", Viewpoint()) is None
        True
    """
    rules = _rules(lexicon)
    if name in rules.known:
        return rules.known[name]
    bare = rules.party.sub("", name)
    if league := rules.league.match(bare):
        rest = canonical_body(bare[league.end() :], viewpoint, lexicon)
        prefix = "共青团" if league.group() == "团" else league.group()
        return prefix + rest if rest else None
    if level := _LEVEL.match(bare):
        own = own_region(level.group(), viewpoint)
        certain = own and own[-1].endswith(level.group()) and level.end() < len(bare)
        return _seat(own) + bare[level.end() :] if certain else None
    if rules.firm.search(name):
        return name
    return _of_place(bare, viewpoint, rules)


def _of_place(name: str, viewpoint: Viewpoint, rules: _Rules) -> str | None:
    """Undo the short form of a place at the head of a name: 二七区委, 济南中院, 湖北省委."""
    chain, rest = read_chain(name)
    if not chain or not rest:
        return None
    printed = name[: -len(rest)]
    organ = rules.organ.match(rest)
    if printed[-1] not in "省市区县旗镇乡道" and not organ:
        return None
    location = locate(printed, viewpoint)
    if location.canonical is None or not location.region:
        return None
    region = location.region
    if organ and organ.group("level") and region[-1].endswith(organ.group("level")):
        rest = rest[len(organ.group("level")) :]
    return _seat(region) + rest


def _seat(region: tuple[str, ...]) -> str:
    """Write a region as a body's name begins: with its city, not with the province above it."""
    below = region[1:] if len(region) > 1 and region[0].endswith(("省", "自治区", "特别行政区")) else region
    return "".join(below)


class _Rules(NamedTuple):
    known: dict[str, str]
    party: re.Pattern[str]
    league: re.Pattern[str]
    organ: re.Pattern[str]
    firm: re.Pattern[str]


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> _Rules:
    organs = sorted((row[0] for row in lexicon.rows("organs") if row[-1] in _OF_A_REGION), key=len, reverse=True)
    return _Rules(
        known={name: full or name for name, full, _ in lexicon.rows("bodies_known")},
        party=re.compile("^(?:中共|中国共产党)(?!中央)"),
        league=re.compile("|".join(map(re.escape, lexicon.words("party_prefixes"))) + "|团(?=[省市区县州]委)"),
        organ=re.compile(f"(?P<level>{_LEVEL.pattern})?(?:{'|'.join(map(re.escape, organs))})"),
        firm=re.compile(f"(?:{'|'.join(map(re.escape, lexicon.words('firm_endings')))}|大学)$"),
    )
