"""What a person sees: tables where Chinese aligns, a progress bar, a summary."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from etl.load import Report

_PLAIN_WIDTH = 120  # where the output is no terminal and has no width of its own
_ERRORS_SHOWN = 20
_WARNINGS_SHOWN = 5


def console(*, stderr: bool = False) -> Console:
    """Return a console on standard output (or error): colours on a terminal only, nothing highlighted by guess.

    Example:
        >>> console().print("剪报")
        剪报
    """
    from rich.console import Console  # noqa: PLC0415 - slow to import, and `extract` prints none

    stream = sys.stderr if stderr else sys.stdout
    watched = stream.isatty()
    return Console(file=stream, highlight=False, markup=False, emoji=False, width=None if watched else _PLAIN_WIDTH)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> Any:
    """Return a table for a console to print; columns of numbers stand to the right.

    Example:
        >>> console().print(table(["name", "pages"], [["上街时报", 3], ["x", 12]]))
        name      pages
        上街时报      3
        x            12
    """
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    rows = [list(row) for row in rows]
    made = Table(
        title=title, title_justify="left", box=None, pad_edge=False, show_header=any(head), padding=(0, 2, 0, 0)
    )
    for number, name in enumerate(head):
        numeric = bool(rows) and all(isinstance(row[number], int | float) for row in rows)
        made.add_column(name, justify="right" if numeric else "left", header_style="bold", overflow="fold")
    for row in rows:
        made.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in row))
    return made


def shortened(text: str, most: int = 48) -> str:
    r"""Return `text` on one line, cut after `most` characters where it is longer.

    Example:
        >>> shortened("要抓好落实,\n再抓落实", most=8)
        '要抓好落实, …'
    """
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


@contextmanager
def progress() -> Iterator[Callable[[Report], None]]:
    """Give a function that shows how far a load is, with rate and time left; it shows nothing unless somebody watches.

    Example:
        >>> with progress() as watch:
        ...     watch(None)
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn  # noqa: PLC0415 - only for who watches

    columns = (
        TextColumn("{task.fields[pages]} pages"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("load", total=None, pages=0)

        def watch(report: Report) -> None:
            total = max(report.bytes_total, report.bytes_done)
            bar.update(task, total=total, completed=report.bytes_done, pages=report.pages)

        yield watch


def print_report(report: Report, *, dry_run: bool = False) -> None:
    """Print what a load did, what failed and why, where it is stored and what to do next."""
    out = console()
    seconds = (report.finished - report.started).total_seconds() if report.finished else 0
    counts = [
        ("pages", report.pages, f"{report.loaded:,} loaded, {report.unchanged:,} unchanged, {report.failed:,} failed"),
    ]
    if report.loaded:
        counts.append(("articles", report.articles, f"with {report.entities:,} names and {report.events:,} events"))
    if report.empty:
        counts.append(("empty", report.empty, "of the pages loaded: no article was found on them"))
    if report.replaced:
        counts.append(("replaced", report.replaced, "pages stand where another page had the same path"))
    out.print(table(["", "", ""], counts))
    if report.errors:
        out.print()
        out.print(_errors(report.errors))
    if report.warnings:
        out.print()
        out.print(_warnings(report.warnings))
    out.print()
    where = "nothing was stored (dry run)" if dry_run else f"stored in {report.store}"
    out.print(f"{where}, {seconds:.1f} s")
    if report.stopped_by:
        out.print(f"stopped early: {report.stopped_by}")
    out.print(f"next: {_next_step(report, dry_run=dry_run)}")


def _errors(errors: Sequence[Any]) -> Any:
    rows = [(error.path or "", error.line or "", error.kind, error.message) for error in errors[:_ERRORS_SHOWN]]
    if len(errors) > _ERRORS_SHOWN:
        rows.append(("…", "", "", f"and {len(errors) - _ERRORS_SHOWN:,} more: etl status --failed"))
    return table(["failed", "line", "kind", "why, and what to do"], rows)


def _warnings(warnings: Sequence[tuple[str, str]]) -> Any:
    rows = list(warnings[:_WARNINGS_SHOWN])
    if left := len(warnings) - len(rows):
        rows.append(("…", f"and {left:,} more: --json tells all, and so do the pages in the store"))
    return table(["loaded", "but look at this"], rows)


def _next_step(report: Report, *, dry_run: bool) -> str:
    if report.state != "finished":
        return "run the same command again: what is stored is not loaded twice"
    if not report.pages:
        return "name a file or folder with .txt .md .html .htm or .jsonl pages (each may be .gz)"
    if report.failed == report.pages:
        return "mend what failed as told above, and load it again"
    if dry_run:
        return "run it without --dry-run"
    return "etl status, etl show PATH, etl query people"
