"""`etl load`: pages into the store."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from etl.commands.options import json_option, lexicon_option, page_paths, store_option
from etl.document import Document, to_json
from etl.lexicon import Lexicon
from etl.load import Report
from etl.load import load as load_pages
from etl.store import open_store
from etl.terminal import print_report, progress


@click.command(short_help="Load pages into the store.")
@page_paths
@store_option
@lexicon_option
@click.option(
    "--jobs", type=click.IntRange(1), help="Processes. Default: one a core, or one where there is little to do."
)
@click.option("--dry-run", is_flag=True, help="Do all the work and store nothing.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first page that fails.")
@json_option
def load(
    paths: tuple[Path, ...],
    uri: str | None,
    lexicon: Lexicon,
    jobs: int | None,
    dry_run: bool,
    fail_fast: bool,
    as_json: bool,
) -> None:
    r"""Load pages into the store: every page once, however often it is loaded.

    PATHs are files (.txt .md .html .htm .jsonl, each also .gz) and folders. A page is known by its bytes and by its
    path below the folder that is loaded; a corrected page under the same path replaces what was there.

    Exit code: 0 all well, 1 nothing loaded, 3 some pages failed.

    \b
    Example:
      etl load seeds/
      etl load --store mongodb://localhost/jianbao pages/ more.jsonl.gz
    """
    store = open_store("memory:" if dry_run else uri)
    try:
        with progress() as watch:
            report = load_pages(paths, store, lexicon=lexicon, jobs=jobs, fail_fast=fail_fast, watch=watch)
    finally:
        store.close()
    if as_json:
        click.echo(to_json(_summary(report)))
    else:
        print_report(report, dry_run=dry_run)
    sys.exit(report.exit_code)


def _summary(report: Report) -> Document:
    errors = [
        {"path": e.path, "line": e.line, "kind": e.kind, "stage": e.stage, "message": e.message} for e in report.errors
    ]
    warnings = [{"path": path, "message": told} for path, told in report.warnings]
    return {**report.document(), "store": report.store, "errors": errors, "warnings": warnings}
