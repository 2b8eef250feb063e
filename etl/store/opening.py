"""Opening a stored document no further than is needed: fields cut from BSON, then pruned to what is read."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import bson

from etl.store.encoding import AWARE

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.store.base import Document
    from etl.store.fields import Tree

_FIXED = {0x01: 8, 0x07: 12, 0x08: 1, 0x09: 8, 0x0A: 0, 0x10: 4, 0x11: 8, 0x12: 8, 0x13: 16}
"""BSON type → bytes of its value (bsonspec.org, version 1.1)."""
_WITH_LENGTH = {0x02: 4, 0x03: 0, 0x04: 0, 0x05: 5}
"""BSON type → bytes to add to the length written before the value."""


class Fields(dict[str, Any]):
    """A dict that copies quickly.

    mongomock copies a document for each item that `$unwind` takes out of it, with `copy.deepcopy`, which is slow and
    slowest on dates. What BSON can hold is either plain or immutable, so a plain copy is as deep.
    """

    __slots__ = ()

    def __deepcopy__(self, memo: object) -> Fields:
        return Fields({key: _copy(value) for key, value in self.items()})


class Items(list[Any]):
    """A list that all copies of a document share: most copies are thrown away unseen by `$unwind`."""

    __slots__ = ()

    def __deepcopy__(self, memo: object) -> Items:
        return self


def _copy(value: Any) -> Any:
    if isinstance(value, Fields):
        return value.__deepcopy__(None)
    return copy.deepcopy(value) if isinstance(value, (dict, list)) else value


def plain(value: Any) -> Any:
    """Return `value` in lists and dicts of its own.

    Example:
        >>> type(plain(Fields({"a": Items([1])}))["a"])
        <class 'list'>
    """
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def cut(data: bytes, wanted: frozenset[bytes]) -> bytes:
    """Return the BSON document `data` with only the `wanted` top-level fields, undecoded.

    Example:
        >>> bson.decode(cut(bson.encode({"a": 1, "b": [2], "c": "3"}), frozenset({b"b"})))
        {'b': [2]}
    """
    kept, place, end = [], 4, len(data) - 1
    while place < end:
        kind, after = data[place], data.index(0, place + 1)
        size = _FIXED.get(kind)
        if size is None:
            if kind not in _WITH_LENGTH:
                return data
            size = int.from_bytes(data[after + 1 : after + 5], "little") + _WITH_LENGTH[kind]
        following = after + 1 + size
        if data[place + 1 : after] in wanted:
            kept.append(data[place:following])
        place = following
    body = b"".join(kept)
    return (len(body) + 5).to_bytes(4, "little") + body + b"\0"


def prune(value: Any, tree: Tree | None) -> Any:
    """Return `value` with only the fields in `tree`; lists keep their length.

    Example:
        >>> prune({"e": [{"name": "甲", "count": 1}, {"count": 2}], "x": 1}, {"e": {"name": None}})
        {'e': [{'name': '甲'}, {}]}
    """
    if isinstance(value, dict):
        if tree is None:
            return Fields({key: prune(inner, None) for key, inner in value.items()})
        return Fields({key: prune(value[key], inner) for key, inner in tree.items() if key in value})
    return Items([prune(item, tree) for item in value]) if isinstance(value, list) else value


class Opener:
    """Opens documents as far as `tree` says (`None`: whole), lists without what `sieve` leaves out.

    With `shared`, copies of a document share its lists: for pipelines that change no document in a list.
    """

    def __init__(
        self, tree: Tree | None, sieve: Callable[[Document], None] | None = None, *, shared: bool = True
    ) -> None:
        self._tree, self._sieve, self._shared = tree, sieve, shared
        self._wanted = frozenset(name.encode() for name in tree or ())

    def cut(self, data: bytes) -> bytes:
        """Return the bytes of the fields that are needed."""
        return data if self._tree is None else cut(data, self._wanted)

    def open(self, data: bytes) -> Document:
        """Return the document, dates in UTC."""
        found: Document = bson.decode(self.cut(data), AWARE)
        if self._sieve:
            self._sieve(found)
        pruned: Document = prune(found, self._tree)
        return pruned if self._shared else plain(pruned)
