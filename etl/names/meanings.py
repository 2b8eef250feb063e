"""What a word is known as, and from which file: the built-in lists, the gazetteer, a user's own lists."""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from etl.lexicon import DEFAULT, HOME
from etl.lexicon.user import read_entries
from etl.names import gazetteer
from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVEL = re.compile("^(?:自治区|自治州|街道|[省市区县州盟旗镇乡])(?=.)")


class Meaning(NamedTuple):
    """One thing that a word is known as.

    Attributes:
        known_as: the list it stands in (`offices`, `surnames`), or what the gazetteer or the user calls it (`county`).
        detail: the other fields of its entry (full name, code, office …).
        file: where it stands; `line` is None where the file is not text of one entry a line.
        about: what the file says of itself.
    """

    known_as: str
    detail: str
    file: str
    line: int | None
    about: str


class Listed(NamedTuple):
    """A list: its file, how many entries it has, what it holds."""

    file: str
    entries: int
    about: str


def lists_of(directory: Path | None = None) -> list[Listed]:
    """Return the user's lists, checked, or without a folder the built-in lists.

    Raises:
        LexiconError: the user's lists are not as they should be.

    Example:
        >>> [listed.entries > 300 for listed in lists_of() if listed.file == "offices.txt"]
        [True]
    """
    if directory is None:
        paths = sorted(HOME.glob("*.txt"))
        return [Listed(path.name, len(DEFAULT.rows(path.stem)), _about(path)) for path in paths]
    counts = Counter(str(entry.path) for entry in read_entries(directory))
    return [Listed(path, count, "your list") for path, count in counts.items()]


def _about(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return _header(next(lines))


def meanings(word: str, directory: Path | None = None) -> list[Meaning]:
    """Return everything `word` is known as.

    Args:
        word: as printed; either width.
        directory: the user's lists, if any.

    Raises:
        LexiconError: the user's lists are not as they should be.

    Example:
        >>> [(m.known_as, m.detail) for m in meanings("上街区")][:1]
        [('county', '河南省郑州市上街区 410106')]
    """
    wanted = fold(word.strip())
    own = _of_user(wanted, directory) if directory else []
    return [*own, *_of_gazetteer(wanted), *_of_lists(wanted), *_of_tables(wanted)]


def _of_user(word: str, directory: Path) -> list[Meaning]:
    return [
        Meaning(entry.type, entry.full, str(entry.path), entry.line, "your list")
        for entry in read_entries(directory)
        if entry.name == word
    ]


def _of_gazetteer(word: str) -> Iterator[Meaning]:
    about = "regions of China, from provinces to townships"
    for file, regions in (
        ("regions.txt.gz", gazetteer.named().get(word, ())),
        ("townships.txt.gz", gazetteer.townships(word)),
    ):
        for region in regions:
            former = "former" if region.former else None
            detail = " ".join(filter(None, ("".join(region.path), region.code, former)))
            yield Meaning(region.level, detail, file, None, about)
    for prefecture in _prefectures_with_village(word):
        for code, township in gazetteer.villages(word, prefecture):
            county = gazetteer.by_code().get(code)
            detail = "".join(county.path if county else (code,)) + township + word
            yield Meaning("village", detail, "villages.zip", None, "villages and communities of China, by prefecture")


def _prefectures_with_village(word: str) -> list[str]:
    """Look for the bytes first: parsing all the villages of China to find one takes a hundred times as long."""
    wanted = word.encode()
    with zipfile.ZipFile(HOME / "villages.zip") as archive:
        return [name for name in archive.namelist() if name.isdigit() and wanted in archive.read(name)]


def _of_lists(word: str) -> Iterator[Meaning]:
    organ = _LEVEL.sub("", word)  # organs are listed without the level word before them
    for path in sorted(HOME.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, 1):
            name, *others = line.split("\t")
            if line.startswith("#"):
                continue
            if name == word or (path.stem == "organs" and name == organ):
                detail = " ".join(filter(None, others))
                yield Meaning(path.stem, detail, path.name, number, _header(lines[0]))


def _header(line: str) -> str:
    """Return the first sentence of a list's header."""
    text = line.lstrip("# ").strip()
    return text.partition(": ")[0].partition(". ")[0].rstrip(".")


def _of_tables(word: str) -> Iterator[Meaning]:
    for path in sorted(HOME.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        for where in _places_of(word, tomllib.loads(text), ""):
            yield Meaning(path.stem, where, path.name, None, _header(text.partition("\n")[0]))


def _places_of(word: str, value: Any, where: str) -> Iterator[str]:
    """Give the dotted places in a table where `word` is a key or a value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            path = f"{where}.{key}" if where else key
            if key == word:
                yield path
            yield from _places_of(word, inner, path)
    elif isinstance(value, list):
        for inner in value:
            yield from _places_of(word, inner, where)
    elif value == word:
        yield where
