"""Pipelines as the Mongo shell takes them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from queries.questions import Pipeline

_WIDTH = 110
_BARE_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def to_shell(pipeline: Pipeline, collection: str = "articles") -> str:
    """Return `pipeline` ready to paste in mongosh.

    Example:
        >>> print(to_shell([{"$match": {"date.start": {"$gte": datetime(2021, 11, 23)}}}]))
        db.articles.aggregate([
          { $match: { "date.start": { $gte: ISODate("2021-11-23T00:00:00Z") } } }
        ])
    """
    return f"db.{collection}.aggregate({script(pipeline, '')})" if pipeline else f"db.{collection}.aggregate([])"


def script(value: Any, indent: str) -> str:
    """Return `value` as JavaScript, on one line where it fits; the outermost list always has a line a stage."""
    flat = _flat(value)
    if not isinstance(value, dict | list) or not value or (indent and len(indent) + len(flat) <= _WIDTH):
        return flat
    deeper = indent + "  "
    if isinstance(value, dict):
        parts, ends = [f"{_key(k)}: {script(v, deeper)}" for k, v in value.items()], "{}"
    else:
        parts, ends = [script(item, deeper) for item in value], "[]"
    return ends[0] + "\n" + ",\n".join(deeper + part for part in parts) + "\n" + indent + ends[1]


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)}: {_flat(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flat, value))}]"
    if isinstance(value, datetime):
        stamp = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return f'ISODate("{stamp:%Y-%m-%dT%H:%M:%SZ}")'
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
