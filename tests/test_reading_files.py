"""Files and folders: what is read, in which order, and what is refused by name."""

import gzip
import json
import os
import socket
from pathlib import Path

import pytest

from etl.errors import ReadError
from etl.read import find_files, raw_pages, read_pages
from etl.read.raw import MAX_BYTES


def told(paths):
    """Name each find by its path, and each refusal by its kind."""
    return [(f.path, f.kind) if isinstance(f, ReadError) else f.path for f in find_files(paths)]


def kinds(path):
    pages = [page for source in find_files([path]) for page in read_pages(source)]
    return [page.kind if isinstance(page, ReadError) else page.path for page in pages]


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "root"
    for name in ("b.txt", "a/z.md", "a/y.html", "a/.hidden.txt", ".git/c.txt", "c.jsonl", "d.TXT.gz", "scan.pdf"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("市长调研", encoding="utf-8")
    return root


def test_folders_are_walked_in_order_without_hidden_and_foreign_files(folder):
    assert told([folder]) == ["a/y.html", "a/z.md", "b.txt", "c.jsonl", "d.TXT.gz"]


def test_a_file_is_told_by_its_name(folder):
    assert told([folder / "a" / "z.md"]) == ["z.md"]


def test_several_paths_are_told_from_the_folder_they_share(folder):
    assert told([folder / "b.txt", folder / "a"]) == ["a/y.html", "a/z.md", "b.txt"]


def test_what_is_given_twice_is_read_once(folder):
    assert told([folder / "a", folder / "a" / "z.md"]) == ["y.html", "z.md"]


def test_relative_paths(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert told([folder / "a" / ".." / "b.txt"]) == ["b.txt"]


def test_two_slashes_at_the_beginning_are_one(folder):
    assert told([Path(f"/{folder}")]) == told([folder])


def test_missing_and_foreign_files_are_refused(folder):
    assert told([folder / "none.txt", folder / "scan.pdf"]) == [("none.txt", "missing"), ("scan.pdf", "format")]


def test_links(folder, tmp_path):
    (tmp_path / "outside.txt").write_text("一", encoding="utf-8")
    for name, target in {
        "broken.txt": folder / "gone.txt",
        "circle": folder / "circle",
        "loop": folder,
        "a/up": folder,
        "out.txt": tmp_path / "outside.txt",
        "outdir": tmp_path,
        "same.txt": folder / "b.txt",
        "samedir": folder / "a",
    }.items():
        (folder / name).symlink_to(target)
    assert told([folder]) == [
        ("a/up", "link_loop"),
        "a/y.html",
        "a/z.md",
        "b.txt",
        ("broken.txt", "link_broken"),
        "c.jsonl",
        ("circle", "link_broken"),
        "d.TXT.gz",
        ("loop", "link_loop"),
        ("out.txt", "link_out"),
        ("outdir", "link_out"),
        "same.txt",
    ]


def test_a_link_given_by_name_is_followed(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    assert told([tmp_path / "link"]) == told([folder])


def test_pipes_and_sockets_are_refused_without_waiting(folder):
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s.txt"))
        assert {("pipe.txt", "not_a_file"), ("s.txt", "not_a_file")} <= set(told([folder]))
    assert told([folder / "pipe.txt"]) == [("pipe.txt", "not_a_file")]


def test_a_file_that_became_a_pipe_is_refused_without_waiting(folder):
    (source,) = find_files([folder / "b.txt"])
    (folder / "b.txt").unlink()
    os.mkfifo(folder / "b.txt")
    assert [page.kind for page in raw_pages(source)] == ["not_a_file"]


def test_a_file_that_is_gone_is_told(folder):
    (source,) = find_files([folder / "b.txt"])
    (folder / "b.txt").unlink()
    assert [page.kind for page in raw_pages(source)] == ["unreadable"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_file_and_folder(folder):
    (folder / "b.txt").chmod(0)
    assert kinds(folder / "b.txt") == ["unreadable"]
    (folder / "a").chmod(0)
    try:
        assert told([folder])[0] == ("a", "unreadable")
    finally:
        (folder / "a").chmod(0o700)


def test_an_unreadable_file_as_the_system_tells_it(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    (error,) = (page for source in find_files([folder / "b.txt"]) for page in raw_pages(source))
    assert str(error) == "b.txt: it may not be read (Permission denied); check its permissions"


def test_a_name_that_is_no_utf8(folder):
    (folder / os.fsdecode(b"\xff.txt")).write_text("一", encoding="utf-8")
    assert "\ufffd.txt" in told([folder])


def test_a_file_that_changes_while_it_is_read(folder):
    (source,) = find_files([folder / "c.jsonl"])
    source.location.write_text('{"text": "一"}\n{"text": "二"}\n', encoding="utf-8")
    pages = raw_pages(source)
    first = next(pages)
    with source.location.open("a", encoding="utf-8") as file:
        file.write('{"text": "三"}\n')
    *_, last = pages
    assert (first.path, last.kind) == ("c.jsonl#1", "changed")


def test_bounds(tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    packed = tmp_path / "packed.txt.gz"
    packed.write_bytes(gzip.compress(bytes(MAX_BYTES + 1)))
    bomb = tmp_path / "bomb.jsonl.gz"
    bomb.write_bytes(gzip.compress((b" " * 999 + b"\n") * 70_000))
    long = tmp_path / "long.txt"
    long.write_text("市" * (10 * 1024 * 1024 // 3), encoding="utf-8")
    record = tmp_path / "record.jsonl"
    record.write_text('{"text": "一"}\n{"text": "' + "二" * (MAX_BYTES // 3) + '"}\n', encoding="utf-8")
    assert kinds(large) == kinds(packed) == ["too_large"]
    assert kinds(bomb) == ["bomb"]
    assert kinds(long) == ["long_line"]
    assert kinds(record) == ["record.jsonl#1", "too_large"]


def test_gzip(tmp_path):
    whole = tmp_path / "a.txt.gz"
    whole.write_bytes(gzip.compress("市长调研".encode()))
    cut = tmp_path / "b.txt.gz"
    cut.write_bytes(gzip.compress(os.urandom(5000))[:-900])
    none = tmp_path / "c.txt.gz"
    none.write_bytes("市长调研".encode())
    (page,) = (page for source in find_files([whole]) for page in read_pages(source))
    plain = tmp_path / "a.txt"
    plain.write_text("市长调研", encoding="utf-8")
    (same,) = (page for source in find_files([plain]) for page in read_pages(source))
    assert (page.text, page.sha256) == ("市长调研", same.sha256)
    assert kinds(cut) == kinds(none) == ["damaged"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_records(tmp_path, encoding):
    path = tmp_path / "news.jsonl"
    records = [json.dumps({"text": text}, ensure_ascii=False) for text in ("一", "二")]
    path.write_bytes("\r\n".join([records[0], "", "{", records[1]]).encode(encoding))
    pages = [page for source in find_files([path]) for page in read_pages(source)]
    assert [page.path for page in pages] == ["news.jsonl#1", "news.jsonl#3", "news.jsonl#4"]
    assert (pages[1].kind, pages[1].line) == ("bad_json", 3)
    assert [pages[0].text, pages[2].text] == ["一", "二"]
    # The hash is of the record alone: neither its place nor the line end changes it.
    path.write_text(records[1] + "\n", encoding="utf-8")
    (again,) = (page for source in find_files([path]) for page in read_pages(source))
    assert again.sha256 == pages[2].sha256


def test_a_file_without_records(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"")
    (tmp_path / "b.jsonl").write_bytes(b"\n\n")
    assert kinds(tmp_path / "a.jsonl") == kinds(tmp_path / "b.jsonl") == ["empty"]
