"""Places in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.model import Found, Viewpoint

if TYPE_CHECKING:
    from etl.lexicon import Lexicon


def find_places(text: str, viewpoint: Viewpoint, lexicon: Lexicon) -> list[Found]:
    """Return the places named in `text` (already folded)."""
    del text, viewpoint, lexicon
    return []
