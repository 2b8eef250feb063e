"""Which fields can be asked for quickly: one list, from which MongoDB's indexes and the embedded store's are made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

Paths = tuple[str, ...]

INDEXES: dict[str, tuple[Paths, ...]] = {
    "articles": (
        ("source.path",),
        ("source.sha256",),
        ("publication.name", "publication.date"),
        ("publication.date",),
        ("publication.region",),
        ("date.start",),
        ("date.month_day",),
        ("kind",),
        ("entities.name",),
        ("entities.canonical",),
        ("entities.aliases",),
        ("entities.region",),
        ("entities.code",),
        ("entities.type", "entities.name"),
        ("entities.positions.title",),
        ("entities.positions.organization",),
        ("events.type", "events.date.start"),
        ("events.date.start",),
        ("events.participants.name",),
        ("events.places",),
        ("events.organizations",),
        ("statements.speaker",),
        ("byline.reporters",),
        ("byline.correspondents",),
        ("terms",),
    ),
    "pages": (("paths",), ("state",), ("publication.name", "publication.date")),
    "loads": (("started_at",),),
}
"""Collection → indexes; several paths in one index are one compound index on MongoDB. `_id` is indexed everywhere."""

INDEXED: dict[str, Paths] = {
    name: tuple(dict.fromkeys(path for paths in indexes for path in paths)) for name, indexes in INDEXES.items()
}
"""Collection → every path the embedded store finds documents by."""

KEY_LENGTH = 128
"""Longer strings are indexed by their beginning: an index only proposes, the query itself decides."""

Key = str | int | float

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def index_name(paths: Paths) -> str:
    """Return the name MongoDB gives an ascending index.

    Example:
        >>> index_name(("events.type", "events.date.start"))
        'events.type_1_events.date.start_1'
    """
    return "_".join(f"{path}_1" for path in paths)


def key_of(value: Any) -> Key | None:
    """Return what `value` is indexed as, `None` where it is not.

    Keys keep the order of their values and equal values have equal keys; the reverse need not hold.

    Example:
        >>> key_of(datetime(1970, 1, 2, tzinfo=UTC)), key_of("徐立毅"), key_of(["a"])
        (86400000, '徐立毅', None)
    """
    if isinstance(value, str):
        return value[:KEY_LENGTH]
    if isinstance(value, datetime):
        stamp = value if value.tzinfo else value.replace(tzinfo=UTC)
        return (stamp - _EPOCH) // timedelta(milliseconds=1)  # downwards, as BSON does
    if isinstance(value, (int, float)) and value == value:  # noqa: PLR0124 - NaN is no key
        return value if abs(value) < 2**63 else float(value)
    return None


def keys_of(collection: str, document: dict[str, Any]) -> set[tuple[int, Key]]:
    """Return the rows of the inverted table that lead to `document`: (number of the path, key).

    Example:
        >>> sorted(keys_of("pages", {"_id": "x", "paths": ["a.txt", "b.txt"], "state": "loaded"}))
        [(100, 'a.txt'), (100, 'b.txt'), (101, 'loaded')]
    """
    found: set[tuple[int, Key]] = set()
    _collect(document, _TREES[collection], found)
    return found


class _Node:
    """Where a path branches: the number of the path that ends here, and the fields that lead on."""

    __slots__ = ("fields", "number")

    def __init__(self) -> None:
        self.number: int | None = None
        self.fields: dict[str, _Node] = {}


def _collect(value: Any, node: _Node, found: set[tuple[int, Key]]) -> None:
    """Walk once over what MongoDB would see at every indexed path, going into lists on the way."""
    if isinstance(value, list):
        for item in value:
            _collect(item, node, found)
    elif isinstance(value, dict):
        for name, inner in node.fields.items():
            if name in value:
                _collect(value[name], inner, found)
    elif node.number is not None:
        key = key_of(value)
        if key is not None:
            found.add((node.number, key))


PATH_NUMBERS: dict[str, dict[str, int]] = {
    name: {path: place * 100 + number for number, path in enumerate(paths)}
    for place, (name, paths) in enumerate(INDEXED.items())
}
"""Collection → path → the number by which the embedded store knows it; a change here is a new format of the file."""


def _tree(numbers: dict[str, int]) -> _Node:
    root = _Node()
    for path, number in numbers.items():
        node = root
        for name in path.split("."):
            node = node.fields.setdefault(name, _Node())
        node.number = number
    return root


_TREES = {name: _tree(numbers) for name, numbers in PATH_NUMBERS.items()}
