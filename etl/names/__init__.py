"""Names in an article: people with their offices, bodies, places, works and terms.

`page_viewpoint` settles whose paper a page is of, `name_draft` finds and joins the names of one article, and
`find_mentions` is the bare recogniser on a string.
"""

from __future__ import annotations

from etl.names.entities import find_mentions, name_draft
from etl.names.viewpoint import page_viewpoint

__all__ = ["find_mentions", "name_draft", "page_viewpoint"]
