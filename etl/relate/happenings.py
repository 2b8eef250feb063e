"""Happenings: a trigger with its sentence and its day, and where a piece tells of one with the day of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import late
from etl.relate.days import day_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from etl.model import EventType, When
    from etl.relate.readings import Reading
    from etl.relate.story import Sentence
    from etl.relate.triggers import Hit

TELLING = 3
"""Weight of a word that tells the type by itself."""

OCCURRED = late(r"发生|突发|突遇|出现|造成|致|不慎|失足")
"""What tells of an accident as one that occurred."""


class Choice(NamedTuple):
    """A happening chosen: its trigger, its sentence, its day, and the rule that chose it."""

    hit: Hit
    sentence: Sentence
    when: When
    rule: str


def told_again(reading: Reading, kind: EventType, sentences: Iterable[Sentence] | None = None) -> Iterator[Choice]:
    """Yield where the paper tells of a happening of that type with the day of it.

    Args:
        reading: the piece.
        kind: type of the happening.
        sentences: where to look; by default in all that have a date.

    Yields:
        It, each time the paper itself tells of it with a day.

    Example:
        >>> from datetime import date
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import DateMention, Draft, When
        >>> from etl.relate.readings import read
        >>> from etl.relate.story import read_story
        >>> text, day = "火灾已扑灭。2日,西村发生火灾。", date(2021, 4, 2)
        >>> when = When("day", day, day)
        >>> story = read_story(Draft(0, 1, 1, text), (), [DateMention(6, 8, when)], when)
        >>> [choice.sentence.start for choice in told_again(read(story, (), DEFAULT), "accident")]
        [6]
    """
    for sentence in with_dates(reading) if sentences is None else sentences:
        for hit in reading.triggers.within(sentence):
            if hit.type != kind or hit.weight < TELLING:
                continue
            when = day_in(reading.story, sentence, hit.start)
            occurs = kind != "accident" or OCCURRED.search(reading.story.folded, sentence.start, sentence.end)
            if when and when.precision != "recent" and occurs:
                yield Choice(hit, sentence, when, "told again")


def with_dates(reading: Reading) -> Iterator[Sentence]:
    """Yield the sentences in which the paper speaks that have a date at all."""
    return (sentence for sentence in reading.told if reading.story.dated(sentence.start, sentence.end))
