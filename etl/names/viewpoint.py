"""Whose 我市 it is: the region a paper, and each of its pieces, speaks from.

The masthead's name and the publisher decide first, then the agencies of the bylines, then what the pages call their
own (我区, 区委) together with the regions they name most. A piece that comes from elsewhere (新华社北京电, 长江日报讯)
speaks from there, or from nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from etl.expressions import Few, late
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Draft, Layout, Publication, Viewpoint
from etl.names import gazetteer
from etl.names.gazetteer import Region
from etl.names.locations import read_chain
from etl.names.regions import find_regions, plain
from etl.names.tokens import whole
from etl.text import IDEOGRAPH, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

Path = tuple[str, ...]
_Own: TypeAlias = "re.Pattern[str] | Few"

_OURS = Few("我本", "([省市区县州旗盟])")
_BARE = late("([省市区县州旗盟])(?:(?<=[我本全].)|(?<![一-鿿].)(?:委|政府|政协|人大|领导|长))")
_DEPTHS = (0, 1, 2)
_LEVEL_OF = {"省": 0, "市": 1, "州": 1, "盟": 1, "区": 2, "县": 2, "旗": 2}
_OPENING = re.compile(rf"\s*(?:据)?({IDEOGRAPH}{{2,8}}[^,。;:\n]{{0,16}}?)(?:电|讯|消息|报道|记者)")
_MEDIUM = late("[一-鿿]{0,5}?(?:报|网|台|刊|媒|社|新闻|发布|客户端)")
_PIECES = 64  # of one page, whose regions are asked for the page and for each of them
_LEAST = 3
_SHARE = 0.5


def page_viewpoint(layout: Layout, publication: Publication, lexicon: Lexicon = DEFAULT) -> Publication:
    """Return `publication` with the region it speaks from, and why, where that is certain.

    Args:
        layout: the page as laid out.
        publication: what is known of the paper so far.
        lexicon: list `newspapers` tells the regions of papers whose name does not.

    Example:
        >>> from etl.model import Masthead
        >>> paper = Publication(name="上街时报", publisher="郑州市上街区融媒体中心")
        >>> found = page_viewpoint(Layout(Masthead(), (), ()), paper)
        >>> found.region, found.evidence
        (('河南省', '郑州市', '上街区'), ('region 河南省郑州市上街区: name 上街时报',))
    """
    for source, texts in (
        ("name", [publication.name]),
        ("publisher", [publication.publisher]),
        ("agency", [d.byline.agency for d in layout.drafts]),
    ):
        path, word = _of_papers([fold(t) for t in texts if t], lexicon)
        if source == "agency":
            path, word = _narrowed(path, word, layout.drafts, lexicon)
        if path:
            return _with(publication, path, f"{source} {word}")
    path, word = _most_named(layout.drafts, (), _OURS, lexicon)
    return _with(publication, path, word) if path else publication


def article_viewpoint(draft: Draft, publication: Publication, lexicon: Lexicon = DEFAULT) -> Viewpoint:
    """Return whose 我市 it is in one piece.

    Args:
        draft: the piece; its agency, dateline and first words are asked.
        publication: the paper, with its region.
        lexicon: list `newspapers`.

    Example:
        >>> paper = Publication(region=("河南省", "郑州市"))
        >>> article_viewpoint(Draft(0, 1, 1, "新华社北京5月1日电 国务院召开会议。"), paper).region
        ()
        >>> article_viewpoint(Draft(0, 1, 1, "本报讯 昨日,我市召开会议。"), paper).region
        ('河南省', '郑州市')
    """
    opening = _OPENING.match(fold(draft.text[:40]))
    sources = [draft.byline.agency, opening.group(1) if opening else None]
    for source in (s for s in sources if s):
        path = paper_region(fold(source), lexicon)
        if path:
            own = publication.region if publication.region[: len(path)] == path else path
            return Viewpoint(own, (f"from {source}",))
        if path == ():  # an agency of the whole country, in whatever paper
            return _of_piece(draft, f"from {source}", lexicon)
    if publication.region:
        return Viewpoint(publication.region, publication.evidence[-1:])
    return _of_piece(draft, "", lexicon)


def _of_piece(draft: Draft, why: str, lexicon: Lexicon) -> Viewpoint:
    """The region that a piece of no known paper speaks of as its own (全市, 县委), or none."""
    path, word = _most_named([draft], (), _BARE, lexicon)
    return Viewpoint(path, tuple(w for w in (why, word) if w))


def own_region(word: str, viewpoint: Viewpoint) -> Path:
    """Return the region that a level word (市 of 我市, 市委, 全市) means from a point of view, empty where it is open.

    Example:
        >>> [own_region(w, Viewpoint(("河南省", "郑州市", "上街区"))) for w in "省市区"]
        [('河南省',), ('河南省', '郑州市'), ('河南省', '郑州市', '上街区')]
        >>> own_region("市", Viewpoint(("河南省", "郑州市", "新郑市")))
        ('河南省', '郑州市', '新郑市')
        >>> own_region("市", Viewpoint(("北京市", "朝阳区"))), own_region("县", Viewpoint(("北京市", "朝阳区")))
        (('北京市',), ())
    """
    ends = ("自治区", "省") if word in {"省", "自治区"} else (word,)
    for depth in range(len(viewpoint.region), 0, -1):
        name = viewpoint.region[depth - 1]
        if name.endswith(ends) and (word != "区" or not name.endswith("自治区")):
            return viewpoint.region[:depth]
    return ()


@lru_cache(maxsize=1024)
def paper_region(name: str, lexicon: Lexicon = DEFAULT) -> Path | None:
    """Return the region a paper or agency writes from: `()` for those of the whole country, `None` if unknown.

    Example:
        >>> paper_region("长江日报"), paper_region("新华社"), paper_region("长沙晚报"), paper_region("某某报")
        (('湖北省', '武汉市'), (), ('湖南省', '长沙市'), None)
    """
    for known, region in _papers(lexicon):
        if name.startswith(known):
            return () if region == "-" else tuple(region.split(" "))
    regions, rest = read_chain(name)
    present = [r for r in regions if not r.former]
    best = [r for r in present if r.level in {"province", "prefecture"}][:1] or present
    return best[0].path if len(best) == 1 and _MEDIUM.match(rest) else None


@lru_cache(maxsize=4)
def _papers(lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    rows = lexicon.rows("newspapers")
    return tuple(sorted(((row[0], row[1]) for row in rows), key=lambda row: len(row[0]), reverse=True))


def _of_papers(names: Sequence[str], lexicon: Lexicon) -> tuple[Path, str]:
    """The region most of the papers called `names` write from, and such a name."""
    found = [(path, name) for name in names if (path := paper_region(name, lexicon))]
    if not found:
        return (), ""
    (path, count), *_ = Counter(path for path, _ in found).most_common(1)
    return (path, next(n for p, n in found if p == path)) if 2 * count > len(found) else ((), "")


def _narrowed(path: Path, word: str, drafts: Sequence[Draft], lexicon: Lexicon) -> tuple[Path, str]:
    """An agency of the city above may write for a district's paper: 我区 and what is named most say which."""
    if not path:
        return path, word
    deeper, why = _most_named(drafts, path, _OURS, lexicon)
    return (deeper, f"{word}, {why}") if len(deeper) > len(path) else (path, word)


