"""Leaving out of a list what a pipeline would take out of it and then throw away.

`{"$unwind": "$entities"}, {"$match": {"entities.type": "person"}}` copies a document for each place and body in it, to
drop the copies in the next stage. Where that pair comes first, the list is thinned before it is unwound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from etl.store.base import Document


def sieve(stages: Sequence[Mapping[str, Any]]) -> Callable[[Document], None] | None:
    """Return what thins the list that the first two of `stages` unwind and match, if they do.

    Args:
        stages: a pipeline; its `$match` still decides, the sieve only spares it work.

    Returns:
        A function that thins the list in a document, or `None`.

    Example:
        >>> thin = sieve([{"$unwind": "$entities"}, {"$match": {"entities.type": "person"}}])
        >>> document = {"entities": [{"type": "person"}, {"type": "place"}]}
        >>> thin(document)
        >>> document
        {'entities': [{'type': 'person'}]}
    """
    if len(stages) < 2 or set(stages[0]) != {"$unwind"} or set(stages[1]) != {"$match"}:
        return None
    path = stages[0]["$unwind"]
    if not isinstance(path, str) or "." in path:
        return None
    tests = [_test(path[1:], name, wanted) for name, wanted in stages[1]["$match"].items()]
    return _thinner(path[1:], [test for test in tests if test])


Test = tuple[str, frozenset[str]]
"""A field of an item (empty: the item itself) and the strings it may be."""


def _test(path: str, name: str, wanted: Any) -> Test | None:
    if name != path and not name.startswith(f"{path}."):
        return None
    if isinstance(wanted, dict):
        wanted = wanted.get("$in") if set(wanted) == {"$in"} else None
    values = wanted if isinstance(wanted, list) else [wanted]
    field = name[len(path) + 1 :]
    return (field, frozenset(values)) if "." not in field and all(isinstance(v, str) for v in values) else None


def _thinner(path: str, tests: list[Test]) -> Callable[[Document], None] | None:
    def thin(document: Document) -> None:
        items = document.get(path)
        if isinstance(items, list):
            document[path] = [item for item in items if all(_passes(item, *test) for test in tests)]

    return thin if tests else None


def _passes(item: Any, field: str, values: frozenset[str]) -> bool:
    found = item.get(field) if field and isinstance(item, dict) else item
    # Lists and documents are left to the pipeline.
    return found in values if isinstance(found, (str, int, float, type(None))) else True
