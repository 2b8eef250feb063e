"""Which files to read: folders walked in order, and everything that is not an ordinary file refused by name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import Literal, NamedTuple

from etl.errors import ReadError

Form = Literal["txt", "md", "html", "jsonl"]

FORMS: dict[str, Form] = {".txt": "txt", ".md": "md", ".html": "html", ".htm": "html", ".jsonl": "jsonl"}
"""Suffix of a file → how it is read; each may have `.gz` after it."""


class SourceFile(NamedTuple):
    """A file that is to be read.

    Attributes:
        path: relative to the loaded root, with `/`, as documents name it.
        location: where it is.
        form: how it is read.
        packed: whether it is gzip-compressed.
    """

    path: str
    location: Path
    form: Form
    packed: bool = False


def form_of(name: str) -> tuple[Form, bool] | None:
    """Return how a file of that name is read and whether it is packed; None where it is not read at all.

    Example:
        >>> form_of("a/News.JSONL.gz"), form_of("page.md"), form_of("scan.pdf")
        (('jsonl', True), ('md', False), None)
    """
    path = PurePath(name.lower())
    packed = path.suffix == ".gz"
    form = FORMS.get(PurePath(path.stem).suffix if packed else path.suffix)
    return None if form is None else (form, packed)


def find_files(paths: Sequence[Path]) -> Iterator[SourceFile | ReadError]:
    """Yield the files to read under `paths`, sorted, folders recursively, hidden ones skipped.

    The loaded root, which paths are told relative to, is the deepest folder that holds everything given: the folder
    itself where one is given, the file's own where one file is.

    Args:
        paths: files and folders, in any order.

    Yields:
        Each file once; a `ReadError` for what is refused: a missing path, a device or FIFO, a link that leads in a
        circle or out of the root, a folder that may not be listed, a file named outright that is of no known form.

    Example:
        >>> [f.path for f in find_files([Path("seeds")])][-1]
        '004_72fcbd8c70833d48.txt'
        >>> [str(e) for e in find_files([Path("seeds/none.txt")])]
        ['none.txt: there is no such file or folder; check the spelling']
    """
    root, seen = _root(paths), set[str]()
    for path in sorted(map(_absolute, paths)):
        for found in _look(path, root):
            if isinstance(found, SourceFile):
                if str(found.location) in seen:
                    continue
                seen.add(str(found.location))
            yield found


def _absolute(path: Path) -> Path:
    # Not `resolve`: a link given by name is told by that name.
    return Path(os.path.abspath(path))  # noqa: PTH100


def _root(paths: Sequence[Path]) -> Path:
    places = [_absolute(path) for path in paths]
    folders = [place if place.is_dir() else place.parent for place in places]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def _look(path: Path, root: Path) -> Iterator[SourceFile | ReadError]:
    name = _told(path, root)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield _refusal(error, name)
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, root, path.resolve())
    elif not stat.S_ISREG(mode):
        yield _not_a_file(name)
    elif (form := form_of(path.name)) is None:
        yield ReadError(
            "format", f"files of this kind are not read; known are {', '.join(FORMS)}, also with .gz", path=name
        )
    else:
        yield SourceFile(name, path, *form)


def _walk(folder: Path, root: Path, top: Path) -> Iterator[SourceFile | ReadError]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError as error:
        yield _refusal(error, _told(folder, root))
        return
    for entry in listed:
        yield from _enter(entry, root, top)


def _enter(entry: os.DirEntry[str], root: Path, top: Path) -> Iterator[SourceFile | ReadError]:
    path = Path(entry.path)
    if entry.is_symlink() and (refused := _refused_link(path, root, top)):
        yield refused
    elif entry.is_dir():
        # A link to another folder under the root adds nothing: its pages are read where they stand.
        if not entry.is_symlink():
            yield from _walk(path, root, top)
    elif not entry.is_file():
        yield _not_a_file(_told(path, root))
    elif form := form_of(entry.name):
        yield SourceFile(_told(path, root), path, *form)


def _refused_link(path: Path, root: Path, top: Path) -> ReadError | None:
    name = _told(path, root)
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a circle of links, before Python 3.13
        return ReadError("link_broken", "this link leads nowhere or to itself; remove it", path=name)
    if not target.is_relative_to(top):
        return ReadError(
            "link_out", "this link leads out of the loaded folder; load what it leads to by its own name", path=name
        )
    if path.parent.resolve().is_relative_to(target):
        return ReadError("link_loop", "this link leads back to a folder it stands in; remove it", path=name)
    return None


def _told(path: Path, root: Path) -> str:
    """Name `path` as documents do; bytes that are no UTF-8 are replaced, for BSON and JSON hold none."""
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    return os.fsencode(path.name if relative == "." else relative).decode("utf-8", "replace")


def _not_a_file(name: str) -> ReadError:
    return ReadError("not_a_file", "this is a pipe, a socket or a device, no file; leave it out", path=name)


def _refusal(error: OSError, name: str) -> ReadError:
    if isinstance(error, FileNotFoundError):
        return ReadError("missing", "there is no such file or folder; check the spelling", path=name)
    return ReadError("unreadable", f"it may not be read ({error.strerror}); check its permissions", path=name)
