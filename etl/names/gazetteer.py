"""The administrative regions of China, from provinces to villages, and how to look them up.

The lists are made by `tools/make_gazetteer.py`, which tells their sources. Regions down to counties and townships are
read at first use, villages only for the prefectures a text is about.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from etl.lexicon import HOME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

Level = Literal["province", "prefecture", "county", "township", "village"]
_LEVELS: dict[str, Level] = {"P": "province", "C": "prefecture", "D": "county"}
DEPTH: dict[Level, int] = {"province": 0, "prefecture": 1, "county": 2, "township": 3, "village": 4}


class Region(NamedTuple):
    """One administrative region.

    Attributes:
        level: what it is.
        path: full names from the province down, its own last.
        code: six digits, or nine for a township; `None` where the lists give none (villages, some townships).
        shorts: short names (上街 for 上街区).
        former: whether the name is one of the past (密云县).
    """

    level: Level
    path: tuple[str, ...]
    code: str | None
    shorts: tuple[str, ...] = ()
    former: bool = False

    @property
    def name(self) -> str:
        """Its own full name."""
        return self.path[-1]

    def lies_in(self, path: tuple[str, ...]) -> bool:
        """Whether it is the region `path` or a part of it."""
        return self.path[: len(path)] == path


def _read(name: str) -> list[str]:
    """Return the lines of a list below its header."""
    lines = gzip.decompress((HOME / name).read_bytes()).decode().split("\n")
    return lines[next(at for at, line in enumerate(lines) if line[:1] != "#") :]


@cache
def regions() -> tuple[Region, ...]:
    """Return every province, prefecture and county, present ones first, higher ones first.

    Example:
        >>> len([r for r in regions() if r.level == "province"])
        34
    """
    found: list[Region] = []
    for line in _read("regions.txt.gz"):
        level, name, shorts, code, above, mark = line.split("\t")
        path = (*found[int(above)].path, name) if above else (name,)
        found.append(Region(_LEVELS[level], path, code, tuple(shorts.split(" ")) if shorts else (), bool(mark)))
    return tuple(found)


@cache
def named() -> dict[str, tuple[Region, ...]]:
    """Return the regions down to counties by full and short name, present ones first, higher ones first.

    Example:
        >>> [r.path for r in named()["上街"]]
        [('河南省', '郑州市', '上街区')]
    """
    found: dict[str, tuple[Region, ...]] = {}
    for region in regions():
        for name in (region.path[-1], *region.shorts, *_without_people(region)):
            found[name] = (*found.get(name, ()), region)
    return found


def _without_people(region: Region) -> tuple[str, ...]:
    """管城区 is what 管城回族区 is called, as the lists say of counties (木里县) and not of districts."""
    return tuple(f"{short}区" for short in region.shorts if region.path[-1].endswith("族区") and short[-1] != "区")


@cache
def by_path() -> dict[tuple[str, ...], Region]:
    """Return the regions down to counties by their path, of those that bear the same name the present one."""
    return {region.path: region for region in reversed(regions())}


@cache
def _townships() -> dict[str, str]:
    """Return name → where such townships lie: `12:001,40:`, numbers of regions and codes."""
    names, homes = _read("townships.txt.gz")
    return dict(zip(names.split(" "), homes.split(" "), strict=True))


def is_township(name: str) -> bool:
    """Tell whether some township or subdistrict is called `name`, without saying which.

    Example:
        >>> is_township("济源路街道"), is_township("贫困镇")
        (True, False)
    """
    known = _townships()
    if name in known:
        return True
    for last, other in _FORMS_BY_END.get(name[-1:], ()):
        if name.endswith(last) and name[: -len(last)] + other in known:
            return True
    return False


# 街道办事处 is how papers print a 街道; the statistics write 四季青地区 for 四季青镇 of Beijing.
_TOWNSHIP_FORMS = (
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("镇", "地区"),
    ("乡", "地区"),
    ("镇", "乡"),
    ("乡", "镇"),
)
# Most names end like none of them, which one look tells.
_FORMS_BY_END = {
    last[-1]: tuple(form for form in _TOWNSHIP_FORMS if form[0][-1] == last[-1]) for last, _ in _TOWNSHIP_FORMS
}


def townships(name: str) -> tuple[Region, ...]:
    """Return the townships and subdistricts called `name`, wherever they are.

    Example:
        >>> [(r.path[-2], r.code) for r in townships("济源路街道")]
        [('上街区', '410106001')]
    """
    return _townships_called(name) if is_township(name) else ()


@cache
def _townships_called(name: str) -> tuple[Region, ...]:
    known = _townships()
    forms = [name, *(name.removesuffix(a) + b for a, b in _TOWNSHIP_FORMS if name.endswith(a))]
    homes = [known[form] for form in forms[:2] if form in known] or [known[form] for form in forms[2:] if form in known]
    found = []
    for home in ",".join(homes).split(","):
        number, _, digits = home.partition(":")
        county = regions()[int(number)]
        found.append(Region("township", (*county.path, name), f"{county.code}{digits}" if digits else None))
    return tuple(found)


VILLAGE_ENDS = ("村", "社区", "嘎查")
"""What the names of villages end in: others the lists leave out."""


@cache
def _archive() -> ZipFile:
    from zipfile import ZipFile  # noqa: PLC0415 - slow to import, and few pages name villages

    return ZipFile(HOME / "villages.zip")


@lru_cache(maxsize=8)
def _village_lists(prefecture: str) -> str:
    try:
        return _archive().read(prefecture).decode()
    except KeyError:
        return ""


@lru_cache(maxsize=200)
def village_names(prefecture: str) -> frozenset[str]:
    """Return what the villages and communities of a prefecture (four leading digits of its code) are called.

    Example:
        >>> "三湾街社区" in village_names("4101"), "三湾街社区" in village_names("1101")
        (True, False)
    """
    return frozenset(_village_lists(prefecture).replace("\n", " ").replace("\t", " ").split(" "))


def villages(name: str, prefecture: str) -> tuple[tuple[str, str], ...]:
    """Return county code and township of the villages of that name in the prefecture.

    Example:
        >>> villages("三湾街社区", "4101")
        (('410106', '济源路街道'),)
        >>> villages("三湾街社区", "9999")
        ()
    """
    if name not in village_names(prefecture):
        return ()
    lists = _village_lists(prefecture)
    lines = [line for line in _lines_with(name, lists) if f" {name} " in f" {line[2]} "]
    return tuple([(code, township) for code, township, _ in lines])


def _lines_with(string: str, lists: str) -> Iterator[list[str]]:
    """Yield the lines that hold a string, in columns; the others are not even divided."""
    at = lists.find(string)
    while at >= 0:
        end = lists.find("\n", at)
        end = len(lists) if end < 0 else end
        yield lists[lists.rfind("\n", 0, at) + 1 : end].split("\t")
        at = lists.find(string, end)


@cache
def by_code() -> dict[str, Region]:
    """Return the present prefectures and counties by their six digits."""
    return {r.code: r for r in reversed(regions()) if r.code and not r.former}
