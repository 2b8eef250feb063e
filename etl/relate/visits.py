"""The sites a visit went to, in order."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from etl.expressions import either, late
from etl.lexicon import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from etl.lexicon import Lexicon
    from etl.relate.story import Named, Sentence, Story

_SHORT = 3
_WHOLE = frozenset("村镇乡寨")
"""A short name that ends so is whole whatever follows (李家村|困难群众)."""

_TOWNSHIP = frozenset("乡镇道区县市")
_VILLAGE = ("村", "社区", "小区", "居委会", "村委会")
_BY = late(r"(?:之[畔滨侧]|[畔旁边]|附近|境内|脚下)的")
_TOWNS, _TOWN = ("乡", "镇", "街道"), frozenset("乡镇道村")
_SHORT_ITEM, _ITEMS = 12, 40
"""How long the words between two known sites of a list may be, and where 、 divides them into items."""

_WORDS = DEFAULT.table("visit_words")
_ROUNDS, _LOOKS = either(_WORDS["rounds"]), either(_WORDS["looks"])
_IN = late(rf"(?<![存正])在(?=[^,。;!?\n]{{2,60}}?(?:{_ROUNDS}))")
_ROUND = late(rf"等?[地处]?(?:实地|专题|开展|进行|集中|现场)?(?:{_ROUNDS})")
"""What stands before, and behind, the sites at which somebody went round (在甲街道、乙街道调研)."""

_OF = late(rf"对(?=[^,。;!?\n]{{2,80}}?(?:进行|开展|作|做)了?[^,。;:!?\n]{{0,8}}?(?:{_LOOKS}))")
_SITES = late(
    r"等?(?:[0-9一二三四五六七八九十两多几数]{1,3}[个家处所座条]|[等地处])?"
    rf"(?:{either(_WORDS['together'])})?"
    r"的?(?:[^,。;:!?\n]{0,16}?(?:情况|工作))?(?:分别|逐一|实地|现场)?(?:进行|开展|作|做)了?"
)
"""What stands before, and behind, the sites that were looked at (对甲中学、乙中学两个考点的准备工作进行了检查)."""

_BORDER = late(r"[、,。;:!?()\n的和及与等对就进了考察调看视督检走现开参巡]|$|实地|以及|深入|出席")
_STOP = late(r"[,。;:!?\n]")
_AT_HEAD = late(r"(?:^|(?<=[,。;!?\n”]))\s*(?:[^,。;!?\n]{0,10}?)在(?=[^,。;!?\n]{2,80},)")
_SEEN = late(r",(?:(?!记者)[^,。;:!?\n“”]){1,10}?(?:看到|了解到?|[察查]看|询问|听取|观看|参观)(?!记者)")
"""在某地,检察官们看到…: those who visit need no names."""

_SAID_THERE = late(r"[^,。;!?\n]{0,24}(?:重要讲话|重要指示|重要论述|讲话精神)")
"""A visit of which only the words are cited (视察某省时的重要讲话精神)."""

_NOT_YET = ("将", "拟", "未", "没", "没有", "未能")
"""Before a verb of going: nobody has been there yet."""

_PREMISES = tuple(_WORDS["premises"])
"""What the name of a single site ends in that somebody looked at."""

_VAGUE = frozenset(("我市", "我区", "我县", "我省", "全市", "全区", "全省", "全县"))


@lru_cache(maxsize=8)
def _going(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(either(lexicon.words("visit_verbs")))


def visited(story: Story, sentences: Iterable[Sentence], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the sites that the sentences say somebody went to, in order.

    Args:
        story: the piece.
        sentences: those that tell of the visit, speeches left out.
        lexicon: the word lists to go by.

    Returns:
        Names of places and bodies, each once; a part of a site already there (its hall, its office) is no second stop.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.story import read_story
        >>> sites = [Entity("place", "东社区", (Mention(6, 9),)), Entity("organization", "西小学", (Mention(10, 13),))]
        >>> story = read_story(Draft(0, 1, 1, "一行先后来到东社区、西小学,看望师生。"), sites, (), When("recent"))
        >>> visited(story, story.sentences, DEFAULT)
        ('东社区', '西小学')
    """
    spots: list[Named] = []
    for sentence in sentences:
        spots.extend(_after_verbs(story, sentence, lexicon))
        spots.extend(_at_head(story, sentence))
        spots.extend(_in_clause(story, sentence))
        spots.extend(_looked_at(story, sentence))
    return once(sorted(spots, key=lambda n: n.start))


def once(spots: Iterable[Named]) -> tuple[str, ...]:
    """Return the names in order, each once, leaving out parts of sites that are already there.

    A village is a stop of its own though its township was named before, and a township though its county was; a village
    called by its short name again is none.
    """
    names: dict[str, None] = {}
    ends: set[str] = set()  # What the names so far end in.
    for spot in spots:
        name = spot.entity.name
        openings = (name[:size] for size in range(1, len(name) + 1))
        inside = any(other in names and not _village_of(name, other) for other in openings)
        if name not in _VAGUE and not inside and name not in ends:
            names[name] = None
            ends.update([name[at:] for at in range(len(name))])
    return tuple(names)


