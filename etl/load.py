"""The load: files in, articles stored, every page accounted for in the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from etl.document import Document, failure_document
from etl.errors import PageError, ReadError, StoreError
from etl.lexicon import DEFAULT, Lexicon
from etl.read import RawPage, SourceFile, find_files, raw_pages
from etl.store import LedgerEntry, Store
from etl.version import extractor_version

if TYPE_CHECKING:
    from etl.work import Outcome

State = Literal["running", "finished", "stopped", "interrupted"]

_BATCH_PAGES = 64
_BATCH_BYTES = 1024 * 1024
_PACKED = 4  # what packed text grows by, roughly, for the progress bar's sake


@dataclass(slots=True)
class Report:
    """What a load has done so far.

    Attributes:
        store: where, as said to a person.
        replaced: loaded pages that stand under a path where another page stood before.
        empty: pages loaded on which no article was found.
        articles, entities, events: of the pages loaded.
        errors: one for each page that failed.
        warnings: path and what is doubtful, of pages loaded nonetheless.
        bytes_done, bytes_total: for a progress bar; the total is an estimate where files are packed.
        stopped_by: why it ended early.
    """

    store: str
    extractor: str
    arguments: list[str] = field(default_factory=list)
    state: State = "running"
    loaded: int = 0
    unchanged: int = 0
    failed: int = 0
    replaced: int = 0
    empty: int = 0
    articles: int = 0
    entities: int = 0
    events: int = 0
    errors: list[PageError] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    bytes_done: int = 0
    bytes_total: int = 0
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    finished: datetime | None = None
    stopped_by: str | None = None

    @property
    def pages(self) -> int:
        """Pages settled; each is loaded, unchanged or failed."""
        return self.loaded + self.unchanged + self.failed

    @property
    def exit_code(self) -> int:
        """0 all well, 1 nothing to show for it, 3 part failed."""
        if not self.failed and self.state == "finished" and self.pages:
            return 0
        return 3 if self.loaded or self.unchanged else 1

    def document(self) -> Document:
        """Return the document of `loads`."""
        counts = ("pages", "loaded", "unchanged", "failed", "replaced", "articles", "entities", "events")
        told = {
            "_id": f"{self.started:%Y%m%dT%H%M%S.%f}-{os.getpid()}",
            "started_at": self.started,
            "finished_at": self.finished,
            "arguments": self.arguments,
            **{name: getattr(self, name) for name in counts},
            "extractor": self.extractor,
            "state": self.state,
            "stopped_by": self.stopped_by,
        }
        return {name: value for name, value in told.items() if value is not None}


def load(
    paths: Sequence[Path],
    store: Store,
    *,
    lexicon: Lexicon = DEFAULT,
    jobs: int | None = 1,
    fail_fast: bool = False,
    watch: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Load pages into a store.

    A page whose bytes the ledger holds under the same extractor is unchanged: it is not even decoded. Everything
    acknowledged before an interruption stays, and loading again goes on from there.

    Args:
        paths: files and folders.
        store: opened for writing.
        lexicon: the word lists to go by.
        jobs: processes; None decides by the amount of work. A script that takes more than one must guard its main part
            by `if __name__ == "__main__"`.
        fail_fast: stop at the first page that fails.
        watch: called with the report whenever it has changed.

    Returns:
        The report; Ctrl-C and an absent store end the load with a report too.

    Raises:
        StoreError: the store could not be made ready.

    Example:
        >>> from etl.store import open_store
        >>> report = load([Path("seeds")], open_store("memory:"), jobs=1)
        >>> report.loaded, report.failed, report.state
        (5, 0, 'finished')
    """
    report = Report(store.uri, extractor_version(lexicon), [str(path) for path in paths])
    store.prepare()
    run = _Run(store, report, store.ledger(), watch, fail_fast)
    store.begin_load(report.document())
    try:
        run.all(paths, jobs, lexicon)
        report.state = "finished"
    except KeyboardInterrupt:
        report.state, report.stopped_by = "interrupted", "interrupted; load again to go on"
    except (_Stop, StoreError) as error:
        report.state, report.stopped_by = "stopped", str(error)
    _end(store, report)
    return report


def _end(store: Store, report: Report) -> None:
    report.finished = datetime.now(UTC)
    try:
        store.end_load(report.document())
    except StoreError as error:
        report.state, report.stopped_by = "stopped", report.stopped_by or str(error)


class _Stop(Exception):  # noqa: N818 - it is caught in `load`, and says that --fail-fast has done its work
    """A page failed, and that was to end the load."""


