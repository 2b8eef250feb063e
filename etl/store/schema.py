"""The documents as a JSON schema: what MongoDB holds every write to, and what docs/data-model.md tells people.

Fields that are not named here are let through, so that people may add their own.
"""

from __future__ import annotations

from typing import Any, get_args

from etl.model import Basis, EntityType, EventType, Kind, Precision, Role, SpanKind

Schema = dict[str, Any]

_TEXT: Schema = {"bsonType": "string"}
_FLAG: Schema = {"bsonType": "bool"}
_WHOLE: Schema = {"bsonType": ["int", "long"]}
_NUMBER: Schema = {"bsonType": ["int", "long", "double"]}
_DATE: Schema = {"bsonType": "date"}


def _one_of(literal: Any) -> Schema:
    return {"enum": list(get_args(literal))}


def _many(items: Schema) -> Schema:
    return {"bsonType": "array", "items": items}


def _object(must: dict[str, Schema], may: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of an object with fields that are always there and fields that may be."""
    required = {"required": list(must)} if must else {}
    return {"bsonType": "object", **required, "properties": {**must, **(may or {})}}


_SPAN_OF_TEXT = {"start": _WHOLE, "end": _WHOLE}

_WHEN = _object(
    {"precision": _one_of(Precision), "basis": _one_of(Basis)},
    {"start": _DATE, "end": _DATE, "month_day": _TEXT, "text": _TEXT},
)

_PUBLICATION = _object(
    {"stated": _FLAG},
    {
        "name": _TEXT,
        "publisher": _TEXT,
        "region": _TEXT,
        "issue": _WHOLE,
        "total_issue": _WHOLE,
        "date": _DATE,
        "year": _WHOLE,
        "evidence": _many(_TEXT),
    },
)

_SOURCE = _object(
    {"path": _TEXT, "sha256": _TEXT, "lines": _many(_WHOLE), "ordinal": _WHOLE},
    {"url": _TEXT},
)

_BYLINE = _object(
    {},
    {
        "agency": _TEXT,
        **{role: _many(_TEXT) for role in ("reporters", "correspondents", "photographers", "editors", "interns")},
    },
)

_ENTITY = _object(
    {
        "type": _one_of(EntityType),
        "name": _TEXT,
        "mentions": _many(_object({}, {**_SPAN_OF_TEXT, "in_headline": _FLAG})),
        "count": _WHOLE,
    },
    {
        "canonical": _TEXT,
        "aliases": _many(_TEXT),
        "positions": _many(_object({}, {"title": _TEXT, "organization": _TEXT, "text": _TEXT})),
        "region": _many(_TEXT),
        "code": _TEXT,
        "partial": _FLAG,
    },
)

_EVENT = _object(
    {
        "type": _one_of(EventType),
        "trigger": _object({"word": _TEXT, **_SPAN_OF_TEXT}),
        "date": _WHEN,
        "places": _many(_TEXT),
        "participants": _many(_object({"name": _TEXT, "role": _one_of(Role)}, {"title": _TEXT})),
        "organizations": _many(_TEXT),
        "summary": _TEXT,
    },
    {"name": _TEXT},
)

ARTICLE = _object(
    {
        "_id": _TEXT,
        "source": _SOURCE,
        "publication": _PUBLICATION,
        "subheads": _many(_TEXT),
        "kind": _one_of(Kind),
        "byline": _BYLINE,
        "date": _WHEN,
        "text": _TEXT,
        "sections": _many(_object({"heading": _TEXT, **_SPAN_OF_TEXT})),
        "entities": _many(_ENTITY),
        "events": _many(_EVENT),
        "statements": _many(_object({"text": _TEXT, **_SPAN_OF_TEXT}, {"speaker": _TEXT, "verb": _TEXT})),
        "figures": _many(_object({"value": _NUMBER, **_SPAN_OF_TEXT}, {"unit": _TEXT, "about": _TEXT, "text": _TEXT})),
        "terms": _many(_TEXT),
        "extractor": _TEXT,
    },
    {"kicker": _TEXT, "headline": _TEXT, "column": _TEXT},
)

PAGE = _object(
    {"_id": _TEXT, "paths": _many(_TEXT), "state": {"enum": ["loaded", "failed"]}, "loaded_at": _DATE},
    {
        "encoding": _TEXT,
        "lines": _WHOLE,
        "publication": _PUBLICATION,
        "articles": _many(_TEXT),
        "spans": _many(_object({"kind": _one_of(SpanKind), "first": _WHOLE, "last": _WHOLE}, {"article": _TEXT})),
        "error": _object({"kind": _TEXT, "message": _TEXT, "stage": _TEXT}, {"line": _WHOLE}),
        "warnings": _many(_TEXT),
        "extractor": _TEXT,
    },
)

_COUNTS = ("pages", "loaded", "unchanged", "failed", "replaced", "articles", "entities", "events")

LOAD = _object(
    {"_id": _TEXT},
    {
        "started_at": _DATE,
        "finished_at": _DATE,
        "arguments": _many(_TEXT),
        **dict.fromkeys(
            ("pages", "loaded", "unchanged", "failed", "replaced", "articles", "entities", "events"), _WHOLE
        ),
        "extractor": _TEXT,
        "state": {"enum": ["running", "finished", "stopped", "interrupted"]},
        "stopped_by": _TEXT,
    },
)

SCHEMAS: dict[str, Schema] = {"articles": ARTICLE, "pages": PAGE, "loads": LOAD}
"""Collection → its schema, in the dialect of `$jsonSchema`."""


def paths_of(schema: Schema, prefix: str = "") -> list[str]:
    """Return every field that a schema names, dotted, lists as `[]`.

    Example:
        >>> paths_of(_many(_object({"name": _TEXT})), "entities")
        ['entities[].name']
    """
    if "items" in schema:
        return paths_of(schema["items"], f"{prefix}[]")
    inner = schema.get("properties")
    if inner is None:
        return [prefix]
    return [path for name, part in inner.items() for path in paths_of(part, f"{prefix}.{name}" if prefix else name)]
