"""What every store can do, whatever keeps the documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.errors import PageError

Document = dict[str, Any]
DATABASE = "jianbao"
"""The database's name where a URI gives none."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger holds of one page.

    Attributes:
        state: `loaded` or `failed`.
        extractor: the version that made its articles.
        paths: where the page was found; empty for a page that was replaced by a corrected one during a load
            which has not ended.
    """

    state: str
    extractor: str
    paths: tuple[str, ...]


class Store(Protocol):
    """A place where pages and their articles are kept.

    A path holds one page at a time: `put` and `add_path` take the path away from the page that was there before.
    A page left without a path goes, with its articles, when the load ends (at once where no load has begun), so that
    files which merely changed names are never loaded twice.

    Attributes:
        uri: where it is, as said to a person: no password in it.
    """

    uri: str

    def prepare(self) -> None:
        """Make collections, schema validator and indexes; doing it again changes nothing."""

    def ledger(self) -> dict[str, LedgerEntry]:
        """Return what is known of every page, by the page's `_id`, in one cheap read."""

    def put(self, page: Document, articles: list[Document]) -> None:
        """Keep one page: its articles first, then the page as `loaded`.

        Args:
            page: the ledger's document, as `etl.document.page_document` makes it, with the path in `paths`.
            articles: the documents of all its articles; older ones of the same page go.

        Raises:
            DocumentRefused: the store does not take one of the documents; nothing of the page is `loaded`.
            StoreUnavailable: the store is away; try again later.
        """

    def put_many(self, batch: Sequence[tuple[Document, list[Document]]]) -> list[PageError]:
        """Keep several pages as `put` does; a page that is refused is marked `failed` and the others go on.

        Args:
            batch: pages with their articles.

        Returns:
            One error for each page that was refused.

        Raises:
            StoreUnavailable: the store is away; pages acknowledged before stay loaded.
        """

    def fail(self, page: Document) -> None:
        """Keep a page that cannot be had: `_id`, `paths`, `error` (`{kind, message, stage, line}`), `extractor`.

        What was loaded from that path before stays. The failure goes when a page is put under its path.
        """

    def add_path(self, sha256: str, path: str) -> None:
        """Say that the page with that `_id` is (also) found under `path`.

        Call it for an unchanged page whose ledger entry lacks `path`, or where another entry holds `path` too.
        """

    def begin_load(self, load: Document) -> None:
        """Write down that a run has begun."""

    def end_load(self, load: Document) -> None:
        """Write down how the run ended, and let go of pages that no path holds any more."""

    def database(self) -> Any:
        """Return a database to read from, as pymongo has it: `articles`, `pages`, `loads`. Dates come in UTC."""

    def close(self) -> None:
        """Let go of files and connections."""
