"""What a piece tells: events, statements, figures, all with offsets into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.lexicon import Lexicon
    from etl.model import DateMention, Draft, Entity, Event, Figure, Statement, When

__all__ = ["relate"]


def relate(
    draft: Draft,
    entities: Sequence[Entity],
    dates: Sequence[DateMention],
    when: When,
    lexicon: Lexicon,
) -> tuple[tuple[Event, ...], tuple[Statement, ...], tuple[Figure, ...]]:
    """Read a piece for its events, statements and figures."""
    return (), (), ()
