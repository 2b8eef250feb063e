"""`etl evaluate`: how good the extraction is, on pages annotated by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from etl.commands.options import json_option, lexicon_option
from etl.document import Document, article_document
from etl.errors import GoldError, PageError
from etl.evaluate import Score, read_floors, read_gold
from etl.evaluate import evaluate as score_pages
from etl.lexicon import Lexicon
from etl.read import find_files, raw_pages
from etl.terminal import console, table
from etl.work import work


@click.command(short_help="Score the extraction against pages annotated by hand.")
@click.argument("gold", metavar="GOLD...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--pages", type=click.Path(path_type=Path), help="Folder with the page files. Default: seeds.", default="seeds"
)
@click.option(
    "--floors", type=click.Path(path_type=Path), help="JSON file, field → least F1; below one the exit code is 1."
)
@click.option("--misses", is_flag=True, help="Print every difference, one JSON object a line, to standard error.")
@lexicon_option
@json_option
def evaluate(
    gold: tuple[Path, ...], pages: Path, floors: Path | None, misses: bool, lexicon: Lexicon, as_json: bool
) -> None:
    r"""Extract the pages that GOLD files annotate, and print precision, recall and F1 per field.

    docs/gold.md tells how a gold page is written.

    \b
    Example:
      etl evaluate tests/gold/00*.json --floors tests/gold/floors.json
      etl evaluate mine.json --pages scans/ --misses
    """
    least = read_floors(floors) if floors else {}
    golds = [read_gold(path) for path in gold]
    score = score_pages(_articles(golds, pages, lexicon), golds)
    if misses:
        for miss in score.misses:
            click.echo(json.dumps(asdict(miss), ensure_ascii=False), err=True)
    if as_json:
        click.echo(json.dumps(score.figures(), ensure_ascii=False))
    else:
        _print(score)
    below = score.below(least)
    for message in below:
        click.echo(f"etl: {message}", err=True)
    sys.exit(1 if below else 0)


def _articles(golds: Sequence[Document], pages: Path, lexicon: Lexicon) -> Iterator[Document]:
    paths = [pages / gold["file"] for gold in golds]
    for source in find_files(paths):
        for raw in raw_pages(source):
            if isinstance(raw, PageError):
                raise GoldError(f"{raw}; --pages names the folder of the page files") from raw
            yield from map(article_document, work(raw, lexicon).articles)


def _print(score: Score) -> None:
    rows = [
        (name, f"{t.precision:.3f}", f"{t.recall:.3f}", f"{t.f1:.3f}", t.gold)
        for name, t in score.tallies.items()
        if t.gold
    ]
    out = console()
    out.print(table(["field", "precision", "recall", "F1", "of"], rows))
    out.print(f"\ndays right: {score.dates.right} of {score.dates.of}", end="; ")
    out.print(f"days of publication: {score.publication_dates.right} of {score.publication_dates.of}")
