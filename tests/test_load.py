"""Loading: what is new is stored, what is known is left alone, what fails is told, and nothing is lost by stopping."""

import json
from pathlib import Path

import pytest

from etl import work
from etl.errors import PageError, StoreUnavailable
from etl.load import load
from etl.store import open_store

PAGE = "# {0}\n\n本报讯(记者 张昕) 昨日,市长李四到二七区调研。\n\n{0}的情况,群众表示满意。\n"


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(PAGE.format(f"市长第{name}次调研"), encoding="utf-8")
    return folder


@pytest.fixture(params=["memory:", "embedded"])
def store(request, tmp_path):
    opened = open_store(request.param if request.param == "memory:" else str(tmp_path / "store.db"))
    yield opened
    opened.close()


def counts(report):
    return report.pages, report.loaded, report.unchanged, report.failed


def ledger_of(store):
    """Path → state, for every path of every page."""
    return {path: page["state"] for page in store.database().pages.find({}) for path in page["paths"]}


def test_seeds(store):
    report = load([Path("seeds")], store, jobs=1)
    assert counts(report) == (5, 5, 0, 0)
    assert report.exit_code == 0
    database = store.database()
    assert database.articles.count_documents({}) == report.articles > 20
    (told,) = database.loads.find({})
    assert (told["state"], told["pages"], told["articles"]) == ("finished", 5, report.articles)
    assert told["arguments"] == ["seeds"]
    assert told["started_at"] <= told["finished_at"]
    for page in database.pages.find({}):
        ids = [article["_id"] for article in database.articles.find({"source.sha256": page["_id"]})]
        assert sorted(ids) == sorted(page["articles"])


def test_loading_again_does_not_even_decode(pages, store, monkeypatch):
    load([pages], store, jobs=1)
    before = sorted(map(str, store.database().articles.find({})))
    monkeypatch.setattr(work, "read_page", lambda raw: pytest.fail(f"{raw.path} was read again"))
    report = load([pages], store)
    assert counts(report) == (3, 0, 3, 0)
    assert report.exit_code == 0
    assert sorted(map(str, store.database().articles.find({}))) == before


def test_another_extractor_extracts_anew_under_the_same_ids(pages, store, monkeypatch):
    load([pages], store, jobs=1)
    before = sorted(article["_id"] for article in store.database().articles.find({}))
    monkeypatch.setattr("etl.version.__version__", "9.9")
    report = load([pages], store, jobs=1)
    assert counts(report) == (3, 3, 0, 0)
    articles = list(store.database().articles.find({}))
    assert sorted(article["_id"] for article in articles) == before
    assert {article["extractor"] for article in articles} == {"9.9"}


def test_a_corrected_page_replaces_what_was_there(pages, store):
    load([pages], store, jobs=1)
    (pages / "b.txt").write_text(PAGE.format("更正后的调研"), encoding="utf-8")
    report = load([pages], store, jobs=1)
    assert (*counts(report), report.replaced) == (3, 1, 2, 0, 1)
    headlines = sorted(article["headline"] for article in store.database().articles.find({}))
    assert headlines == ["市长第a次调研", "市长第c次调研", "更正后的调研"]
    assert ledger_of(store) == dict.fromkeys(["a.txt", "b.txt", "c.txt"], "loaded")


@pytest.mark.parametrize("at_once", [True, False], ids=["in one load", "in two"])
def test_the_same_page_under_two_paths_is_stored_once(pages, store, at_once):
    if not at_once:
        load([pages], store, jobs=1)
    (pages / "d.txt").write_bytes((pages / "a.txt").read_bytes())
    report = load([pages], store, jobs=1)
    assert counts(report) == ((4, 3, 1, 0) if at_once else (4, 0, 4, 0))
    assert store.database().articles.count_documents({}) == 3
    assert ledger_of(store)["d.txt"] == "loaded"
    assert counts(load([pages], store)) == (4, 0, 4, 0)


def test_two_files_that_change_names(pages, store):
    load([pages], store, jobs=1)
    first, second = ((pages / name).read_bytes() for name in ("a.txt", "b.txt"))
    (pages / "a.txt").write_bytes(second)
    (pages / "b.txt").write_bytes(first)
    load([pages], store, jobs=1)
    assert store.database().articles.count_documents({}) == 3
    assert ledger_of(store) == dict.fromkeys(["a.txt", "b.txt", "c.txt"], "loaded")


def test_what_fails_is_told_and_the_rest_is_loaded(pages, store):
    (pages / "b.txt").write_bytes(b"")
    (pages / "bb.txt").write_bytes(b"")
    (pages / "n.jsonl").write_text('{"text": "一"}\n{"text": \n', encoding="utf-8")
    (pages / "x.txt").symlink_to("/dev/null")
    report = load([pages], store, jobs=1)
    assert counts(report) == (7, 3, 0, 4)
    assert report.exit_code == 3
    told = {error.path: (error.kind, error.stage, error.line) for error in report.errors}
    assert told == {
        "b.txt": ("empty", "read", None),
        "bb.txt": ("empty", "read", None),
        "n.jsonl#2": ("bad_json", "read", 2),
        "x.txt": ("link_out", "read", None),
    }
    failed = {
        path: page["error"] for page in store.database().pages.find({"state": "failed"}) for path in page["paths"]
    }
    assert {path: (e["kind"], e["stage"], e.get("line")) for path, e in failed.items()} == told


