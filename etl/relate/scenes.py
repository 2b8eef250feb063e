"""Where it was: the place of a meeting or a campaign, and of an accident or a crime."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import either, late
from etl.lexicon import DEFAULT
from etl.relate.visits import once, outermost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.model import EntityType
    from etl.relate.story import Named, Sentence, Story
    from etl.relate.triggers import Hit

_CLOSE = 10
"""How far behind a place, in characters, the word may stand that tells what happened there."""

_MEETING_OF = late(r"(?:工作|全体|代表|常务|扩大)?(?:会议|全会|大会|论坛|年会)")
"""Behind a body: what it is of whose name the body is a part (在中央政协工作会议上)."""

_OPENS = late(
    r"(?:新馆|新址|一期|二期)?(?:[于在]?[^,。;!?\n]{0,3}?[0-9]{1,2}日|昨[日天]|今[日天]|日前|近日)?(?:[上下]午)?(?:正式|全面|建成|顺利|隆重|全线)*"
)
"""Between what opens and the word for it."""

_HOMES = ("村", "社区", "小区")
_HOLDS = late(r"(?:第[^,。;]{1,6}届|[^,。;的]{0,4}?(?:举办|举行|组织|开展|召开))")

_ROOM = "议室"
"""What is left of the room of an assembly (市委常委会|议室) is no assembly."""

_BUILDING = late(r"(?:新的?)?(?:(?:教学|综合|办公|宿舍|住院|门诊|图书|科技)?(?:楼|大楼)|校舍|校区|院区|厂房|大桥|渠道)")
"""A part of a body that opens where the body is (某小学教学楼竣工)."""

_OURS = late(r"(?:在|于)[我本该][省市县区州镇乡村校]$")
"""Before a hall: 在我县体育场."""

_CONVENES = late(r",[^,。;!?\n“”]{0,12}(?:召集|召开|主持|举行)")
_CAME = ("在", "来到", "回到", "赶到")
"""来到某乡政府食堂,召集乡镇干部召开短会; 在某会议室,某某主持召开座谈会."""

_HERE = late(
    r"在(?:这里|此地?|该[村镇校园馆])(?:举行|举办|召开|开班|开幕|启动|开展|开赛|进行|开园|开业|开馆|开工|奠基|揭牌|落成|剪彩|开街)"
)
_BACK = 60
"""How far before its sentence, in characters, the place may stand that 在这里 points to."""

_FESTIVE = late(
    r"(?:[^,。;!?\n的]{0,8}?(?:里|内|门前|门口|广场|操场|现场|校园)|一片|[处到]处|内外|上下|格外|喜气洋洋)*"
    r"(?:披上|披红|锣鼓|彩旗|张灯结彩|人声鼎沸|人头攒动|人山人海|热闹非凡|喜气洋洋|鞭炮|鼓乐|欢声笑语|洋溢着|沉浸在|一片欢)"
)
"""Behind where people gathered for what opens there (某小学锣鼓喧天,教学楼举行落成典礼)."""

_STOP = late(r"[,。;:!?\n]")
_CLAUSE = late(r"(?:[^,。;:!?\n]|(?<=[0-9]):(?=[0-9])){0,60}")
_OCCURS = late(r"(?:\([^()]{0,40}\))?[^,。;:!?\n]{0,10}?(?:发生(?!地)|突发|突遇|遭遇)")
_WORDS = DEFAULT.table("scene_words")
_HELD = late(rf"[^,。;的]{{0,12}}?(?:{either(_WORDS['held'])})")
_THERE = late(r"(?:(?<![存正])在|(?<![关由对至属鉴基位等])于)$")
_GOING = late(r"(?:(?<![存正])在|(?<![关由对至属鉴基等])于|[到经至])$")
_ON_THE_WAY = late(r"(?:赶[往赴至到]|奔赴|前往|途经|行[至经]|驶[至到经])$")
"""Whoever goes there does there what the next clause tells (赶往某工地,将其抓获; 途经某桥,坠入河中)."""

_AHEAD = late(r"(?:[,。;!?\n日晚午晨时许]|^)在$")
_ASIDE = late(r"(?![各多全等])[一-鿿]{0,8}(?<!下),")
"""11日,在某路某银行门前,一人被抢: the place stands ahead of the sentence and holds for all of it."""

_MEANWHILE = late(r"[^,。;!?\n“”]{0,14}时,")
"""交警在某路口设卡检查时,查获…: what somebody did there led to it."""

_ON_SITE = "现场"
"""位于某镇的一家作坊,现场查获…: what lies at a place is dealt with there."""

_FALLS = late(r"(?:桥?上|顶|楼上|[0-9一二三四五六七八九十]+楼)?(?:纵身|意外|不慎|失足)?[跳坠掉摔跌]")
"""从某大桥跳下: whoever falls from a place does so there."""

_AMONG = late(r"(?:、[^,。;:!?、\n]{1,12}){2,40}?等")
"""在甲省、乙省、丙省等13地: what is done in so many places has no scene."""

_WATER = late("[江河湖海]$")

_SPREADS = late(r"(?:蔓延[至到]|波及|殃及)(?:我国(?:境内)?的?)?$")
_NEARBY = ("附近", "周边")
_REGION = frozenset("省州盟市区县旗")
_PART = 1
"""No part of an address is as short as this."""

_BESIDE = frozenset("与和及、")
"""Between two places at whose border it occurred."""

_NOT_THERE = late(r"(?:家住|来自|[开发飞]往|距离?|据|从|由|对|记者|籍贯|系|是)$")
_OF_SOMEBODY = late(rf"(?:(?!发生|突发|突遇)[一-鿿]){{0,8}}?(?:{either(_WORDS['of_somebody'])})(?![楼区点])")
_MEMBERS = late(r"[0-9一二三四五六七八九十百余多数几]{1,5}[名个位]?(?:学生|师生|幼儿|孩子|工人|员工|职工)")
"""What befalls many of a school or a factory befalls them there (某小学30余名学生呕吐)."""

_SITES: tuple[EntityType, ...] = ("place", "organization")
_CRIME = late(rf"[^,。;:!?\n“”]{{0,16}}?(?:{either(_WORDS['crimes'])})")
"""What was done at a place behind 在 that makes it the scene of a crime."""

_AUTHORITY = late(rf"(?:{either(_WORDS['authority'])})$")
_VILLAGE = ("村委会", "居委会")


class _Spot(NamedTuple):
    """A run of names that touch: where it starts, and its last name, which tells the place most closely."""

    start: int
    last: Named


def held_at(story: Story, sentence: Sentence, hit: Hit) -> tuple[str, ...]:
    """Return where a meeting or a campaign was held: 在体育场小游园开展…, 在北京举行.

    Args:
        story: the piece.
        sentence: the sentence that tells of it.
        hit: the word that gives it away.

    Returns:
        The name behind 在 in the clause that says it was held, or nothing.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.story import read_story
        >>> from etl.relate.triggers import Triggers
        >>> text = "首届书画展在东区美术馆开幕。"
        >>> sites = [Entity("place", "东区美术馆", (Mention(6, 11),))]
        >>> story = read_story(Draft(0, 1, 1, text), sites, (), When("recent"))
        >>> held_at(story, story.sentences[0], Triggers(story, DEFAULT).within(story.sentences[0])[-1])
        ('东区美术馆',)
    """
    spots = []
    for start, last in _spots(story, sentence.start, sentence.end):
        if _THERE.search(story.folded, max(0, start - 2), start):
            clause = _CLAUSE.match(story.folded, last.end)
            inside = clause and last.end <= hit.start < clause.end() and story.folded[last.end] != "的"
            part = hit.held and _MEETING_OF.match(story.folded, last.end)
            room = story.folded.startswith(_ROOM, last.end)
            if not room and ((inside and not part) or _HELD.match(story.folded, last.end)):
                spots.append(last)
        elif _OURS.search(story.folded, max(0, start - 3), start) and _HELD.match(story.folded, last.end):
            spots.append(last)
    return (
        once(spots)
        or _ahead_of(story, sentence, hit)
        or _opened_at(story, sentence, hit)
        or _here(story, sentence)
        or _by_village(story, sentence, hit)
        or _festive(story, sentence, hit)
    )


def _by_village(story: Story, sentence: Sentence, hit: Hit) -> tuple[str, ...]:
    """Return the village or community that held something: it did so at home (某村举办篮球赛)."""
    spots = [s.last for s in _spots(story, sentence.start, hit.start) if s.last.entity.name.endswith(_HOMES)]
    return once(n for n in spots[-1:] if _HOLDS.match(story.folded, n.end))


def _ahead_of(story: Story, sentence: Sentence, hit: Hit) -> tuple[str, ...]:
    """Return the place that stands ahead of what was held there (在某会议室,某某主持召开…)."""
    for start, last in _spots(story, sentence.start, hit.start):
        if story.folded.endswith(_CAME, 0, start) and _CONVENES.match(story.folded, last.end, hit.start):
            return once([last])
    return ()


def _opened_at(story: Story, sentence: Sentence, hit: Hit) -> tuple[str, ...]:
    """Return what opened (某希望小学15日落成): it did so where it is."""
    if hit.word not in _WORDS["openings"]:
        return ()
    spots = [s.last for s in _spots(story, sentence.start, hit.start)]
    return once(s for s in spots[-1:] if _OPENS.fullmatch(story.folded, _past_building(story, s.end), hit.start))


def _past_building(story: Story, at: int) -> int:
    building = _BUILDING.match(story.folded, at)
    return building.end() if building else at


def _festive(story: Story, sentence: Sentence, hit: Hit) -> tuple[str, ...]:
    """Return the place that is festive when something opens."""
    if hit.type != "ceremony":
        return ()
    spots = [s.last for s in _spots(story, sentence.start, hit.start)]
    return once([s for s in spots if _FESTIVE.match(story.folded, s.end)][:1])


def _here(story: Story, sentence: Sentence) -> tuple[str, ...]:
    """Return the last place before 在这里 where that is said of what was held (培训班在这里开班)."""
    here = _HERE.search(story.folded, sentence.start, sentence.end)
    spots = list(_spots(story, max(0, sentence.start - _BACK), here.start())) if here else []
    named = [s.last for s in spots if s.last.entity.type == "place"]
    # A feast is called after its township (某镇采摘节) and held in the village named before.
    closer = [s for s in named if named and s.entity.name.startswith(named[-1].entity.name)]
    return once(sorted(closer, key=lambda s: len(s.entity.name))[-1:])


def happened_at(story: Story, sentence: Sentence, trigger: int, *, surely: bool = False) -> tuple[str, ...]:
    """Return where an accident or a crime was.

    Args:
        story: the piece.
        sentence: a sentence that tells of it.
        trigger: offset of the word that gives it away.
        surely: take only a place of which the words around it say so.

    Returns:
        All places said to be those where it occurred (甲镇发生…、乙镇发生…, 甲村与乙村交界处发生…), else the last one
        somebody was at, drove to or passed before it, else the one it spread to, else the last one before it,
        else the first one behind it at which somebody was (走失女童在某村被找到).

    Example:
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.story import read_story
        >>> text = "据东市消息,昨日西村发生火灾。"
        >>> sites = [Entity("place", "东市", (Mention(1, 3),)), Entity("place", "西村", (Mention(8, 10),))]
        >>> story = read_story(Draft(0, 1, 1, text), sites, (), When("recent"))
        >>> happened_at(story, story.sentences[0], text.index("火灾"))
        ('西村',)
    """
    spots = [s for s in _spots(story, sentence.start, sentence.end) if _may_be_scene(s.last)]
    there = _with_neighbours(story, spots, [s for s in spots if _occurs_at(story, s, None if surely else trigger)])
    if there:
        return once(s.last for s in there)
    before = [s for s in spots if s.last.end <= trigger]
    passed = [s.last for s in before if _passed(story, s, trigger if surely else None)]
    if passed or surely:
        return once(_and_next(story, passed[-1:], spots))
    spread = [s.last for s in spots if _SPREADS.search(story.folded, max(0, s.start - 9), s.start)]
    beside = [s.last for s in before if s.last.entity.type == "place" and not _of_somebody(story, s)]
    behind = [
        s.last for s in spots if s.last.start > trigger and _THERE.search(story.folded, max(0, s.start - 2), s.start)
    ]
    return once(spread[:1] or beside[-1:] or behind[:1])


def crime_at(story: Story, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Return where the sentences say that a crime was committed: 在甲小区、乙小区等地入室盗窃.

    Args:
        story: the piece.
        sentences: those that may tell it.

    Returns:
        The places of the first sentence that says it, or nothing.

    Example:
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.story import read_story
        >>> sites = [Entity("place", "东小区", (Mention(3, 6),)), Entity("place", "西小区", (Mention(7, 10),))]
        >>> story = read_story(Draft(0, 1, 1, "二人在东小区、西小区等地入室盗窃30余起。"), sites, (), When("recent"))
        >>> crime_at(story, story.sentences)
        ('东小区', '西小区')
    """
    at = {n.start for kind in _SITES for n in story.names[kind][1] if story.folded[n.start - 1 : n.start] == "在"}
    ordered = sorted(at)
    for sentence in sentences if at else ():
        if bisect_left(ordered, sentence.end) == bisect_right(ordered, sentence.start):
            continue
        spots = list(_spots(story, sentence.start, sentence.end))
        for spot in spots:
            if spot.start in at and not _AMONG.match(story.folded, spot.last.end):
                there = _and_next(story, [spot.last], spots)
                if _CRIME.match(story.folded, there[-1].end):
                    return once(there)
    return ()


