"""Files into pages: bytes, encodings, formats.

::

    find_files(paths) ─▶ SourceFile ─raw_pages─▶ RawPage (bytes and their hash) ─read_page─▶ Page

The hash comes first: a page whose bytes are already in the ledger is never decoded. What cannot be had comes out of the
iterators as a `ReadError` in its place, so that one bad page or record does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.errors import PageError, ReadError
from etl.model import Page
from etl.read.files import SourceFile, find_files
from etl.read.formats import read_page
from etl.read.raw import RawPage, raw_pages

__all__ = ["RawPage", "SourceFile", "find_files", "raw_pages", "read_page", "read_pages"]


def read_pages(source: SourceFile | ReadError) -> Iterator[Page | PageError]:
    """Yield the pages of one file, or what is wrong with them.

    Args:
        source: a file as `find_files` gives it, or the error it gives in the place of one, which comes out again.

    Yields:
        One page for a text, markdown or HTML file, one a record for JSON Lines; a `PageError` in the place of each
        page that cannot be had.

    Example:
        >>> from pathlib import Path
        >>> [page.path for source in find_files([Path("seeds")]) for page in read_pages(source)][0]
        '000_96144172191d751d.txt'
    """
    for raw in raw_pages(source):
        if isinstance(raw, PageError):
            yield raw
            continue
        try:
            yield read_page(raw)
        except PageError as error:
            yield error
