"""An article document as a person would read it: the piece itself, then what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from etl.document import Document
from etl.terminal import shortened, table

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    "person": "bold cyan",
    "organization": "green",
    "place": "yellow",
    "work": "magenta",
    "term": "blue",
    "event": "reverse",
    "statement": "underline",
    "figure": "bold red",
}
_NAMES = {"person": "people", "organization": "bodies", "place": "places", "work": "works", "term": "terms"}


def print_article(article: Document, out: Console) -> None:
    """Print an article document: head, text with its finds in colour on a terminal, and the finds as lists.

    Args:
        article: as it is stored.
        out: a console.

    Example:
        >>> from etl.terminal import console
        >>> article = {"_id": "a-1", "headline": "市长调研", "text": "李四说", "date": {"precision": "unknown"}}
        >>> print_article(article, console())
        市长调研
        a-1
        <BLANKLINE>
        李四说
    """
    _print_head(article, out)
    out.print()
    out.print(_marked(article), soft_wrap=True)
    if out.is_terminal:
        out.print()
        out.print(_legend())
    for title, rows in _lists(article):
        out.print()
        out.print(title, style="bold")
        out.print(table([""] * len(rows[0]), rows))


def _print_head(article: Document, out: Console) -> None:
    if kicker := article.get("kicker"):
        out.print(kicker, style="dim", soft_wrap=True)
    out.print(article.get("headline") or "(no headline)", style="bold", soft_wrap=True)
    for subhead in article.get("subheads", ()):
        out.print(subhead, soft_wrap=True)
    facts = (_publication(article.get("publication", {})), _byline(article.get("byline", {})), _when(article["date"]))
    if kind := _kind(article):
        out.print(kind, soft_wrap=True)
    for fact in filter(None, facts):
        out.print(fact, soft_wrap=True)
    source = article.get("source")
    place = f"  {source['path']}, lines {source['lines'][0]} to {source['lines'][1]}" if source else ""
    out.print(f"{article['_id']}{place}", style="dim", soft_wrap=True)


def _publication(publication: Document) -> str:
    day = f"{publication['date']:%Y-%m-%d}" if "date" in publication else ""
    if day and not publication["stated"]:
        day += f" (inferred from {', '.join(publication.get('evidence', ()))})"
    return "  ".join(filter(None, (publication.get("name"), publication.get("region"), day)))


def _kind(article: Document) -> str:
    """Tell the column a piece stands under, and what it is where it is no news."""
    kind = article.get("kind", "news")
    return "  ".join(filter(None, (article.get("column"), kind if kind != "news" else "")))


def _byline(byline: Document) -> str:
    roles = ("reporters", "correspondents", "photographers", "editors")
    told = [f"{role}: {'、'.join(byline[role])}" for role in roles if byline.get(role)]
    return "  ".join(filter(None, (byline.get("agency"), *told)))


def _when(when: Document) -> str:
    """Tell a date object in a few characters: 2021-11-23, 2021-11, -11-23 (no year), recent."""
    if "start" not in when:
        if month_day := when.get("month_day"):
            return f"{month_day} (year unknown)"
        return when["precision"] if when["precision"] != "unknown" else ""
    form = {"month": "%Y-%m", "year": "%Y"}.get(when["precision"], "%Y-%m-%d")
    days = [f"{when[name]:{form}}" for name in ("start", "end") if name in when]
    return " to ".join(dict.fromkeys(days))


def _spans(article: Document) -> Iterator[tuple[str, int, int]]:
    """Give what to mark, the widest first, so that names stay visible inside statements."""
    yield from (("statement", said["start"], said["end"]) for said in article.get("statements", ()))
    yield from (("figure", figure["start"], figure["end"]) for figure in article.get("figures", ()))
    for entity in article.get("entities", ()):
        yield from ((entity["type"], m["start"], m["end"]) for m in entity["mentions"] if "start" in m)


def _marked(article: Document) -> Any:
    from rich.text import Text  # noqa: PLC0415 - slow to import

    text = Text(article["text"])
    for section in article.get("sections", ()):
        if (at := article["text"].rfind(section["heading"], 0, section["start"])) >= 0:
            text.stylize("bold", at, at + len(section["heading"]))
    for kind, start, end in _spans(article):
        text.stylize(_STYLES[kind], start, end)
    for event in article.get("events", ()):
        trigger = event["trigger"]
        if (at := article["text"].find(trigger["word"], trigger["start"], trigger["end"])) >= 0:
            text.stylize(_STYLES["event"], at, at + len(trigger["word"]))
    return text


def _legend() -> Any:
    from rich.text import Text  # noqa: PLC0415 - slow to import

    return Text("  ").join(Text(kind, style) for kind, style in _STYLES.items())


def _lists(article: Document) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    entities = article.get("entities", ())
    for kind, title in _NAMES.items():
        if rows := [_entity(e) for e in entities if e["type"] == kind]:
            yield title, rows
    found: Iterable[tuple[str, list[tuple[str, ...]]]] = (
        ("events", [_event(e) for e in article.get("events", ())]),
        ("statements", [_statement(s) for s in article.get("statements", ())]),
        ("figures", [(f"{f['value']:,}", f.get("unit", ""), f.get("about", "")) for f in article.get("figures", ())]),
    )
    yield from (pair for pair in found if pair[1])


def _entity(entity: Document) -> tuple[str, ...]:
    offices = "、".join(position["text"] for position in entity.get("positions", ()))
    canonical = entity.get("canonical", "")
    count = f"×{entity['count']}" if entity["count"] else "in the headline"
    return entity["name"], count, canonical if canonical != entity["name"] else "", offices


def _statement(said: Document) -> tuple[str, ...]:
    return said.get("speaker", "?"), said.get("verb", ""), shortened(said["text"])


def _event(event: Document) -> tuple[str, ...]:
    people = "、".join(f"{p['name']} ({p['role']})" for p in event["participants"])
    places = "、".join(dict.fromkeys((*event["places"], *event["organizations"])))
    return event["type"], _when(event["date"]), event.get("name") or shortened(event["summary"]), places, people