class _Run:
    """One load under way."""

    def __init__(
        self,
        store: Store,
        report: Report,
        ledger: dict[str, LedgerEntry],
        watch: Callable[[Report], None],
        fail_fast: bool,
    ) -> None:
        self._store, self._report, self._ledger = store, report, ledger
        self._watch, self._fail_fast = watch, fail_fast
        self._owners = {path: name for name, entry in ledger.items() if entry.state == "loaded" for path in entry.paths}
        self._failed_paths = {path for entry in ledger.values() if entry.state == "failed" for path in entry.paths}
        self._taken: dict[str, PageError | None] = {}  # hashes of this run's new pages, and why they failed
        self._twins: list[RawPage] = []  # the same bytes again, under another path
        self._batch: list[Outcome] = []
        self._batch_bytes = 0

    def all(self, paths: Sequence[Path], jobs: int | None, lexicon: Lexicon) -> None:
        found = list(find_files(paths))
        self._report.bytes_total = sum(_size(f) for f in found if isinstance(f, SourceFile))
        new = self._new_pages(found)
        for first in new:
            self._work(chain([first], new), jobs, lexicon)
        for twin in self._twins:
            self._add_twin(twin)

    def _work(self, pages: Iterator[RawPage], jobs: int | None, lexicon: Lexicon) -> None:
        # The corridor and its lexicons are imported only for a new page: loading again must cost next to nothing.
        from etl.workers import outcomes  # noqa: PLC0415

        for outcome in outcomes(pages, jobs, lexicon):
            self._take(outcome)
        self._flush()

    def _new_pages(self, found: Sequence[SourceFile | ReadError]) -> Iterator[RawPage]:
        """Give the pages that are to be worked on; the others are settled here."""
        for source in found:
            for raw in raw_pages(source):
                if isinstance(raw, PageError):
                    self._unread(raw)
                elif not self._settled(raw):
                    yield raw

    def _settled(self, raw: RawPage) -> bool:
        if raw.sha256 in self._taken:
            self._twins.append(raw)
            return True
        entry = self._ledger.get(raw.sha256)
        if entry is None or entry.state != "loaded" or entry.extractor != self._report.extractor:
            self._taken[raw.sha256] = None
            return False
        if self._owners.get(raw.path) != raw.sha256 or raw.path in self._failed_paths:
            self._store.add_path(raw.sha256, raw.path)
        self._report.unchanged += 1
        self._count_bytes(len(raw.data))
        return True

    def _take(self, outcome: Outcome) -> None:
        if outcome.error:
            self._store.fail(outcome.page)
            self._taken[outcome.sha256] = outcome.error
            self._failed(outcome.error)
        else:
            self._batch.append(outcome)
            self._batch_bytes += outcome.size
            if len(self._batch) >= _BATCH_PAGES or self._batch_bytes >= _BATCH_BYTES:
                self._flush()
        self._count_bytes(outcome.size)

    def _flush(self) -> None:
        batch, self._batch, self._batch_bytes = self._batch, [], 0
        if not batch:
            return
        refused = {error.path: error for error in self._store.put_many([(o.page, o.articles) for o in batch])}
        for outcome in batch:
            if error := refused.get(outcome.path):
                self._taken[outcome.sha256] = error
                self._failed(error)
            else:
                self._stored(outcome)

    def _stored(self, outcome: Outcome) -> None:
        report = self._report
        report.loaded += 1
        report.replaced += self._owners.get(outcome.path, outcome.sha256) != outcome.sha256
        report.warnings += [(outcome.path, told) for told in outcome.page["warnings"]]
        report.empty += not outcome.articles
        report.articles += len(outcome.articles)
        report.entities += sum(len(article["entities"]) for article in outcome.articles)
        report.events += sum(len(article["events"]) for article in outcome.articles)
        self._watch(report)

    def _unread(self, error: PageError) -> None:
        if error.kind != "missing":  # a name mistyped is no page, and nothing would ever take it out of the ledger
            self._store.fail(failure_document(error, error.path or "", None, self._report.extractor))
        self._failed(error)

    def _failed(self, error: PageError) -> None:
        self._report.failed += 1
        self._report.errors.append(error)
        self._watch(self._report)
        if self._fail_fast:
            raise _Stop("a page failed, and --fail-fast stops there")

    def _add_twin(self, raw: RawPage) -> None:
        """Settle the same page under a second path: stored once, known by both, or failed under both."""
        if error := self._taken[raw.sha256]:
            again = PageError(error.kind, error.message, line=error.line, path=raw.path)
            again.stage = error.stage
            self._store.fail(failure_document(again, raw.path, raw.sha256, self._report.extractor))
            self._failed(again)
        else:
            self._store.add_path(raw.sha256, raw.path)
            self._report.unchanged += 1
        self._count_bytes(len(raw.data))

    def _count_bytes(self, size: int) -> None:
        self._report.bytes_done += size
        self._watch(self._report)


def _size(source: SourceFile) -> int:
    try:
        return source.location.stat().st_size * (_PACKED if source.packed else 1)
    except OSError:  # gone since it was listed: reading it will say so
        return 0
