"""The one tree of exceptions.

::

    JianbaoError
    ├── PageError            one page cannot be had; the rest of the load goes on
    │   ├── ReadError        bytes, encoding, format
    │   ├── ExtractError     layout and what follows
    │   └── KeepError        the store refused one of its documents
    ├── LexiconError         a lexicon file is not what its header says
    ├── GoldError            a gold page or a floors file cannot be used
    ├── QueryError           an argument of a query is not what it should be
    └── StoreError           the store refuses
        ├── StoreUnavailable transient: try again later, the load can be resumed
        ├── DocumentRefused  this document only; the rest of the load goes on
        └── ProtocolError    a client of `etl serve` sent bytes that are no message
"""

from __future__ import annotations


class JianbaoError(Exception):
    """Anything this project raises on purpose; its text is fit for a person."""


class PageError(JianbaoError):
    """One page cannot be had.

    Attributes:
        kind: one word a machine can count by (`empty`, `binary`, `too_large` …).
        message: what is wrong and what to do.
        stage: the room where it happened (`read`, `layout`, `store` …).
        line: 1-based line of the page, where there is one.
        path: the page's path as given, where it is known.

    Example:
        >>> str(PageError("empty", "the page holds no text; delete it", path="a.txt"))
        'a.txt: the page holds no text; delete it'
        >>> str(PageError("bad_json", "not a JSON object", line=3, path="a.jsonl"))
        'a.jsonl, line 3: not a JSON object'
    """

    stage = "extract"

    def __init__(self, kind: str, message: str, *, line: int | None = None, path: str | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.line, self.path = kind, message, line, path

    def __str__(self) -> str:
        place = ", ".join(x for x in (self.path, f"line {self.line}" if self.line else None) if x)
        return f"{place}: {self.message}" if place else self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross the process pool: keyword arguments need help, and so does a stage of their own.
        return _rebuild, (type(self), self.kind, self.message, self.line, self.path), {"stage": self.stage}


def _rebuild(cls: type[PageError], kind: str, message: str, line: int | None, path: str | None) -> PageError:
    return cls(kind, message, line=line, path=path)


class ReadError(PageError):
    """The bytes of a page cannot be turned into text."""

    stage = "read"


class ExtractError(PageError):
    """A page was read, and a later room failed on it."""


class KeepError(PageError):
    """A page was extracted, and the store refused one of its documents."""

    stage = "store"


class LexiconError(JianbaoError):
    """A lexicon file is not what its header says."""


class GoldError(JianbaoError):
    """A gold page or a floors file cannot be used."""


class QueryError(JianbaoError):
    """An argument of a query is not what it should be."""


class StoreError(JianbaoError):
    """The store refuses."""


class StoreUnavailable(StoreError):  # noqa: N818 - it names a state that passes, not a defect
    """Transient: the server is away; the load can be resumed."""


class DocumentRefused(StoreError):  # noqa: N818 - it names what happened to one document
    """The store refuses this one document; others go on.

    Attributes:
        kind: as of a `PageError`: `too_large` or `refused`.
    """

    def __init__(self, message: str, kind: str = "refused") -> None:
        super().__init__(message)
        self.kind = kind


class ProtocolError(StoreError):
    """A client of `etl serve` sent bytes that are no message; its connection ends, others go on."""
