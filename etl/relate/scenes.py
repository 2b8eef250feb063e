"""Where it was: the place of a meeting or a campaign, and of an accident or a crime."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import late
from etl.lexicon import DEFAULT
from etl.relate.visits import once, outermost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.relate.story import Named, Sentence, Story
    from etl.relate.triggers import Hit

_CLOSE = 10
"""How far behind a place, in characters, the word may stand that tells what happened there."""

_STOP = late(r"[,。;:!?\n]")
_CLAUSE = late(r"[^,。;:!?\n]{0,60}")
_OCCURS = late(r"(?:\([^()]{0,40}\))?[^,。;:!?\n]{0,10}?(?:发生(?!地)|突发|突遇|遭遇)")
_WORDS = DEFAULT.table("scene_words")
_HELD = late(rf"[^,。;的]{{0,12}}?(?:{'|'.join(_WORDS['held'])})")
_THERE = late(r"(?:(?<![存正])在|(?<![关由对至属鉴基位等])于)$")
_GOING = late(r"(?:(?<![存正])在|(?<![关由对至属鉴基等])于|[到经至])$")
_NOT_THERE = late(r"(?:家住|来自|距离?|据|从|由|对|记者|籍贯|系|是)$")
_OF_SOMEBODY = late(rf"[一-鿿]{{0,8}}?(?:{'|'.join(_WORDS['of_somebody'])})")
_AUTHORITY = late(rf"(?:{'|'.join(_WORDS['authority'])})$")
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
            if inside or _HELD.match(story.folded, last.end):
                spots.append(last)
    return once(spots)


def happened_at(story: Story, sentence: Sentence, trigger: int, *, surely: bool = False) -> tuple[str, ...]:
    """Return where an accident or a crime was.

    Args:
        story: the piece.
        sentence: a sentence that tells of it.
        trigger: offset of the word that gives it away.
        surely: take only a place of which the words around it say so.

    Returns:
        All places said to be those where it occurred (甲镇发生…、乙镇发生…), else the last one somebody was at, drove
        to or passed before it, else the last one before it.

    Example:
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.story import read_story
        >>> text = "据东市消息,昨日西村发生火灾。"
        >>> sites = [Entity("place", "东市", (Mention(1, 3),)), Entity("place", "西村", (Mention(8, 10),))]
        >>> story = read_story(Draft(0, 1, 1, text), sites, (), When("recent"))
        >>> happened_at(story, story.sentences[0], text.index("火灾"))
        ('西村',)
    """
    spots = [s for s in _spots(story, sentence.start, sentence.end) if _may_be_scene(s.last, surely=surely)]
    there = [s.last for s in spots if _occurs_at(story, s, None if surely else trigger)]
    if there:
        return once(there)
    before = [s for s in spots if s.last.end <= trigger]
    passed = [s.last for s in before if _GOING.search(story.folded, max(0, s.start - 2), s.start)]
    passed = [n for n in passed if not surely or not _STOP.search(story.folded, n.end, trigger)]
    if passed or surely:
        return once(passed[-1:])
    beside = [s.last for s in before if s.last.entity.type == "place" and not _of_somebody(story, s)]
    return once(beside[-1:])


def _spots(story: Story, start: int, end: int) -> Iterator[_Spot]:
    """Yield the places and bodies within the offsets, those that touch as one."""
    run: _Spot | None = None
    for name in outermost(story, start, end):
        if run and name.start == run.last.end:
            run = _Spot(run.start, name)
            continue
        if run:
            yield run
        run = _Spot(name.start, name)
    if run:
        yield run


def _may_be_scene(name: Named, *, surely: bool) -> bool:
    """A mine or a school is the scene of a fire; an authority only tells of it, and a court only judges."""
    printed = name.entity.name
    if name.entity.type == "place":
        return True
    return not surely and (printed.endswith(_VILLAGE) or not _AUTHORITY.search(printed))


def _occurs_at(story: Story, spot: _Spot, trigger: int | None) -> bool:
    """Tell whether it occurred at a place in so many words: 发生在甲镇, 甲镇发生, and with a trigger 甲镇一仓库起火."""
    end = spot.last.end
    if story.folded[max(0, spot.start - 3) : spot.start] in ("发生在", "发生于"):
        return True
    if _of_somebody(story, spot):
        return False
    direct = trigger is not None and 0 <= trigger - end <= _CLOSE
    return (direct and not _STOP.search(story.folded, end, trigger or end)) or bool(_OCCURS.match(story.folded, end))


def _of_somebody(story: Story, spot: _Spot) -> bool:
    """The home of a victim, or of who tells of it, is not where it was."""
    before = story.folded[max(0, spot.start - 3) : spot.start]
    return bool(_NOT_THERE.search(before) or _OF_SOMEBODY.match(story.folded, spot.last.end))