def closer(story: Story, sentences: Sequence[Sentence], found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the address that the sentences give of a place, where it begins with what the place ends with.

    A piece names the county first (某省甲县发生的火灾) and then the village (甲县乙镇丙村发生火灾).

    Args:
        story: the piece.
        sentences: those that may tell it more closely.
        found: where it was, as the piece says first.

    Returns:
        The closer place, or what was found.

    Example:
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.story import read_story
        >>> text = "2日,西县东镇南村突发山洪。"
        >>> sites = [Entity("place", "西县东镇南村", (Mention(3, 9),))]
        >>> story = read_story(Draft(0, 1, 1, text), sites, (), When("recent"))
        >>> closer(story, story.sentences, ("北省西县",))
        ('西县东镇南村',)
    """
    if len(found) != 1 or found[0][-1] not in _REGION:
        return found
    for sentence in sentences:
        for spot in _spots(story, sentence.start, sentence.end):
            name = spot.last.entity.name
            there = _occurs_at(story, spot, None) and not story.folded.startswith(_NEARBY, spot.last.end)
            if there and _begins_with_end(name, found[0]):
                return (name,)
    return found


def _begins_with_end(name: str, region: str) -> bool:
    """Tell whether a longer name begins with the end of a region's, its last part at least."""
    return any(name.startswith(region[at:]) and len(name) > len(region) - at for at in range(len(region) - _PART))


def _with_neighbours(story: Story, spots: Sequence[_Spot], there: Sequence[_Spot]) -> list[_Spot]:
    """Add the places that a conjunction joins to those where it occurred."""
    kept: list[_Spot] = []
    for spot in reversed(spots):
        joined = kept and kept[-1].start - spot.last.end == 1 and story.folded[spot.last.end] in _BESIDE
        if spot in there or joined:
            kept.append(spot)
    return kept[::-1]


def _and_next(story: Story, found: list[Named], spots: Sequence[_Spot]) -> list[Named]:
    """Add the places that a list joins to the last one (在甲路、乙路等地盗窃)."""
    for spot in spots:
        if found and spot.start - found[-1].end == 1 and story.folded[spot.start - 1] in _BESIDE:
            found.append(spot.last)
    return found


def _passed(story: Story, spot: _Spot, trigger: int | None) -> bool:
    """Tell whether somebody was at a place or went there, and with a trigger that it was there that he did it."""
    front = story.folded[max(0, spot.start - 2) : spot.start]
    if trigger is None:
        return bool(_GOING.search(front) or _ON_THE_WAY.search(front))
    end = spot.last.end
    if _AMONG.match(story.folded, end):
        return False
    if front[-1:] == "在":
        if _AHEAD.search(front) and _ASIDE.match(story.folded, end):
            return True
        meanwhile = _MEANWHILE.match(story.folded, end)
        end = meanwhile.end() if meanwhile else end
    if front == "位于":
        return story.folded.find(_ON_SITE, end, trigger) >= 0
    if _STOP.search(story.folded, end, trigger):
        return bool(_ON_THE_WAY.search(front))
    return bool(_GOING.search(front) or _ON_THE_WAY.search(front))


def _spots(story: Story, start: int, end: int) -> Iterator[_Spot]:
    """Yield the places and bodies within the offsets, those that touch as one."""
    run: _Spot | None = None
    for name in outermost(story, start, end):
        if run and name.start == run.last.end:
            # The river by a village (某村黄河滩区) tells less than the village.
            run = run if _WATER.search(name.entity.name) else _Spot(run.start, name)
            continue
        if run:
            yield run
        run = _Spot(name.start, name)
    if run:
        yield run


def _may_be_scene(name: Named) -> bool:
    """A mine or a school is the scene of a fire; an authority only tells of it, and a court only judges."""
    printed = name.entity.name
    return name.entity.type == "place" or printed.endswith(_VILLAGE) or not _AUTHORITY.search(printed)


def _occurs_at(story: Story, spot: _Spot, trigger: int | None) -> bool:
    """Tell whether it occurred at a place in so many words: 发生在甲镇, 甲镇发生, and with a trigger 甲镇一仓库起火."""
    end = spot.last.end
    if story.folded[max(0, spot.start - 3) : spot.start] in ("发生在", "发生于"):
        return True
    if story.folded[spot.start - 1 : spot.start] == "从" and _FALLS.match(story.folded, end):
        return True
    if _of_somebody(story, spot):
        return False
    if spot.last.entity.type == "organization" and _MEMBERS.match(story.folded, end):
        return True
    direct = trigger is not None and 0 <= trigger - end <= _CLOSE
    return (direct and not _STOP.search(story.folded, end, trigger or end)) or bool(_OCCURS.match(story.folded, end))


def _of_somebody(story: Story, spot: _Spot) -> bool:
    """The home of a victim, or of who tells of it, is not where it was."""
    before = story.folded[max(0, spot.start - 3) : spot.start]
    return bool(_NOT_THERE.search(before) or _OF_SOMEBODY.match(story.folded, spot.last.end))
