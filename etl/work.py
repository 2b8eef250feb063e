"""One page from bytes to articles, with every failure told as one clear error of that page."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from etl.errors import ExtractError, PageError
from etl.extract import examine
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Extraction
from etl.read import RawPage, read_page


def work(raw: RawPage, lexicon: Lexicon = DEFAULT) -> Extraction:
    """Read a page and take it through the corridor.

    Args:
        raw: the bytes of the page.
        lexicon: the word lists to go by.

    Returns:
        All that came of the page.

    Raises:
        PageError: the page cannot be had, whatever the reason: a defect of the program stops this page only, and is
            told with the room and the line of code where it happened.

    Example:
        >>> raw = RawPage("a.txt", "0" * 64, "# 市长调研\\n\\n昨日,市长李四到二七区调研。".encode(), "txt")
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


def failure_document(error: PageError, sha256: str | None, extractor: str) -> dict[str, object]:
    """Return the ledger's document of a page that cannot be had.

    Args:
        error: what is wrong; its `path` names the page.
        sha256: of the page's bytes; None where they could not be read, and then the path is the page's id.
        extractor: version of the code that tried.

    Example:
        >>> failure_document(PageError("empty", "no text", path="a.txt"), None, "0.1.0")["_id"]
        'unread:a.txt'
    """
    told = {"kind": error.kind, "message": error.message, "stage": error.stage, "line": error.line}
    return {
        "_id": sha256 or f"unread:{error.path}",
        "paths": [error.path],
        "state": "failed",
        "error": {k: v for k, v in told.items() if v is not None},
        "extractor": extractor,
    }


def _defect(error: Exception, raw: RawPage) -> ExtractError:
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
