"""The ledger, the same on every store."""

import pytest
from stores import failure, hash_of, headlines, page

from etl.errors import DocumentRefused, StoreError
from etl.store import default_uri, open_store


def paths(store):
    return {name[:8]: (entry.state, entry.paths) for name, entry in store.ledger().items()}


def test_a_page_is_stored_with_its_articles(store):
    store.put(*page("甲", "a.txt"))
    entry = store.ledger()[hash_of("甲")]
    assert (entry.state, entry.extractor, entry.paths) == ("loaded", "1", ("a.txt",))
    kept = store.database().pages.find_one({"_id": hash_of("甲")})
    assert kept["articles"] == [a["_id"] for a in page("甲", "a.txt")[1]]
    assert kept["loaded_at"].utcoffset().total_seconds() == 0
    assert headlines(store) == ["甲之0", "甲之1"]


def test_dates_come_back_in_utc(store):
    made = page("甲", "a.txt")
    store.put(*made)
    found = store.database().articles.find_one({"date.start": made[1][1]["date"]["start"]})
    assert found == made[1][1]


def test_loading_again_changes_nothing(store):
    store.put(*page("甲", "a.txt"))
    before = list(store.database().articles.find({}).sort("_id", 1)), store.ledger()
    store.put(*page("甲", "a.txt"))
    assert (list(store.database().articles.find({}).sort("_id", 1)), store.ledger()) == before


def test_a_corrected_page_takes_the_place_of_the_old_one(store):
    store.put(*page("甲", "a.txt", articles=3))
    store.put(*page("甲改", "a.txt", articles=1))
    assert headlines(store) == ["甲改之0"]
    assert list(store.ledger()) == [hash_of("甲改")]


def test_a_new_extractor_may_find_fewer_articles(store):
    store.put(*page("甲", "a.txt", articles=3))
    store.put(*page("甲", "a.txt", articles=1, extractor="2"))
    assert headlines(store) == ["甲之0"]
    assert store.ledger()[hash_of("甲")].extractor == "2"


def test_one_page_under_two_paths_is_stored_once(store):
    store.put(*page("甲", "a.txt"))
    store.add_path(hash_of("甲"), "b.txt")
    assert paths(store) == {hash_of("甲")[:8]: ("loaded", ("a.txt", "b.txt"))}
    assert headlines(store) == ["甲之0", "甲之1"]


def test_a_page_corrected_under_one_of_two_paths_stays_under_the_other(store):
    store.put(*page("甲", "a.txt"))
    store.add_path(hash_of("甲"), "b.txt")
    store.put(*page("甲改", "a.txt"))
    assert headlines(store) == ["甲之0", "甲之1", "甲改之0", "甲改之1"]
    found = store.database().articles.find({"source.sha256": hash_of("甲")})
    assert {a["source"]["path"] for a in found} == {"b.txt"}


def test_files_that_change_names_during_a_load_are_kept(store):
    for name in ("甲", "乙"):
        store.put(*page(name, f"{name}.txt"))
    store.begin_load({"_id": "1", "state": "running"})
    store.put(*page("丙", "甲.txt"))
    store.add_path(hash_of("甲"), "乙.txt")
    store.add_path(hash_of("乙"), "丁.txt")
    store.end_load({"_id": "1", "state": "finished"})
    assert {entry.paths for entry in store.ledger().values()} == {("甲.txt",), ("乙.txt",), ("丁.txt",)}
    assert len(headlines(store)) == 6
    found = store.database().articles.find({"source.sha256": hash_of("乙")})
    assert {a["source"]["path"] for a in found} == {"丁.txt"}


def test_a_page_without_a_path_goes_when_the_load_ends(store):
    store.put(*page("甲", "a.txt"))
    store.begin_load({"_id": "1", "state": "running", "pages": 0})
    store.put(*page("乙", "a.txt"))
    assert store.ledger()[hash_of("甲")].paths == ()
    store.end_load({"_id": "1", "state": "finished", "pages": 1})
    assert list(store.ledger()) == [hash_of("乙")]
    assert headlines(store) == ["乙之0", "乙之1"]
    assert store.database().loads.find_one({"_id": "1"}) == {"_id": "1", "state": "finished", "pages": 1}


def test_a_failure_is_kept_and_then_mended(store):
    store.fail(failure("坏", "a.txt"))
    assert paths(store) == {hash_of("坏")[:8]: ("failed", ("a.txt",))}
    assert store.database().pages.find_one({"state": "failed"})["error"]["kind"] == "binary"
    store.put(*page("好", "a.txt"))
    assert paths(store) == {hash_of("好")[:8]: ("loaded", ("a.txt",))}


def test_a_failure_does_not_take_away_what_was_loaded(store):
    store.put(*page("甲", "a.txt"))
    store.fail(failure("坏", "a.txt"))
    assert headlines(store) == ["甲之0", "甲之1"]
    store.add_path(hash_of("甲"), "a.txt")
    assert list(store.ledger()) == [hash_of("甲")]


def test_the_same_bytes_may_fail_and_then_load(store):
    store.fail(failure("甲", "a.txt"))
    store.put(*page("甲", "a.txt"))
    kept = store.database().pages.find_one({"_id": hash_of("甲")})
    assert kept["state"] == "loaded"
    assert "error" not in kept


def test_a_document_over_16_megabytes_fails_its_page_only(store):
    big = page("大", "big.txt", articles=1, text="字" * 6_000_000)
    errors = store.put_many([page("甲", "a.txt"), big, page("乙", "b.txt")])
    assert [(e.path, e.kind, e.stage) for e in errors] == [("big.txt", "too_large", "store")]
    assert headlines(store) == ["乙之0", "乙之1", "甲之0", "甲之1"]
    assert store.database().pages.find_one({"paths": "big.txt"})["state"] == "failed"
    with pytest.raises(DocumentRefused, match=r"17\.2 MB"):
        store.put(*big)


def test_a_store_of_another_kind_is_told():
    with pytest.raises(StoreError, match="postgres:// is no kind of store"):
        open_store("postgres://localhost/papers")


@pytest.mark.parametrize("value", [2**70, "\ud800", {1, 2}], ids=["huge", "surrogate", "set"])
def test_a_value_without_a_place_in_bson_fails_its_page(store, value):
    errors = store.put_many([page("甲", "a.txt", headline=value), page("乙", "b.txt")])
    assert [e.path for e in errors] == ["a.txt"]
    assert headlines(store) == ["乙之0", "乙之1"]


def test_one_batch_may_hold_a_path_twice(store):
    assert store.put_many([page("甲", "a.txt"), page("甲改", "a.txt"), page("乙", "b.txt")]) == []
    assert headlines(store) == ["乙之0", "乙之1", "甲改之0", "甲改之1"]


def test_an_unknown_page_has_no_second_path(store):
    with pytest.raises(StoreError, match="no page"):
        store.add_path("0" * 64, "a.txt")


def test_the_default_comes_from_the_environment(monkeypatch):
    monkeypatch.delenv("JIANBAO_STORE", raising=False)
    assert default_uri() == "jianbao.db"
    monkeypatch.setenv("JIANBAO_STORE", "memory:")
    assert open_store().uri == "memory:"
