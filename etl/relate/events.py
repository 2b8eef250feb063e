"""Events: what happened that this piece reports, one event an occurrence.

The headline and the first sentences decide what a piece is about; what it reports beside that are events of their own.
Background, plans and meetings merely cited are none, and a piece without a day has none: it describes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.expressions import late
from etl.model import Event, Trigger
from etl.relate.attendance import Account, participants_of, rounds
from etl.relate.choices import choose
from etl.relate.days import day_in
from etl.relate.meetings import meeting_name
from etl.relate.readings import read
from etl.relate.scenes import closer, crime_at, happened_at, held_at
from etl.relate.visits import visited

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.lexicon import Lexicon
    from etl.model import Statement
    from etl.relate.happenings import Choice
    from etl.relate.readings import Reading
    from etl.relate.story import Sentence, Story
    from etl.relate.triggers import Hit

_ELSEWHERE = frozenset(("activity", "training"))
"""Types for which somebody goes somewhere: 来到通航社区,开展…活动."""

_TOUR = "参观"
"""Word of an activity that has stops as visits have."""

_SCENE = frozenset(("accident", "other"))
"""Types that have a scene: a crime's is told where the words say so."""

_AT_MEETING = "与会"
_TOURED = late(r"与会[^,。;!?\n“”]{0,10}?(?:参观|观摩|考察|察看|查看|来到|走进|实地)")
"""Those at a meeting went to see something: it was there too."""

_CASE = late(r"发生[^,。;]{0,14}(?:案|事件|打架|斗殴|冲突)")
_SIGNED = frozenset(("ceremony", "agreement"))
"""What is signed is signed at a ceremony: either tells where."""


def find_events(story: Story, statements: Sequence[Statement], lexicon: Lexicon) -> tuple[Event, ...]:
    """Find the events of a piece.

    Args:
        story: the piece.
        statements: what is said in it; what is said is not what happened.
        lexicon: the word lists to go by.

    Returns:
        The main event, then what the piece reports beside it; none where it reports no happening.

    Example:
        >>> from datetime import date
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import DateMention, Draft, When
        >>> from etl.relate.story import read_story
        >>> text, day = "10月8日,我区召开联席会议。", date(2021, 10, 8)
        >>> when = When("day", day, day)
        >>> story = read_story(Draft(0, 1, 1, text), (), [DateMention(0, 5, when)], when)
        >>> [(e.type, e.name, e.when.start.isoformat()) for e in find_events(story, (), DEFAULT)]
        [('meeting', '联席会议', '2021-10-08')]
    """
    reading = read(story, statements, lexicon)
    chosen = choose(reading)
    if not chosen:
        return ()
    account = Account(reading, statements, chosen)
    return tuple([_event(account, choice) for choice in chosen])


def _event(account: Account, choice: Choice) -> Event:
    story, hit, sentence = account.reading.story, choice.hit, choice.sentence
    name = meeting_name(story, hit, sentence)[0] if hit.held else None
    return Event(
        type=hit.type,
        trigger=Trigger(hit.word, sentence.start, sentence.end),
        when=choice.when,
        name=name or None,
        places=_places(account, choice),
        participants=participants_of(account, choice),
        organizations=_organizations(story, choice),
        summary=story.text[sentence.start : sentence.end].strip(),
        rule=f"{choice.rule}: {hit.word}",
    )


def _places(account: Account, choice: Choice) -> tuple[str, ...]:
    reading, kind = account.reading, choice.hit.type
    if kind == "inspection":
        return visited(reading.story, rounds(account, choice), reading.lexicon)
    if kind in _SCENE:
        return _scene(reading, choice)
    tour = rounds(account, choice) if choice.hit.word.startswith(_TOUR) else (choice.sentence,)
    there = visited(reading.story, tour, reading.lexicon) if kind in _ELSEWHERE else ()
    if there:
        return there
    held = next(filter(None, (held_at(reading.story, s, hit) for s, hit in _telling_hits(reading, choice))), ())
    return tuple(dict.fromkeys((*held, *_toured(reading)))) if kind == "meeting" else held


def _toured(reading: Reading) -> tuple[str, ...]:
    """Return the sites that those at a meeting went to see."""
    story = reading.story
    if _AT_MEETING not in story.folded:
        return ()
    tours = [s for s in reading.told if _TOURED.search(story.folded, s.start, s.end)]
    return visited(story, tours, reading.lexicon)


def _scene(reading: Reading, choice: Choice) -> tuple[str, ...]:
    surely = choice.hit.type != "accident"
    for sentence, hit in _telling_hits(reading, choice):
        if found := happened_at(reading.story, sentence, hit.start, surely=surely):
            return found if surely else closer(reading.story, reading.told, found)
    if not surely:
        return _told_later(reading, choice)
    return (
        held_at(reading.story, choice.sentence, choice.hit)
        or _occurred_at(reading)
        or crime_at(reading.story, reading.told)
    )


def _occurred_at(reading: Reading) -> tuple[str, ...]:
    """Return where the first sentences say that something occurred (某小学发生一起案件)."""
    for sentence in reading.lead:
        if _CASE.search(reading.story.folded, sentence.start, sentence.end):
            found = happened_at(reading.story, sentence, sentence.start, surely=True)
            if found:
                return found
    return ()


def _telling_hits(reading: Reading, choice: Choice) -> Iterator[tuple[Sentence, Hit]]:
    """Yield the trigger chosen, then those of its type, or of the other half of a signing, in the first sentences."""
    yield choice.sentence, choice.hit
    alike = _SIGNED if choice.hit.type in _SIGNED else {choice.hit.type}
    for sentence in reading.lead:
        for hit in reading.triggers.within(sentence):
            if hit.type in alike and hit is not choice.hit:
                yield sentence, hit


def _told_later(reading: Reading, choice: Choice) -> tuple[str, ...]:
    """Return where it was as the piece says further on, where it tells of the same day again."""
    for sentence in reading.told:
        for hit in reading.triggers.within(sentence):
            when = day_in(reading.story, sentence, hit.start) if hit.type == choice.hit.type else None
            if when and when.start and when.start == choice.when.start:
                there = happened_at(reading.story, sentence, hit.start, surely=True)
                if there:
                    return there
    return ()


def _organizations(story: Story, choice: Choice) -> tuple[str, ...]:
    """Return the bodies that stand before the trigger in its sentence: they held it, or received it."""
    names = [n.entity.name for n in story.named("organization", choice.sentence.start, choice.hit.start)]
    return tuple(dict.fromkeys(names))
