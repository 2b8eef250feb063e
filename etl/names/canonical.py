"""The canonical form of a body: whose 市委 it is, once the newspaper's own point of view is undone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.lexicon import DEFAULT, Lexicon
from etl.names.kinds import Openings
from etl.names.locations import locate, read_chain
from etl.names.viewpoint import own_region

if TYPE_CHECKING:
    from etl.model import Viewpoint

_OF_A_REGION = frozenset({"party", "state", "congress", "conference", "court", "procuracy", "people"})
"""Kinds of organs that belong to the region they are called by: 济南中院 is of 济南市, but 兰州海关 of the state."""
_LEVELS = frozenset("省市区县州盟旗镇乡")
_AUTONOMOUS = frozenset({"自治区", "自治州"})
_PARTY = re.compile("^(?:中共|中国共产党)(?!中央)")
_LEAGUE = re.compile("团(?=[省市区县州]委)")


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
    bare = _PARTY.sub("", name) if name.startswith("中") else name
    led = rules.leagues.end(bare, 0)
    if led or _LEAGUE.match(bare):
        rest = canonical_body(bare[led or 1 :], viewpoint, lexicon)
        return (bare[:led] or "共青团") + rest if rest else None
    if level := _level(bare):
        own = own_region(level, viewpoint)
        certain = own and own[-1].endswith(level) and len(level) < len(bare)
        return _seat(own) + bare[len(level) :] if certain else None
    if name.endswith(rules.firm):
        return name
    return _of_place(bare, viewpoint, rules)


def _level(name: str) -> str:
    """Return the level word that `name` begins with, "" if it begins with none."""
    if name[:1] in _LEVELS:
        return name[0]
    return name[:3] if name[:3] in _AUTONOMOUS else ""


def _of_place(name: str, viewpoint: Viewpoint, rules: _Rules) -> str | None:
    """Undo the short form of a place at the head of a name: 二七区委, 济南中院, 湖北省委."""
    chain, rest = read_chain(name)
    if not chain or not rest:
        return None
    printed, level = name[: -len(rest)], _level(rest)
    of_level = level and rules.organs.end(rest, len(level)) > len(level)
    if printed[-1] not in "省市区县旗镇乡道" and not of_level and not rules.organs.end(rest, 0):
        return None
    location = locate(printed, viewpoint)
    if location.canonical is None or not location.region:
        return None
    region = location.region
    if of_level and region[-1].endswith(level):
        rest = rest[len(level) :]
    return _seat(region) + rest


def _seat(region: tuple[str, ...]) -> str:
    """Write a region as a body's name begins: with its city, not with the province above it."""
    below = region[1:] if len(region) > 1 and region[0].endswith(("省", "自治区", "特别行政区")) else region
    return "".join(below)


class _Rules(NamedTuple):
    known: dict[str, str]
    leagues: Openings
    organs: Openings
    firm: tuple[str, ...]


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> _Rules:
    return _Rules(
        known={name: full or name for name, full, _ in lexicon.rows("bodies_known")},
        leagues=Openings(lexicon.words("party_prefixes")),
        organs=Openings([row[0] for row in lexicon.rows("organs") if row[-1] in _OF_A_REGION]),
        firm=(*lexicon.words("firm_endings"), "大学"),
    )
