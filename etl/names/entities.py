"""From found strings to entities: overlaps resolved, forms of one name tied together, mentions counted."""

from __future__ import annotations

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Draft, Entity, Found, Publication
from etl.names.people import LIKELY, find_people
from etl.text import fold


def name_draft(draft: Draft, publication: Publication, lexicon: Lexicon = DEFAULT) -> tuple[Entity, ...]:
    """Return the entities of an article."""
    return ()


def find_mentions(text: str, lexicon: Lexicon = DEFAULT) -> list[Found]:
    """Return what the recognisers take for names in a bare string."""
    return find_people(fold(text), lexicon, least=LIKELY)
