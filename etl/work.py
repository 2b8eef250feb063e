"""One page from bytes to articles, with every failure told as one clear error of that page."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from etl.document import Document, article_document, failure_document, page_document
from etl.errors import ExtractError, PageError
from etl.extract import examine
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Extraction
from etl.read import RawPage, read_page
from etl.version import extractor_version

if TYPE_CHECKING:
    import traceback


class Outcome(NamedTuple):
    """What came of one page, ready for a store; it crosses from worker to loader.

    Attributes:
        path, sha256, size: of the page, size in bytes.
        page: the ledger's document.
        articles: the documents of its articles; none where it failed.
        error: why it failed.
    """

    path: str
    sha256: str
    size: int
    page: Document
    articles: list[Document]
    error: PageError | None = None


def outcome_of(raw: RawPage, lexicon: Lexicon = DEFAULT) -> Outcome:
    """Take a page from bytes to documents; an error of the page is part of the outcome.

    Example:
        >>> outcome_of(RawPage("a.txt", "0" * 64, b"", "txt")).error.kind
        'empty'
    """
    try:
        found = work(raw, lexicon)
    except PageError as error:
        return failed(raw, error, lexicon)
    page = page_document(found, extractor=extractor_version(lexicon))
    articles = [article_document(article) for article in found.articles]
    return Outcome(raw.path, raw.sha256, len(raw.data), page, articles)


def failed(raw: RawPage, error: PageError, lexicon: Lexicon = DEFAULT) -> Outcome:
    """Return the outcome of a page that cannot be had.

    Example:
        >>> failed(RawPage("a.txt", "0" * 64, b"", "txt"), PageError("empty", "no text")).page["state"]
        'failed'
    """
    page = failure_document(error, raw.path, raw.sha256, extractor_version(lexicon))
    return Outcome(raw.path, raw.sha256, len(raw.data), page, [], error)


def work(raw: RawPage, lexicon: Lexicon = DEFAULT) -> Extraction:
    r"""Read a page and take it through the corridor.

    Args:
        raw: the bytes of the page.
        lexicon: the word lists to go by.

    Returns:
        All that came of the page.

    Raises:
        PageError: the page cannot be had, whatever the reason: a defect of the program stops this page only, and is
            told with the room and the line of code where it happened.

    Example:
        >>> raw = RawPage("a.txt", "0" * 64, "# 市长调研\n\n昨日,市长李四到二七区调研。".encode(), "txt")
        >>> work(raw).articles[0].draft.headline
        '市长调研'
    """
    try:
        return examine(read_page(raw), lexicon)
    except PageError as error:
        if error.path is None:
            error.path = raw.path
        raise
    except Exception as error:
        raise _defect(error, raw) from error


def _defect(error: Exception, raw: RawPage) -> ExtractError:
    import traceback  # noqa: PLC0415 - the program has few defects

    frames = [f for f in traceback.extract_tb(error.__traceback__) if "etl" in PurePath(f.filename).parts]
    room, place = _room(frames[-1]) if frames else ("extract", "")
    message = f"{type(error).__name__} at {place}: {error}; this is a defect of the program, report it with the page"
    found = ExtractError("defect", message, path=raw.path)
    found.stage = room
    return found


def _room(frame: traceback.FrameSummary) -> tuple[str, str]:
    parts = PurePath(frame.filename).parts
    parts = parts[len(parts) - 1 - parts[::-1].index("etl") :]
    return (parts[1] if len(parts) > 2 else "extract"), f"{'/'.join(parts)}:{frame.lineno}"
