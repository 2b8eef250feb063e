"""The canonical form of a body: whose 市委 it is, once the newspaper's own point of view is undone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.lexicon import DEFAULT, Lexicon

if TYPE_CHECKING:
    from etl.model import Viewpoint

_DEPTHS = {"省": 0, "自治区": 0, "市": 1, "州": 1, "自治州": 1, "盟": 1, "区": 2, "县": 2, "旗": 2}


def canonical_body(name: str, viewpoint: Viewpoint, lexicon: Lexicon = DEFAULT) -> str | None:
    """Return the full name of a body, with the place it belongs to; `None` where it is not certain.

    Args:
        name: as printed.
        viewpoint: whose 我市 it is; `region` runs from the province down.
        lexicon: lists `bodies_known` (the user's bodies among them), `organs`.

    Example:
        >>> from etl.model import Viewpoint
        >>> here = Viewpoint(("河南省", "郑州市", "上街区"))
        >>> [canonical_body(name, here) for name in ("市委", "区政协", "省公安厅", "中纪委")]
        ['郑州市委', '郑州市上街区政协', '河南省公安厅', '中共中央纪律检查委员会']
    """
    rules = _rules(lexicon)
    if name in rules.known:
        return rules.known[name]
    level = rules.level.match(name)
    if level is None:
        return None
    region = viewpoint.region[: _DEPTHS[level.group()] + 1]
    if len(region) != _DEPTHS[level.group()] + 1 or not region[-1].endswith(level.group()):
        return None
    return "".join(_seat(region)) + name[level.end() :]


def _seat(region: tuple[str, ...]) -> tuple[str, ...]:
    """A body's name begins with its city, not with the province above it."""
    return region[1:] if len(region) > 1 else region


class _Rules(NamedTuple):
    known: dict[str, str]
    level: re.Pattern[str]


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> _Rules:
    known = {name: full or name for name, full, _ in lexicon.rows("bodies_known")}
    return _Rules(known, re.compile("|".join(sorted(_DEPTHS, key=len, reverse=True))))
