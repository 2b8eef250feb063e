"""`etl extract`: article documents to standard output, with no store."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from etl.commands.options import lexicon_option, page_paths
from etl.document import article_document, to_json
from etl.errors import PageError
from etl.lexicon import Lexicon
from etl.model import Article, Extraction
from etl.read import find_files, raw_pages
from etl.terminal import shortened
from etl.work import work


@click.command(short_help="Print the articles of pages as JSON Lines, with no store.")
@page_paths
@lexicon_option
@click.option("--explain", is_flag=True, help="Print which rule found each name, event and statement, and from what.")
def extract(paths: tuple[Path, ...], lexicon: Lexicon, explain: bool) -> None:
    r"""Print the articles of pages as JSON Lines, one document a line.

    PATHs are files (.txt .md .html .htm .jsonl, each also .gz) and folders. Pages that fail are told on standard
    error, one line each; the exit code is then 3, or 1 where no page is left.

    \b
    Example:
      etl extract seeds/ > articles.jsonl
      etl extract --explain seeds/000_96144172191d751d.txt
    """
    done = failed = 0
    for result in _results(paths, lexicon):
        if isinstance(result, PageError):
            click.echo(f"etl: {result}", err=True)
            failed += 1
            continue
        done += 1
        for article in result.articles:
            click.echo(explanation(article) if explain else to_json(article_document(article)))
    if not done + failed:
        click.echo("etl: no pages there; known are .txt .md .html .htm .jsonl, each also .gz", err=True)
    sys.exit(1 if not done else 3 if failed else 0)


def _results(paths: Sequence[Path], lexicon: Lexicon) -> Iterator[Extraction | PageError]:
    for source in find_files(paths):
        for raw in raw_pages(source):
            try:
                yield raw if isinstance(raw, PageError) else work(raw, lexicon)
            except PageError as error:
                yield error


def explanation(article: Article) -> str:
    """Return the article's finds as lines: what, and by which rule and words.

    Example:
        >>> from etl.model import Draft, Entity, Mention, Publication, When
        >>> person = Entity("person", "李四", (Mention(0, 2),), rule="office_before", evidence="市长")
        >>> draft = Draft(0, 1, 3, "李四说", headline="市长调研")
        >>> print(explanation(Article("a-1", "a.txt", "0", draft, Publication(), When("unknown"), (person,))))
        a.txt, lines 1 to 3: 市长调研
          person        李四  [office_before: 市长]
    """
    draft = article.draft
    lines = [f"{article.path}, lines {draft.first} to {draft.last}: {draft.headline or '(no headline)'}"]
    finds: list[tuple[str, str, str, str]] = [
        (e.type, f"{e.name} = {e.canonical}" if e.canonical not in (None, e.name) else e.name, e.rule, e.evidence)
        for e in article.entities
    ]
    finds += [("event", f"{e.type}: {e.summary}", e.rule, e.trigger.word) for e in article.events]
    finds += [("statement", f"{s.speaker or '?'}: {s.text}", s.rule, s.verb or "") for s in article.statements]
    lines += [
        f"  {what:<13} {shortened(told)}  [{rule}{': ' * bool(words)}{words}]" for what, told, rule, words in finds
    ]
    return "\n".join(lines)
