"""`etl lexicon`: what a word is known as, and from which file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from etl.names.meanings import Meaning, lists_of, meanings
from etl.terminal import console, table


@click.command(short_help="Say what a word is known as, and from which file.")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--lexicon", "directory", type=click.Path(path_type=Path), help="Folder with word lists of your own.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a meaning, one a line.")
def lexicon(words: tuple[str, ...], directory: Path | None, as_json: bool) -> None:
    r"""Say what a WORD is known as, and from which file: built-in lists, the gazetteer, your own lists.

    A folder of your own lists holds any of people.txt, offices.txt, places.txt, organizations.txt (one entry a line,
    fields divided by a tab or a comma) and aliases.toml. Without a WORD your lists are checked and counted, or, with no
    lists of your own, the built-in ones are told. Exit code 1: a word is known nowhere.

    \b
    Example:
      etl lexicon 上街 区政协
      etl lexicon 星火合作社 --lexicon my-lists/
      etl lexicon --lexicon my-lists/
    """
    if not words:
        _print_lists(directory, as_json=as_json)
        return
    known = [(word, meanings(word, directory)) for word in words]
    if as_json:
        for word, found in known:
            for meaning in found:
                click.echo(json.dumps({"word": word, **meaning._asdict()}, ensure_ascii=False))
    else:
        _print(known)
    sys.exit(0 if all(found for _, found in known) else 1)


def _print_lists(directory: Path | None, *, as_json: bool) -> None:
    lists = lists_of(directory)
    if as_json:
        for listed in lists:
            click.echo(json.dumps(listed._asdict(), ensure_ascii=False))
    else:
        console().print(table(["list", "entries", "which holds"], lists))


def _print(known: list[tuple[str, list[Meaning]]]) -> None:
    rows = [[word, m.known_as, m.detail, _where(m), m.about] for word, ms in known for m in ms]
    if rows:
        console().print(table(["word", "known as", "detail", "file", "which holds"], rows))
    for word, found in known:
        if not found:
            click.echo(f"{word}: known nowhere; a rule may still find it by its neighbours", err=True)


def _where(meaning: Meaning) -> str:
    return f"{meaning.file}:{meaning.line}" if meaning.line else meaning.file
