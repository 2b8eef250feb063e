"""`etl init`: a store made ready."""

from __future__ import annotations

import click

from etl.commands.options import store_option
from etl.store import open_store


@click.command(short_help="Make a store ready: collections, validator, indexes.")
@store_option
def init(uri: str | None) -> None:
    r"""Make a store ready: collections, schema validator and indexes. Doing it again changes nothing.

    `etl load` does the same before its first page; on its own it tells whether a server can be reached.

    \b
    Example:
      etl init --store mongodb://localhost/jianbao
    """
    store = open_store(uri)
    try:
        store.prepare()
    finally:
        store.close()
    click.echo(f"ready: {store.uri}\nnext: etl load PATH…")
