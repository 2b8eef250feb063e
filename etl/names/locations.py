"""What a place's name stands for: which of the 59 经开区, which of the eight 鼓楼区.

A name is read from the left through the gazetteer (河南省新郑市龙湖镇 …). Where it fits several regions, the paper's
own point of view and the other regions the article names decide; where they do not, it is left open.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.names import gazetteer
from etl.names.gazetteer import Region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.model import Viewpoint


class Location(NamedTuple):
    """Where a named place lies.

    Attributes:
        canonical: the full name from the province down; `None` where it is not certain.
        region: names from the province down, only as deep as is certain.
        code: six or nine digits, where the place itself is a region of the gazetteer.
    """

    canonical: str | None = None
    region: tuple[str, ...] = ()
    code: str | None = None


def locate(name: str, viewpoint: Viewpoint, named: Sequence[str] = ()) -> Location:
    """Tell what a place's name stands for.

    Args:
        name: as printed (folded).
        viewpoint: whose article it stands in.
        named: the names of the other places of the article.

    Example:
        >>> from etl.model import Viewpoint
        >>> here = Viewpoint(("河南省", "郑州市", "上街区"))
        >>> locate("上街", here)
        Location(canonical='河南省郑州市上街区', region=('河南省', '郑州市', '上街区'), code='410106')
        >>> locate("经开区", here).region
        ('河南省', '郑州市', '郑州经济技术开发区')
        >>> locate("鼓楼区", Viewpoint())
        Location(canonical=None, region=(), code=None)
        >>> locate("鼓楼区", Viewpoint(), ["南京市", "玄武区"]).region
        ('江苏省', '南京市', '鼓楼区')
    """
    if everywhere := _everywhere(name):
        return everywhere
    candidates, rest = read_chain(name)
    if not candidates:
        return _listed(name, viewpoint, named)
    fitting = _decided(candidates, viewpoint, named)
    if len(fitting) > 1:
        return Location(region=_common([r.path for r in fitting]))
    return _within(fitting[0], name, rest)


@lru_cache(maxsize=4096)
def _everywhere(name: str) -> Location | None:
    """Tell what `name` stands for in any article; `None` where its article has to say."""
    candidates, rest = read_chain(name)
    if len(candidates) == 1:
        return _within(candidates[0], name, rest)
    return None if candidates or name.endswith(gazetteer.VILLAGE_ENDS) else Location()


def _within(region: Region, name: str, rest: str) -> Location:
    """Return where `name` lies, which begins with the name of `region` and goes on with `rest`."""
    if rest and not _whole(name.removesuffix(rest), region):  # 郑州海尔创新产业园: a name that begins with a region's
        return Location(region=() if _names_another(rest) else region.path)
    return Location("".join(region.path) + rest, region.path, None if rest else region.code)


def _whole(chain: str, region: Region) -> bool:
    """Whether the last region of `chain` is printed with its level word (凉山州 will do)."""
    return chain.endswith((region.name, *(s for s in region.shorts if len(s) > 2 and s[-1] in "县州旗")))


def _names_another(rest: str) -> bool:
    """Whether another region's name stands further on (上海汽车郑州产业基地)."""
    return any(rest[at : at + size] in gazetteer.named() for size in (2, 3) for at in range(1, len(rest) - size))


@lru_cache(maxsize=4096)
def read_chain(name: str) -> tuple[tuple[Region, ...], str]:
    """Read the regions at the left of `name`; return what the deepest may be, and the rest of the name.

    Example:
        >>> regions, rest = read_chain("河南省新郑市龙湖镇某村")
        >>> [r.path for r in regions], rest
        ([('河南省', '郑州市', '新郑市', '龙湖镇')], '某村')
    """
    candidates: tuple[Region, ...] = ()
    at = 0
    while at < len(name):
        step = _step(name, at, candidates)
        if step is None:
            break
        candidates, at = step
    return candidates, name[at:]


def _step(name: str, at: int, above: tuple[Region, ...]) -> tuple[tuple[Region, ...], int] | None:
    """Read one more region at `at` that lies in one of `above`."""
    named = gazetteer.named()
    for end in range(min(len(name), at + 16), at + 1, -1):
        part = name[at:end]
        known = named.get(part, ())
        if part[-1] in _TOWNSHIP_ENDS:
            known += gazetteer.townships(part)
        if not known or (part[-1] not in _FULL and _ROAD.match(name, end)):
            continue  # 新华 of 新华路, 中原 of 中原西路
        if above:
            known = tuple(r for r in known if any(r.lies_in(a.path) and r.path != a.path for a in above))
        if known:
            return known, end
    return None


_ROAD = re.compile("[东西南北中]?(?:[路街巷桥村湖河山港寺塔门]|大道|大街)")
_FULL = frozenset("省市县区州旗盟镇乡")
_TOWNSHIP_ENDS = frozenset("镇乡道木")


def _decided(candidates: Sequence[Region], viewpoint: Viewpoint, named: Sequence[str]) -> list[Region]:
    """Keep the candidates that the evidence leaves, strongest evidence first."""
    left = list(candidates)
    for keep in (
        lambda r: r.path == viewpoint.region,
        lambda r: bool(viewpoint.region) and viewpoint.region[: len(r.path)] == r.path,
        lambda r: r.level == "province",
        lambda r: len(viewpoint.region) > 1 and r.lies_in(viewpoint.region[: 2 if r.level != "township" else None]),
        lambda r: any(r.path[: len(p)] == p or p[: len(r.path)] == r.path for p in _paths(tuple(named)) if len(p) > 1),
        lambda r: any(r.lies_in(p) for p in _paths(tuple(named))),
        lambda r: bool(viewpoint.region) and r.lies_in(viewpoint.region[:1]),
        lambda r: not r.former,
        lambda r: r.level in {"province", "prefecture"},
    ):
        if len(left) < 2:
            break
        left = [r for r in left if keep(r)] or left
    return left


@lru_cache(maxsize=256)
def _paths(named: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The paths of the names that can be only one region, and those of their parts of one prefecture."""
    chains = [read_chain(name)[0] for name in named]
    return tuple({regions[0].path for regions in chains if len(regions) == 1})


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The part that all paths begin with."""
    common: list[str] = []
    for names in zip(*paths, strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    return tuple(common)


def _listed(name: str, viewpoint: Viewpoint, named: Sequence[str]) -> Location:
    """A village of the counties at hand, a township of them, or nothing."""
    near = {p for p in (viewpoint.region, *_paths(tuple(named))) if len(p) > 1}
    codes = {r.code for p in near if (r := gazetteer.by_path().get(p)) and r.code and not r.former}
    hits = [
        (*county.path, township, name)
        for prefecture in {code[:4] for code in codes}
        for code, township in gazetteer.villages(name, prefecture)
        if (county := gazetteer.by_code().get(code)) and (code in codes or any(county.lies_in(p) for p in near))
    ]
    if len(hits) == 1:
        return Location("".join(hits[0]), hits[0])
    return Location(region=_common(hits)) if hits else Location()
