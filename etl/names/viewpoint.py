"""Whose 我市 it is: the region a paper, and each of its pieces, speaks from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.model import Draft, Layout, Publication, Viewpoint

if TYPE_CHECKING:
    from etl.lexicon import Lexicon


def page_viewpoint(layout: Layout, publication: Publication, lexicon: Lexicon) -> Publication:
    """Return `publication` with the region it speaks from, where that is certain."""
    del layout, lexicon
    return publication


def article_viewpoint(draft: Draft, publication: Publication, lexicon: Lexicon) -> Viewpoint:
    """Return the viewpoint of one piece."""
    del draft, lexicon
    return Viewpoint(publication.region)
