"""From the values of `etl.model` to the documents that are stored: the field names here are the contract."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

from etl.errors import PageError
from etl.model import (
    Article,
    Byline,
    Entity,
    Event,
    Extraction,
    Figure,
    Mention,
    Publication,
    Span,
    Statement,
    When,
)

Document = dict[str, Any]


def midnight(day: date) -> datetime:
    """Return `day` at 00:00 UTC, as BSON datetimes want it.

    Example:
        >>> midnight(date(2021, 11, 23)).isoformat()
        '2021-11-23T00:00:00+00:00'
    """
    return datetime.combine(day, time(), UTC)


def _filled(**fields: Any) -> Document:
    """Leave out what has nothing to say."""
    return {k: v for k, v in fields.items() if v not in (None, "", (), [], {}, False)}


def when_document(when: When) -> Document:
    """Return the `date` object of an article or an event."""
    return _filled(
        start=when.start and midnight(when.start),
        end=when.end and midnight(when.end),
        precision=when.precision,
        month_day=when.month_day,
        text=when.text,
        basis=when.basis,
    )


def publication_document(publication: Publication) -> Document:
    """Return the `publication` object; `stated` is always there."""
    return _filled(
        name=publication.name,
        publisher=publication.publisher,
        region="".join(publication.region),
        issue=publication.issue,
        total_issue=publication.total_issue,
        date=publication.day and midnight(publication.day),
        year=publication.year,
        evidence=list(publication.evidence),
    ) | {"stated": publication.stated}


def _byline(byline: Byline) -> Document:
    return _filled(**{k: list(v) if isinstance(v, tuple) else v for k, v in byline._asdict().items()})


def _mention(mention: Mention) -> Document:
    if mention.in_headline:
        return {"in_headline": True}
    return {"start": mention.start, "end": mention.end}


def _entity(entity: Entity) -> Document:
    return {
        "type": entity.type,
        "name": entity.name,
        "mentions": [_mention(m) for m in entity.mentions],
        "count": sum(not m.in_headline for m in entity.mentions),
    } | _filled(
        canonical=entity.canonical,
        aliases=list(entity.aliases),
        positions=[_filled(title=p.title, organization=p.organization, text=p.text) for p in entity.positions],
        region=list(entity.region),
        code=entity.code,
        partial=entity.partial,
    )


def _event(event: Event) -> Document:
    return (
        {"type": event.type}
        | _filled(name=event.name)
        | {
            "trigger": {"word": event.trigger.word, "start": event.trigger.start, "end": event.trigger.end},
            "date": when_document(event.when),
            "places": list(event.places),
            "participants": [_filled(name=p.name, role=p.role, title=p.title) for p in event.participants],
            "organizations": list(event.organizations),
            "summary": event.summary,
        }
    )


def _statement(said: Statement) -> Document:
    return _filled(speaker=said.speaker, verb=said.verb) | {"text": said.text, "start": said.start, "end": said.end}


def _figure(figure: Figure) -> Document:
    return (
        {"value": figure.value}
        | _filled(unit=figure.unit, about=figure.about, text=figure.text)
        | {"start": figure.start, "end": figure.end}
    )


def article_document(article: Article) -> Document:
    """Return the document of `articles` that stands for `article`; see docs/data-model.md for every field."""
    draft = article.draft
    return {
        "_id": article.id,
        "source": {
            "path": article.path,
            "sha256": article.sha256,
            "lines": [draft.first, draft.last],
            "ordinal": draft.ordinal,
        }
        | _filled(url=article.url),
        "publication": publication_document(article.publication),
        **_filled(kicker=draft.kicker, headline=draft.headline),
        "subheads": list(draft.subheads),
        **_filled(column=draft.column),
        "kind": draft.kind,
        "byline": _byline(draft.byline),
        "date": when_document(article.when),
        "text": draft.text,
        "sections": [{"heading": s.heading, "start": s.start, "end": s.end} for s in draft.sections],
        "entities": [_entity(e) for e in article.entities],
        "events": [_event(e) for e in article.events],
        "statements": [_statement(s) for s in article.statements],
        "figures": [_figure(f) for f in article.figures],
        "terms": list(article.terms),
        "extractor": article.extractor,
    }


def _span(span: Span, ids: list[str]) -> Document:
    found: Document = {"kind": span.kind, "first": span.first, "last": span.last}
    if span.article is not None:
        found["article"] = ids[span.article]
    return found


def page_document(extraction: Extraction, *, extractor: str) -> Document:
    """Return the ledger's document of a page that was extracted; the store adds `state` and `loaded_at`."""
    page, ids = extraction.page, [a.id for a in extraction.articles]
    return {
        "_id": page.sha256,
        "paths": [page.path],
        "encoding": page.encoding,
        "lines": len(page.lines),
        "publication": publication_document(extraction.publication),
        "articles": ids,
        "spans": [_span(s, ids) for s in extraction.spans],
        "warnings": [*page.warnings, *extraction.warnings],
        "extractor": extractor,
    }


def failure_document(error: PageError, path: str, sha256: str | None, extractor: str) -> Document:
    """Return the ledger's document of a page that cannot be had.

    Args:
        error: what is wrong.
        path: of the page.
        sha256: of the page's bytes; None where they could not be read, and then the path is the page's id.
        extractor: version of the code that tried.

    Example:
        >>> failure_document(PageError("empty", "no text"), "a.txt", None, "0.1.0")["_id"]
        'unread:a.txt'
    """
    told = {"kind": error.kind, "message": error.message, "stage": error.stage, "line": error.line}
    return {
        "_id": sha256 or f"unread:{path}",
        "paths": [path],
        "state": "failed",
        "error": {k: v for k, v in told.items() if v is not None},
        "extractor": extractor,
    }


def to_json(document: Document, *, indent: int | None = None) -> str:
    """Return `document` as relaxed MongoDB Extended JSON, one line unless `indent` is given.

    Example:
        >>> to_json({"date": midnight(date(2021, 11, 23)), "name": "徐立毅"})
        '{"date": {"$date": "2021-11-23T00:00:00Z"}, "name": "徐立毅"}'
    """
    return json.dumps(document, ensure_ascii=False, default=_extended, indent=indent)


def _extended(value: Any) -> Any:
    if isinstance(value, datetime):
        stamp = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        text = stamp.isoformat(timespec="milliseconds" if stamp.microsecond else "seconds")
        return {"$date": text.replace("+00:00", "Z")}
    message = f"{type(value).__name__} has no place in a document"
    raise TypeError(message)
