"""`etl show`: articles as a person would read them."""

from __future__ import annotations

import re
from typing import Any

import click

from etl.commands.options import json_option, store_option
from etl.display import print_article
from etl.document import Document, to_json
from etl.errors import QueryError
from etl.store import open_store
from etl.terminal import console


@click.command(short_help="Show an article, or all of a page, as a person would read it.")
@click.argument("what", metavar="ID|PATH")
@store_option
@json_option
def show(what: str, uri: str | None, as_json: bool) -> None:
    r"""Show an article by its id, or all articles of a page by its path (its end is enough).

    Names, events, statements and figures are marked in colour on a terminal, and listed below the text.

    \b
    Example:
      etl show 000_96144172191d751d.txt
      etl show b3e11f73da5ad2cd0e1d21bd-21 --json
    """
    store = open_store(uri, read_only=True)
    try:
        articles = find_articles(store.database(), what)
    finally:
        store.close()
    if as_json:
        for article in articles:
            click.echo(to_json(article))
        return
    out = console()
    for number, article in enumerate(articles):
        if number:
            out.rule(style="dim")
        print_article(article, out)


def find_articles(database: Any, what: str) -> list[Document]:
    """Return the article with that id, or those of the page with that path, in page order.

    Raises:
        QueryError: there is none, or the end of a path fits several pages.

    Example:
        >>> from etl.store import open_store
        >>> find_articles(open_store("memory:").database(), "none.txt")
        Traceback (most recent call last):
        ...
        etl.errors.QueryError: no article and no page is called none.txt; etl status tells what is stored
    """
    if article := database.articles.find_one({"_id": what}):
        return [article]
    # A page under several paths names its articles by one of them; the ledger knows them all.
    pages = list(database.pages.find({"paths": what}))
    pages = pages or list(database.pages.find({"paths": {"$regex": f"(^|/){re.escape(what)}$"}}).limit(9))
    if len(pages) > 1:
        told = ", ".join(page["paths"][0] for page in pages)
        raise QueryError(f"{what} may be any of {told}; say which")
    articles = list(database.articles.find({"_id": {"$in": pages[0].get("articles", [])}})) if pages else []
    if not articles:
        raise QueryError(_nothing(what, pages, database))
    return sorted(articles, key=lambda article: article["source"]["ordinal"])


def _nothing(what: str, pages: list[Document], database: Any) -> str:
    if not pages:
        if record := database.pages.find_one({"paths": {"$regex": f"(^|/){re.escape(what)}#"}}):
            return f"each record of {what} is a page of its own; show one, such as {record['paths'][0]}"
        return f"no article and no page is called {what}; etl status tells what is stored"
    if error := pages[0].get("error"):
        return f"{what} failed to load: {error['message']}"
    return f"{what} is loaded, and no article was found on it"
