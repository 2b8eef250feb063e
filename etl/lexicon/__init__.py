"""Word lists and tables the rules read, and a user's own lists laid over them.

A list is a `.txt` file: lines starting with `#` are its header and comments, every other line is one entry, fields
divided by tabs. A table with structure is a `.toml` file. Each file says in its header what it holds and where it
comes from.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

HOME = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The lists in force: equal digests give equal results. What is made of one is remembered by its identity.

    Attributes:
        digest: short hash of the user's lists; empty for the built-in lists alone.
        extra: list name → entries the user adds.

    Example:
        >>> "欧阳" in Lexicon().words("surnames_compound")
        True
    """

    digest: str = ""
    extra: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return the entries of list `name`, each a tuple of its fields, the user's last."""
        return _rows(name) + self.extra.get(name, ())

    def words(self, name: str) -> tuple[str, ...]:
        """Return the first field of every entry of list `name`."""
        return tuple(row[0] for row in self.rows(name))

    def columns(self, name: str) -> tuple[Sequence[str], ...]:
        """Return the fields of list `name`, every entry of which has as many, side by side: long lists are read fast.

        Example:
            >>> [column[0] for column in Lexicon().columns("common_words")]
            ['一一', 'm', '3']
        """
        columns = _columns(name)
        if extra := self.extra.get(name):
            return tuple((*column, *(row[at] for row in extra)) for at, column in enumerate(columns))
        return columns

    def table(self, name: str) -> dict[str, Any]:
        """Return the structured table `name` (a `.toml` file)."""
        return _table(name)


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple([tuple(line.split("\t")) for line in _lines(name)])


@cache
def _columns(name: str) -> tuple[list[str], ...]:
    lines = _lines(name)
    width = lines[0].count("\t") + 1
    fields = "\t".join(lines).split("\t")
    return tuple(fields[at::width] for at in range(width))


def _lines(name: str) -> list[str]:
    """Return the entries of a list, unread."""
    lines = (HOME / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and line[0] != "#" and not line.isspace()]


@lru_cache(maxsize=64)
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((HOME / f"{name}.toml").read_text(encoding="utf-8"))


DEFAULT = Lexicon()
"""The built-in lists alone."""
