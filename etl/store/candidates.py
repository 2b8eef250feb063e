"""Which documents of the embedded store a filter can possibly match, told by the inverted table.

An index only proposes: the answer may hold too many documents, never too few, and the query itself is evaluated on
them afterwards. Where a condition cannot be told by the table, the answer is `None`: any document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Any

from etl.store.indexes import KEY_LENGTH, PATH_NUMBERS, key_of
from etl.store.rows import Rows, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Numbers = set[int] | None

_COMPARED = {"$gt": ">=", "$gte": ">=", "$lt": "<=", "$lte": "<="}
_LITERAL = re.compile(r"\^((?:[^\\.^$*+?{}\[\]|()]|\\[^\w\s])+)")
_ALONE = re.compile(rf"[0-9\x80-\U0010ffff]{{1,{KEY_LENGTH - 1}}}")
_MANY = 30_000
"""SQLite takes 32,766 values in one statement."""


def candidates(rows: Rows, collection: str, query: Mapping[str, Any], prefix: str = "") -> Numbers:
    """Return the numbers of the documents that `query` may match.

    Args:
        rows: the open file.
        collection: `articles`, `pages` or `loads`.
        query: a filter as `find` and `$match` take it.
        prefix: the path that `query` speaks of, with its dot, inside `$elemMatch`.

    Returns:
        Row numbers, or `None` where the table cannot tell.
    """
    found: Numbers = None
    for name, wanted in query.items():
        if name in ("$and", "$or"):
            parts = (candidates(rows, collection, part, prefix) for part in wanted)
            found = _both(found, _all_of(parts) if name == "$and" else _any_of(parts))
        elif name == "_id" and not prefix:
            found = _both(found, _by_id(rows, collection, wanted))
        elif not name.startswith("$"):
            found = _both(found, _by_path(rows, collection, prefix + name, wanted))
    return found


def undecided(collection: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the conditions of `query` that the inverted table does not settle by itself.

    A string without Latin letters and separators is a word that no other string shares, so that every document under
    it has that very value.

    Example:
        >>> undecided("articles", {"terms": "调研", "kind": "news", "text": "一"})
        {'kind': 'news', 'text': '一'}
    """
    return {name: wanted for name, wanted in query.items() if not _is_settled(collection, name, wanted)}


def _is_settled(collection: str, name: str, wanted: Any) -> bool:
    if name == "$and":
        return bool(wanted) and all(part and not undecided(collection, part) for part in wanted)
    if name not in PATH_NUMBERS.get(collection, {}):
        return False
    values = [wanted]
    if isinstance(wanted, dict):
        if len(wanted) != 1 or not set(wanted) <= {"$eq", "$in", "$all"}:
            return False
        inner = next(iter(wanted.values()))
        values = [inner] if "$eq" in wanted else inner
    return bool(values) and all(isinstance(value, str) and _ALONE.fullmatch(value) for value in values)


def _both(left: Numbers, right: Numbers) -> Numbers:
    if left is None or right is None:
        return right if left is None else left
    return left & right


def _all_of(parts: Iterable[Numbers]) -> Numbers:
    found: Numbers = None
    for part in parts:
        found = _both(found, part)
    return found


def _any_of(parts: Iterable[Numbers]) -> Numbers:
    found: set[int] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found


def _is_operators(wanted: Any) -> bool:
    return isinstance(wanted, dict) and any(str(key).startswith("$") for key in wanted)


def _by_id(rows: Rows, collection: str, wanted: Any) -> Numbers:
    names = [wanted]
    if _is_operators(wanted) and set(wanted) in ({"$in"}, {"$eq"}):
        names = wanted["$in"] if "$in" in wanted else [wanted["$eq"]]
    if len(names) > _MANY or not all(isinstance(name, str) for name in names):
        return None
    marks = ",".join("?" * len(names))
    statement = f"SELECT n FROM {collection} WHERE id IN ({marks})"  # noqa: S608 - a name of ours
    return {row[0] for row in rows.select(statement, tuple(names))}


def _by_path(rows: Rows, collection: str, path: str, wanted: Any) -> Numbers:
    if not _is_operators(wanted):
        return _lookup(rows, collection, path, _pattern(wanted) if hasattr(wanted, "pattern") else _equal([wanted]))
    found: Numbers = None
    for operator, value in wanted.items():
        if operator == "$elemMatch" and isinstance(value, dict) and not _is_operators(value):
            found = _both(found, candidates(rows, collection, value, f"{path}."))
        elif operator == "$all" and isinstance(value, list):
            found = _both(found, _all_of(_by_path(rows, collection, path, item) for item in value))
        else:
            found = _both(found, _lookup(rows, collection, path, _condition(operator, value, wanted)))
    return found


Look = Callable[[Rows, str, int], set[int]]
"""Asks the inverted table of a collection about the path with a number."""


def _condition(operator: str, value: Any, beside: Mapping[str, Any]) -> Look | None:
    if operator == "$eq":
        return _equal([value])
    if operator == "$in" and isinstance(value, (list, tuple)):
        return _equal(value)
    if operator == "$regex" and not beside.get("$options"):
        return _pattern(value)
    key = key_of(value)
    if operator in _COMPARED and not isinstance(key, (str, NoneType)):
        return partial(_numbers, clause=f"key {_COMPARED[operator]} ?", keys=(key,))
    return None


def _equal(values: Sequence[Any]) -> Look | None:
    keys = [key_of(value) for value in values]
    if None in keys or len(keys) > _MANY:
        return None
    texts = [key for key in keys if isinstance(key, str)]
    numbers = tuple(key for key in keys if key is not None and not isinstance(key, str))

    def look(rows: Rows, collection: str, path: int) -> set[int]:
        found = rows.with_words(collection, [word(path, text) for text in texts])
        clause = f"key IN ({','.join('?' * len(numbers))})"
        return found | _numbers(rows, collection, path, clause, numbers) if numbers else found

    return look


def _numbers(rows: Rows, collection: str, path: int, clause: str, keys: tuple[float, ...]) -> set[int]:
    statement = f"SELECT n FROM {collection}_numbers WHERE path=? AND {clause}"  # noqa: S608 - names of ours
    return {row[0] for row in rows.select(statement, (path, *keys))}


def _pattern(wanted: Any) -> Look | None:
    """A pattern that begins with `^` and plain characters asks for words with that beginning."""
    source = getattr(wanted, "pattern", wanted)
    if not isinstance(source, str) or "|" in source or getattr(wanted, "flags", 0) & ~re.UNICODE:
        return None
    head = _LITERAL.match(source)
    if not head:
        return None
    literal = head[1]
    if source[head.end() :][:1] in ("*", "?", "{"):  # the last character may be missing
        literal = re.sub(r"(?s)\\?.\Z", "", literal)
    text = re.sub(r"\\(.)", r"\1", literal)[:KEY_LENGTH]
    return lambda rows, collection, path: rows.with_words(collection, [word(path, text)], prefix=True)


def _lookup(rows: Rows, collection: str, path: str, look: Look | None) -> Numbers:
    number = PATH_NUMBERS.get(collection, {}).get(path)
    return None if number is None or look is None else look(rows, collection, number)
