"""HTML pages: the main text, and what the head says of it."""

from __future__ import annotations

import re
from typing import Any

from etl.errors import ReadError
from etl.model import Declared, Page
from etl.read.content import clean, day_of
from etl.read.decode import decode
from etl.read.raw import RawPage

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_HEAD = 4096


def read_html(raw: RawPage) -> Page:
    """Return the page of an HTML file: its main text as trafilatura finds it, without navigation and the like.

    Args:
        raw: the bytes of the file.

    Returns:
        A page whose lines are the paragraphs; `declared` holds title, date, site and address where the head has them.

    Raises:
        ReadError: the file has no main text.

    Example:
        >>> html = "<html><head><title>市长调研</title></head><body><p>昨日,市长到二七区调研。</p></body></html>"
        >>> page = read_html(RawPage("a.html", "0" * 64, html.encode(), "html"))
        >>> page.text, page.declared.headline
        ('昨日,市长到二七区调研。', '市长调研')
    """
    from trafilatura import bare_extraction  # noqa: PLC0415 - slow to import
    from trafilatura.settings import use_config  # noqa: PLC0415 - as above

    settings = use_config()
    # The usual 250 characters are a long piece in Chinese; under them trafilatura falls back on whatever there is.
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "10")
    charset = _CHARSET.search(raw.data[:_HEAD])
    text, codec, warnings = decode(raw.data, charset.group(1).decode("ascii", "ignore") if charset else None)
    # Only a date the head declares: one guessed from the page would pass for the day of publication.
    dates = {"extensive_search": False, "original_date": True}
    found: Any = bare_extraction(
        text, with_metadata=True, include_comments=False, date_extraction_params=dates, config=settings
    )
    if found is None or not (found.text or "").strip():
        raise ReadError("empty", "no main text was found in this HTML; save the text itself as .txt")
    title = " ".join(clean(found.title or "").split()) or None
    day = day_of(found.date) if found.date else None
    declared = Declared(title, day, found.sitename or None, found.url or None)
    return Page(raw.path, raw.sha256, clean(found.text), codec, raw.form, declared, warnings)
