"""A page whose documents were refused: the error that is told and the page that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.errors import KeepError

if TYPE_CHECKING:
    from etl.errors import DocumentRefused, PageError
    from etl.store.base import Document


def refusal(page: Document, error: DocumentRefused) -> PageError:
    """Return the page error that stands for a refused document.

    Example:
        >>> from etl.errors import DocumentRefused
        >>> print(refusal({"paths": ["a.txt"]}, DocumentRefused("document x has 17.0 MB", "too_large")))
        a.txt: document x has 17.0 MB
    """
    return KeepError(error.kind, str(error), path=next(iter(page["paths"]), None))


def failed_page(page: Document, error: PageError) -> Document:
    """Return the ledger's document of a page that failed with `error`, small enough for any store."""
    kept: Document = {key: page[key] for key in ("_id", "paths", "encoding", "lines", "extractor") if key in page}
    told = {"kind": error.kind, "message": error.message, "stage": error.stage, "line": error.line}
    return {**kept, "error": {key: value for key, value in told.items() if value is not None}}
