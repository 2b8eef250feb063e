"""A user's own lists, laid over the built-in ones: people, offices, places, bodies and their other names.

The folder holds any of these files, UTF-8. In the text files a line is an entry, fields are divided by a tab or a
comma, lines starting with `#` are comments::

    people.txt          name, full name (may be left out)
    offices.txt         office
    places.txt          name, full name from the province down (may be left out)
    organizations.txt   name, full name (may be left out)
    aliases.toml        [people], [organizations], [places]: "other name" = "the name it stands for"
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from etl.errors import LexiconError
from etl.lexicon import Lexicon
from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS = {"people.txt": 2, "offices.txt": 1, "places.txt": 2, "organizations.txt": 2}
"""File → the most fields that a line of it may have."""
ALIASES = "aliases.toml"
LONGEST_NAME = 40
LARGEST_FILE = 16 * 1024 * 1024
"""Bytes. A list of names is not larger; something else was put into the folder."""

_TYPES = {"people": "person", "organizations": "organization", "places": "place"}
_NAME = re.compile(r"[\w·()“”-]+")
_DIVIDER = re.compile(r"\t+|,")


class Entry(NamedTuple):
    """One entry of a user's list.

    Attributes:
        type: `person`, `office`, `place` or `organization`.
        name: as it is printed, folded.
        full: the name it stands for, where the user gives one.
        path, line: where it stands; `line` is None in a TOML file.
    """

    type: str
    name: str
    full: str
    path: Path
    line: int | None


def load_user_lexicon(directory: Path) -> Lexicon:
    """Return the built-in lexicon with the lists of `directory` laid over it.

    Args:
        directory: a folder with any of people.txt, offices.txt, places.txt, organizations.txt, aliases.toml.

    Raises:
        LexiconError: the folder or a file in it is not as it should be; the message names file, line and remedy.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "organizations.txt").write_text("星火合作社,岳池县星火合作社", encoding="utf-8")
        ...     load_user_lexicon(Path(folder)).rows("bodies_known")[-1]
        ('星火合作社', '岳池县星火合作社', 'user')
    """
    entries = read_entries(directory)
    extra: dict[str, list[tuple[str, ...]]] = {}
    for entry in entries:
        name, row = _row(entry)
        extra.setdefault(name, []).append(row)
    digest = hashlib.sha256()
    for path in _files(directory):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return Lexicon(digest.hexdigest()[:12], {name: tuple(rows) for name, rows in extra.items()})


def read_entries(directory: Path) -> list[Entry]:
    """Return every entry of the lists in `directory`, checked, in the order of files and lines.

    Raises:
        LexiconError: as `load_user_lexicon`.
    """
    entries = [entry for path in _files(directory) for entry in _entries(path)]
    if not entries:
        raise LexiconError(f"{directory}: no entries; put names into one of {_known_files()}")
    _check_contradictions(entries)
    return entries


def _row(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """Return the list an entry goes to, and the row it makes there."""
    if entry.type == "organization":
        return "bodies_known", (entry.name, entry.full, "user")
    if entry.type == "office":
        return "offices", (entry.name,)
    if entry.type == "place":
        return "user_places", (entry.name, entry.full)
    return "user_people", (entry.name, entry.full)


def _known_files() -> str:
    return ", ".join([*FIELDS, ALIASES])


def _files(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise LexiconError(f"{directory}: no such folder; --lexicon wants a folder with any of {_known_files()}")
    lists = sorted(path for path in directory.iterdir() if path.suffix in {".txt", ".toml"} and path.is_file())
    for path in lists:
        if path.name not in FIELDS and path.name != ALIASES:
            raise LexiconError(f"{path}: no list has this name; rename it to one of {_known_files()}, or take it away")
        if path.stat().st_size > LARGEST_FILE:
            raise LexiconError(f"{path}: larger than {LARGEST_FILE // 1024 // 1024} MB; split the list or take it away")
    return lists


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error


def _entries(path: Path) -> Iterator[Entry]:
    if path.name == ALIASES:
        yield from _aliases(path)
        return
    type_ = _TYPES.get(path.stem, "office")
    for number, line in enumerate(_text(path).splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _entry(path, number, type_, fold(line.strip()))


def _entry(path: Path, number: int, type_: str, line: str) -> Entry:
    fields = [field.strip() for field in _DIVIDER.split(line)]
    if len(fields) > FIELDS[path.name]:
        most = FIELDS[path.name]
        raise LexiconError(f"{path}, line {number}: {len(fields)} fields where at most {most} go")
    where = f"{path}, line {number}"
    name, full = fields[0], fields[1] if len(fields) > 1 else ""
    _check_name(name, where)
    if full:
        _check_name(full, where)
    return Entry(type_, name, full, path, number)


def _check_name(name: str, where: str) -> None:
    if len(name) < 2:
        raise LexiconError(f"{where}: “{name}” is too short for a name; names have at least two characters")
    if len(name) > LONGEST_NAME:
        raise LexiconError(f"{where}: “{name[:12]}…” has more than {LONGEST_NAME} characters; one name a line")
    if not _NAME.fullmatch(name):
        odd = next(character for character in name if not _NAME.fullmatch(character))
        raise LexiconError(f"{where}: “{name}” holds {odd!r}, which no name holds; divide fields by a tab or a comma")


def _aliases(path: Path) -> Iterator[Entry]:
    try:
        tables = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path}: not TOML: {error}") from error
    for section, table in tables.items():
        if section not in _TYPES or not isinstance(table, dict):
            raise LexiconError(f"{path}: [{section}] is no section of it; sections are [{'], ['.join(_TYPES)}]")
        for alias, full in table.items():
            where = f"{path}, [{section}]"
            if not isinstance(full, str):
                raise LexiconError(f'{where}: “{alias}” must stand for a name: write "{alias}" = "the name"')
            name, stands_for = fold(alias.strip()), fold(full.strip())
            _check_name(name, where)
            _check_name(stands_for, where)
            yield Entry(_TYPES[section], name, stands_for, path, None)


def _check_contradictions(entries: list[Entry]) -> None:
    """Refuse a name that is said to stand for two different things of one type."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        other = seen.setdefault((entry.type, entry.name), entry)
        if entry.full and other.full and entry.full != other.full:
            raise LexiconError(
                f"{entry.path}: “{entry.name}” stands for {entry.full} here, for {other.full} in {other.path}; keep one"
            )