def test_a_page_that_was_mended_is_no_failure_any_more(pages, store):
    good = (pages / "b.txt").read_bytes()
    (pages / "b.txt").write_bytes(b"")
    assert load([pages], store, jobs=1).failed == 1
    (pages / "b.txt").write_bytes(good)
    assert counts(load([pages], store, jobs=1)) == (3, 1, 2, 0)
    assert ledger_of(store) == dict.fromkeys(["a.txt", "b.txt", "c.txt"], "loaded")


def test_a_defect_stops_one_page_only(pages, store, monkeypatch):
    def examine(page, lexicon):
        if page.path == "b.txt":
            raise ZeroDivisionError("by zero")
        return real(page, lexicon)

    real = work.examine
    monkeypatch.setattr(work, "examine", examine)
    report = load([pages], store, jobs=1)
    assert counts(report) == (3, 2, 0, 1)
    assert (report.errors[0].kind, report.errors[0].path) == ("defect", "b.txt")
    assert "ZeroDivisionError" in report.errors[0].message


def test_a_file_that_was_damaged_and_restored_is_no_failure_any_more(pages, store):
    load([pages], store, jobs=1)
    whole = (pages / "a.txt").read_bytes()
    (pages / "a.txt").write_bytes(b"\0\1\2\3" * 100)
    assert counts(load([pages], store, jobs=1)) == (3, 0, 2, 1)
    assert store.database().articles.count_documents({"source.path": "a.txt"}) == 1, "what was loaded before stays"
    (pages / "a.txt").write_bytes(whole)
    assert counts(load([pages], store, jobs=1)) == (3, 0, 3, 0)
    assert store.database().pages.count_documents({"state": "failed"}) == 0


def test_fail_fast(pages, store):
    (pages / "a.txt").write_bytes(b"")
    report = load([pages], store, jobs=1, fail_fast=True)
    assert (report.state, report.failed, report.exit_code) == ("stopped", 1, 1)
    assert counts(load([pages], store, jobs=1)) == (3, 2, 0, 1)


def test_a_path_that_does_not_exist_leaves_no_page_behind(pages, store):
    report = load([pages / "none.txt"], store, jobs=1)
    assert [error.kind for error in report.errors] == ["missing"]
    assert (report.exit_code, ledger_of(store)) == (1, {})


def test_a_page_without_an_article_is_counted(pages, store):
    (pages / "x.txt").write_text("扫码看", encoding="utf-8")
    report = load([pages], store, jobs=1)
    assert (report.loaded, report.empty) == (4, 1)


def test_what_is_doubtful_on_a_page_is_told(pages, store):
    (pages / "x.txt").write_bytes("昨日,市长李四到二七区调研,并召开会议。".encode("gb18030"))
    report = load([pages], store, jobs=1)
    assert [(path, "gb18030" in told) for path, told in report.warnings] == [("x.txt", True)]


def test_nothing_there(tmp_path, store):
    report = load([tmp_path], store)
    assert (report.pages, report.exit_code) == (0, 1)


def test_ctrl_c_leaves_what_was_acknowledged(pages, store, monkeypatch):
    monkeypatch.setattr("etl.load._BATCH_PAGES", 1)

    def watch(report):
        if report.loaded == 2:
            raise KeyboardInterrupt

    report = load([pages], store, jobs=1, watch=watch)
    assert (report.state, report.exit_code) == ("interrupted", 3)
    assert list(ledger_of(store).values()) == ["loaded"] * 2
    assert counts(load([pages], store, jobs=1)) == (3, 1, 2, 0)
    assert sorted(run["state"] for run in store.database().loads.find({})) == ["finished", "interrupted"]


def test_a_store_that_goes_away_stops_the_load(pages, store, monkeypatch):
    def away(batch):
        raise StoreUnavailable("the server does not answer; try again later")

    with monkeypatch.context() as patch:
        patch.setattr(type(store), "put_many", lambda _, batch: away(batch))
        report = load([pages], store, jobs=1)
    assert (report.state, report.exit_code, report.loaded) == ("stopped", 1, 0)
    assert "does not answer" in report.stopped_by
    assert counts(load([pages], store, jobs=1)) == (3, 3, 0, 0)


def test_a_refused_document_is_a_failed_page(pages, store, monkeypatch):
    def refuse(self, batch):
        (first, *rest) = batch
        assert put_many(self, rest) == []
        return [PageError("refused", "too large", path=first[0]["paths"][0])]

    put_many = type(store).put_many
    monkeypatch.setattr(type(store), "put_many", refuse)
    report = load([pages], store, jobs=1)
    assert counts(report) == (3, 2, 0, 1)
    assert report.errors[0].path == "a.txt"


def test_records_are_pages(tmp_path, store):
    path = tmp_path / "news.jsonl"
    records = [
        {"headline": f"市长调研第{n}家", "date": "2016-01-01", "text": f"昨日,市长到第{n}家调研。"} for n in range(5)
    ]
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    assert counts(load([path], store, jobs=1)) == (5, 5, 0, 0)
    articles = list(store.database().articles.find({}))
    assert {a["source"]["path"]: a["headline"] for a in articles} == {
        f"news.jsonl#{n + 1}": record["headline"] for n, record in enumerate(records)
    }
