"""What a piece tells: events, statements, figures, all with offsets into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.relate.events import find_events
from etl.relate.figures import BEGINS, find_figures
from etl.relate.statements import find_statements
from etl.relate.story import read_story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.lexicon import Lexicon
    from etl.model import DateMention, Draft, Entity, Event, Figure, Statement, When
    from etl.relate.story import Story

__all__ = ["relate"]


def relate(
    draft: Draft,
    entities: Sequence[Entity],
    dates: Sequence[DateMention],
    when: When,
    lexicon: Lexicon,
) -> tuple[tuple[Event, ...], tuple[Statement, ...], tuple[Figure, ...]]:
    """Read a piece for its events, statements and figures.

    Args:
        draft: the piece as laid out.
        entities: its names.
        dates: the dates in its text.
        when: the day it is about.
        lexicon: the word lists to go by.

    Returns:
        Events, statements and figures, each in the order of the text.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, When
        >>> draft = Draft(0, 1, 1, "会议指出,全市共有规上企业39家。")
        >>> events, statements, figures = relate(draft, (), (), When("unknown"), DEFAULT)
        >>> statements[0].speaker, figures[0].value, figures[0].unit
        ('会议', 39, '家')
    """
    story = read_story(draft, entities, dates, when)
    statements = find_statements(story, lexicon)
    figures = find_figures(story.folded, story.text, _taken(story, entities), lexicon)
    return find_events(story, statements, lexicon), statements, figures


def _taken(story: Story, entities: Sequence[Entity]) -> list[tuple[int, int]]:
    """Return what may hold digits that count nothing: dates, titles of works, names (五台山)."""
    taken = [(start, end) for start, end, _ in story.dates]
    taken += [quote for quote in story.quotes if story.folded[quote[0]] == "《"]
    digits = BEGINS.search
    for entity in entities:
        if digits(entity.name) or (entity.aliases and digits("".join(entity.aliases))):
            taken += [(start, end) for start, end, _ in entity.mentions if start is not None and end is not None]
    return taken
