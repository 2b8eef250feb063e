"""`etl extract`: article documents to standard output, with no store."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from etl.document import article_document, to_json
from etl.errors import PageError
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Extraction
from etl.read import find_files, raw_pages
from etl.work import work


@click.command(short_help="Print the article documents of pages as JSON Lines.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lexicon", "directory", type=click.Path(path_type=Path), help="Folder with word lists of your own.")
def extract(paths: tuple[Path, ...], directory: Path | None) -> None:
    """Print the articles of pages as JSON Lines, one document a line, with no store.

    PATHS are files (.txt .md .html .jsonl, also .gz) and folders. Errors go to standard error, one a page.

    \b
    Example:
      etl extract seeds/ > articles.jsonl
      etl extract page.txt | mongoimport --db jianbao --collection articles
    """
    lexicon = lexicon_of(directory)
    done = failed = 0
    for source in find_files(paths):
        for raw in [source] if isinstance(source, PageError) else raw_pages(source):
            try:
                if isinstance(raw, PageError):
                    raise raw
                _print(work(raw, lexicon))
                done += 1
            except PageError as error:
                click.echo(f"etl: {error}", err=True)
                failed += 1
    sys.exit(0 if not failed else 3 if done else 1)


def lexicon_of(directory: Path | None) -> Lexicon:
    if directory is None:
        return DEFAULT
    from etl.lexicon.user import load_user_lexicon  # noqa: PLC0415 - most runs have no lists of their own

    return load_user_lexicon(directory)


def _print(extraction: Extraction) -> None:
    for article in extraction.articles:
        click.echo(to_json(article_document(article)))
