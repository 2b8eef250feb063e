"""Word lists and tables the rules read, and a user's own lists laid over them.

A list is a `.txt` file: a header of lines starting with `#`, then an entry a line, its fields divided by tabs. A table
with structure is a `.toml` file. Each file says in its header what it holds and where it comes from.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOME = Path(__file__).parent


class Lexicon:
    """The lists in force: equal digests give equal results. What is made of one is remembered by its identity.

    Attributes:
        digest: short hash of the user's lists; empty for the built-in lists alone.
        extra: list name → entries the user adds.

    Example:
        >>> "欧阳" in Lexicon().words("surnames_compound")
        True
    """

    def __init__(self, digest: str = "", extra: Mapping[str, tuple[tuple[str, ...], ...]] | None = None) -> None:
        self.digest = digest
        self.extra = extra or {}

    def __reduce__(self) -> str | tuple[type[Lexicon], tuple[str, Mapping[str, tuple[tuple[str, ...], ...]]]]:
        """Let the built-in lexicon be the built-in one in another process too: what is remembered goes by identity."""
        return "DEFAULT" if self is DEFAULT else (Lexicon, (self.digest, self.extra))

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return the entries of list `name`, each a tuple of its fields, the user's last."""
        return _rows(name) + self.extra.get(name, ())

    def words(self, name: str) -> tuple[str, ...]:
        """Return the first field of every entry of list `name`."""
        return tuple([row[0] for row in self.rows(name)])

    def columns(self, name: str) -> tuple[Sequence[str], ...]:
        """Return the fields of list `name`, every entry of which has as many, side by side: long lists are read fast.

        Example:
            >>> [column[0] for column in Lexicon().columns("name_characters")]
            ['一', '-67', '-12', '-24', '-22']
        """
        columns = _columns(name)
        if extra := self.extra.get(name):
            return tuple((*column, *(row[at] for row in extra)) for at, column in enumerate(columns))
        return columns

    def pairs(self, name: str) -> Mapping[str, str]:
        """Return list `name`, every entry of which has two fields, as first → second.

        Example:
            >>> Lexicon().pairs("common_words")["一一"]
            'm3'
        """
        pairs = _pairs(name)
        if extra := self.extra.get(name):
            return {**pairs, **{row[0]: row[1] for row in extra}}
        return pairs

    def table(self, name: str) -> dict[str, Any]:
        """Return the structured table `name` (a `.toml` file)."""
        return _table(name)


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple([tuple(line.split("\t")) for line in _entries(name).splitlines()])


@cache
def _columns(name: str) -> tuple[list[str], ...]:
    text = _entries(name).removesuffix("\n")
    width = text.partition("\n")[0].count("\t") + 1
    fields = text.replace("\n", "\t").split("\t")
    return tuple([fields[at::width] for at in range(width)])


@cache
def _pairs(name: str) -> dict[str, str]:
    return dict(zip(*_columns(name), strict=True))


def _entries(name: str) -> str:
    """Return the entries of a list, unread: the lines that follow its header."""
    text = (HOME / f"{name}.txt").read_bytes().decode()
    while text.startswith("#"):
        text = text.partition("\n")[2]
    return text


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((HOME / f"{name}.toml").read_text(encoding="utf-8"))


DEFAULT = Lexicon()
"""The built-in lists alone."""