def _village_of(name: str, other: str) -> bool:
    if other[-1] in _TOWNSHIP and name.endswith(_VILLAGE):
        return True
    return len(other) <= _SHORT and other[-1] not in _TOWN and name.endswith(_TOWNS) and len(name) > len(other) + 1


def _after_verbs(story: Story, sentence: Sentence, lexicon: Lexicon) -> Iterator[Named]:
    for m in _going(lexicon).finditer(story.folded, sentence.start, sentence.end):
        planned = story.folded.endswith(_NOT_YET, sentence.start, m.start())
        if not planned and not story.quote_at(m.start()) and not _SAID_THERE.match(story.folded, m.end()):
            yield from _listed(story, m.end(), sentence.end, lead_in=0 if len(m[0]) == 1 else 8)


def _at_head(story: Story, sentence: Sentence) -> Iterator[Named]:
    """In 在甲公司、乙公司,某某察看… the stops stand before the visitor."""
    folded, end = story.folded, sentence.end
    for m in _AT_HEAD.finditer(folded, sentence.start, end):
        spots = list(_listed(story, m.end(), end, lead_in=8))
        whole = spots and folded[spots[-1].end] == "," and not _region(spots[-1])
        if whole or story.people(m.end(), end) or _SEEN.search(folded, m.end(), end):
            yield from spots


def _in_clause(story: Story, sentence: Sentence) -> Iterator[Named]:
    """In 在甲公司、乙公司调研 they stand before the verb."""
    for m in _IN.finditer(story.folded, sentence.start, sentence.end):
        spots = list(_listed(story, m.end(), sentence.end, lead_in=0))
        if spots and not _region(spots[-1]) and _ROUND.match(story.folded, spots[-1].end):
            yield from spots


def _looked_at(story: Story, sentence: Sentence) -> Iterator[Named]:
    """In 对甲中学、乙中学两个考点进行了检查 they stand before what was done; an office is looked into, not visited."""
    for m in _OF.finditer(story.folded, sentence.start, sentence.end):
        spots = list(_listed(story, m.end(), sentence.end, lead_in=0))
        if (
            spots
            and not any(_region(s) and s.entity.type == "place" for s in spots)
            and _SITES.match(story.folded, spots[-1].end)
        ):
            yield from spots if len(spots) > 1 or spots[0].entity.name.endswith(_PREMISES) else ()


def _listed(story: Story, start: int, limit: int, *, lead_in: int) -> Iterator[Named]:
    """Yield the names of a list that begins right behind `start`; it ends with the clause.

    Among its items there may be some that nobody knows as names (深入化工园、甲加油站和乙市场).
    """
    at = start
    stop = _STOP.search(story.folded, start, limit)
    for spot in outermost(story, start, stop.start() if stop else limit):
        gap = story.folded[at : spot.start]
        first = at == start
        joined = (first and len(gap) <= lead_in) or _links(gap)
        if joined and _BY.match(story.folded, spot.end):
            start = at = spot.end  # by a river stands what was visited
            lead_in = _SHORT_ITEM
            continue
        if joined and (gap or first) and not _fragment(story, spot):
            yield spot
        at = spot.end


def _region(spot: Named) -> bool:
    """Short names without 村 or 镇 are those of regions, in which much may be told to have been (在甘肃,…)."""
    return spot.end - spot.start <= _SHORT and spot.entity.name[-1] not in _WHOLE


def _fragment(story: Story, spot: Named) -> bool:
    """A short name that runs straight into other words is part of a longer one (河南|移动业务体验中心)."""
    short = spot.entity.type == "place" and spot.end - spot.start <= _SHORT and story.folded[spot.end - 1] not in _WHOLE
    return short and not _BORDER.match(story.folded, spot.end)


def _links(gap: str) -> bool:
    """A list goes on behind 、 and 和; what is printed on to a name (its hall) goes with it."""
    return not gap or (gap[-1] in "、和及与" and (len(gap) <= _SHORT_ITEM or ("、" in gap and len(gap) <= _ITEMS)))


def outermost(story: Story, start: int, end: int) -> Sequence[Named]:
    """Return places and bodies within the offsets, in order, those inside a longer name left out."""
    places, bodies = story.named("place", start, end), story.named("organization", start, end)
    both = sorted([*places, *bodies], key=_outer_first) if places and bodies else places or bodies
    kept: list[Named] = []
    reach = start
    for name in both:
        if name.start >= reach:
            kept.append(name)
            reach = name.end
    return kept


def _outer_first(name: Named) -> tuple[int, int]:
    return name.start, -name.end