def _most_named(drafts: Sequence[Draft], within: Path, own: _Own, lexicon: Lexicon) -> tuple[Path, str]:
    """The region of the level that the pieces call their own which they name most, if clearly so."""
    texts = [whole(draft) for draft in drafts]
    levels = [_LEVEL_OF[level[1]] for text in texts for level in own.finditer(text)]
    if not levels:
        return (), ""
    most = max(map(levels.count, _DEPTHS))
    depth = max(d for d in _DEPTHS if levels.count(d) * 3 >= most)
    named = [path for text in texts for path in _paths(text, lexicon)]
    if len(named) < _LEAST:
        return (), ""
    counts = Counter(own_one for path in named if path[: len(within)] == within and (own_one := _at_level(path, depth)))
    (path, count), *_ = counts.most_common(1) or [((), 0)]
    rivals = sum(path[: len(other)] != other for other in named)
    if count < _LEAST or count < _SHARE * rivals:
        return (), ""
    return path, f"named most, {path[-1]} {count} times"


@lru_cache(maxsize=4096)
def _at_level(path: Path, depth: int) -> Path:
    """The region of `path` that calls itself 省 (0), 市 (1) or 区 and 县 (2), empty where there is none.

    Example:
        >>> _at_level(("北京市", "朝阳区"), 1), _at_level(("河南省", "郑州市", "新郑市"), 1), _at_level(("河南省",), 1)
        (('北京市',), ('河南省', '郑州市', '新郑市'), ())
    """
    ends = ("省区", "市州盟", "区县旗")[depth]
    if depth == 0:
        return path[:1]
    sizes = range(min(len(path), 3), depth - 1, -1) if depth == 2 else range(min(len(path), 3), 0, -1)
    return next((path[:size] for size in sizes if path[size - 1][-1] in ends), ())


@lru_cache(maxsize=_PIECES)
def _paths(text: str, lexicon: Lexicon) -> tuple[Path, ...]:
    """Return the regions that a text names beyond doubt, as often as it names them."""
    regions = [r for found in find_regions(text, Viewpoint(), lexicon) if (r := plain(found.regions))]
    return (*(r.path for r in regions), *(r.path[:3] for r in _townships(text)))


def _townships(text: str) -> list[Region]:
    """Return the townships that two to six letters and 镇, 乡 or 街道 name, where only one is called so."""
    found: list[Region] = []
    last = 0
    for level in _TOWNSHIP.finditer(text):
        stem = _STEM.search(text, max(last, level.start() - 6), level.start())
        if stem is None:
            continue
        last = level.end()
        for at in range(stem.start(), last - 2):
            regions = gazetteer.townships(text[at:last])
            if len(regions) == 1:
                found.append(regions[0])
    return found


_TOWNSHIP = re.compile("街道|镇|乡")
_STEM = late(r"[一-鿿]{2,6}\Z")


def _with(publication: Publication, path: Path, why: str) -> Publication:
    return publication._replace(region=path, evidence=(*publication.evidence, f"region {''.join(path)}: {why}"))
