"""`etl status`: what is stored, what failed, the last loads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from etl.commands.options import json_option, store_option
from etl.document import Document, to_json
from etl.store import open_store
from etl.terminal import console, table

_LOADS_SHOWN = 5
_FAILED_SHOWN = 20


@click.command(short_help="Tell what is stored, what failed, and the last loads.")
@store_option
@click.option("--failed", "all_failed", is_flag=True, help="List every failed page, not only the first ones.")
@json_option
def status(uri: str | None, all_failed: bool, as_json: bool) -> None:
    r"""Tell how many pages and articles a store holds, which pages failed and why, and the last loads.

    \b
    Example:
      etl status
      etl status --failed --store mongodb://localhost/jianbao
    """
    store = open_store(uri, read_only=True)
    try:
        found = standing(store.database(), most_failed=None if all_failed else _FAILED_SHOWN) | {"store": store.uri}
    finally:
        store.close()
    if as_json:
        click.echo(to_json(found))
    else:
        _print(found)


def standing(database: Any, *, most_failed: int | None = None) -> Document:
    """Return what a database holds: counts, failed pages, the last loads.

    Args:
        database: with the collections `articles`, `pages` and `loads`.
        most_failed: how many failed pages to list; None lists all.

    Example:
        >>> from etl.store import open_store
        >>> standing(open_store("memory:").database())["articles"]
        0
    """
    failed = database.pages.find({"state": "failed"}, {"paths": 1, "error": 1}).sort("_id", 1)
    loads = database.loads.find({}).sort("started_at", -1).limit(_LOADS_SHOWN)
    return {
        "pages": database.pages.count_documents({"state": "loaded"}),
        "failed": database.pages.count_documents({"state": "failed"}),
        "articles": database.articles.count_documents({}),
        "failures": list(failed.limit(most_failed) if most_failed else failed),
        "loads": list(loads),
    }


def _print(found: Document) -> None:
    out = console()
    out.print(table(["", ""], [(name, found[name]) for name in ("pages", "articles", "failed")]))
    if found["failures"]:
        rows = [
            (", ".join(page["paths"]), (error := page["error"]).get("line", ""), error["kind"], error["message"])
            for page in found["failures"]
        ]
        out.print()
        out.print(table(["failed", "line", "kind", "why, and what to do"], rows))
        if left := found["failed"] - len(rows):
            out.print(f"and {left:,} more: etl status --failed")
    if found["loads"]:
        out.print()
        out.print(
            table(
                ["last loads", "state", "pages", "loaded", "unchanged", "failed", "of"], map(_load_row, found["loads"])
            )
        )
    out.print(f"\nstored in {found['store']}")


def _load_row(load: Document) -> tuple[Any, ...]:
    started: datetime = load["started_at"]
    counts = (load.get(name, 0) for name in ("pages", "loaded", "unchanged", "failed"))
    return (f"{started:%Y-%m-%d %H:%M:%S}", load["state"], *counts, " ".join(load["arguments"]))
