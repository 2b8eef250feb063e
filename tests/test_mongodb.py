"""The MongoDB store against a server that does not always do as asked."""

import pytest
from mongo_server import Fault
from stores import hash_of, headlines, page

from etl.errors import StoreError, StoreUnavailable
from etl.store import open_store, sending
from etl.store.indexes import INDEXES
from etl.store.mongodb import without_password
from etl.store.schema import SCHEMAS


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sending, "FIRST_WAIT", 0.001)


@pytest.fixture
def store(mongo_server):
    opened = open_store(f"{mongo_server.uri}/jianbao")
    opened.prepare()
    yield opened
    opened.close()


BOTH = ["乙之0", "乙之1", "甲之0", "甲之1"]
PAGES = [page("甲", "a.txt"), page("乙", "b.txt")]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("update", code=10107, times=2),
        Fault("update", code=262),
        Fault("update", code=11600, after=1),
        Fault("update", hang_up=True),
        Fault("update", hang_up=True, half=True),
        Fault("update", hang_up=True, half=True, after=1),
        Fault("update", concern=True),
        Fault("update", slow=0.2),
        Fault("delete", code=10107),
        Fault("find", hang_up=True),
    ],
    ids=lambda fault: fault.told(),
)
def test_what_passes_by_itself_is_tried_again(mongo_server, store, fault):
    store.put(*page("旧", "a.txt", articles=3))
    mongo_server.misbehave(fault)
    assert store.put_many(PAGES) == []
    assert fault.times == 0, "the fault never struck"
    assert headlines(store) == BOTH
    assert {entry.state for entry in store.ledger().values()} == {"loaded"}


def test_a_server_that_stays_away_stops_the_load(mongo_server, store):
    mongo_server.misbehave(Fault("update", code=10107, times=99))
    with pytest.raises(StoreUnavailable, match="load again"):
        store.put_many(PAGES)
    mongo_server.misbehave()
    assert store.ledger() == {}
    assert store.put_many(PAGES) == []
    assert headlines(store) == BOTH


def test_a_page_is_loaded_only_after_its_articles(mongo_server, store):
    mongo_server.misbehave(Fault("update", code=10107, times=99, after=1))
    with pytest.raises(StoreUnavailable):
        store.put_many(PAGES)
    mongo_server.misbehave()
    assert headlines(store) == BOTH
    assert store.ledger() == {}


def test_what_a_broken_load_left_behind_goes_with_the_next(mongo_server, store):
    mongo_server.misbehave(Fault("update", code=10107, times=99, after=1))
    with pytest.raises(StoreUnavailable):
        store.put(*page("甲", "a.txt", articles=5))
    mongo_server.misbehave()
    store.put(*page("甲", "a.txt", articles=2, extractor="2"))
    assert headlines(store) == ["甲之0", "甲之1"]


def test_a_refused_document_fails_its_page_only(mongo_server, store):
    blamed = PAGES[0][1][1]["_id"]
    mongo_server.misbehave(Fault("update", refuse=blamed, times=99))
    errors = store.put_many(PAGES)
    assert [(e.path, e.kind) for e in errors] == [("a.txt", "refused")]
    assert blamed in errors[0].message
    assert headlines(store) == ["乙之0", "乙之1"]
    mongo_server.misbehave()
    assert store.database().pages.find_one({"_id": hash_of("甲")})["state"] == "failed"
    assert store.put_many(PAGES[:1]) == []
    assert headlines(store) == BOTH


@pytest.mark.parametrize("code", [13, 14031])
def test_an_error_of_the_whole_store_blames_no_document(mongo_server, store, code):
    mongo_server.misbehave(Fault("update", refuse=PAGES[0][1][0]["_id"], document_code=code))
    with pytest.raises(StoreError, match=f"code {code}"):
        store.put_many(PAGES)
    mongo_server.misbehave()
    assert store.ledger() == {}


def test_a_refusal_of_the_whole_command_is_told(mongo_server, store):
    mongo_server.misbehave(Fault("update", code=13))
    with pytest.raises(StoreError, match="refuses: told to fail"):
        store.put_many(PAGES)


def test_requests_are_bounded_by_count_and_bytes(mongo_server, store, monkeypatch):
    monkeypatch.setattr(sending, "BATCH_COUNT", 3)
    store.put(*page("甲", "a.txt", articles=7))
    sizes = [len(r.command["updates"]) for r in mongo_server.requests("update") if r.command["update"] == "articles"]
    assert sizes == [3, 3, 1]
    monkeypatch.setattr(sending, "BATCH_COUNT", 500)
    monkeypatch.setattr(sending, "BATCH_BYTES", 25_000)
    mongo_server.commands.seen.clear()
    store.put(*page("乙", "b.txt", articles=5, text="字" * 3000))
    sizes = [len(r.command["updates"]) for r in mongo_server.requests("update") if r.command["update"] == "articles"]
    assert sizes == [2, 2, 1]


def test_writes_wait_for_a_majority_and_its_journal(mongo_server, store):
    store.put_many(PAGES)
    for request in mongo_server.requests("update"):
        assert request.command["writeConcern"] == {"w": "majority", "j": True, "wtimeout": 30_000}
        assert request.command["ordered"] is False
        assert "txnNumber" not in request.command


def test_prepare_makes_validators_and_indexes_and_mends_old_ones(mongo_server, store):
    created = {r.command["create"] for r in mongo_server.requests("create")}
    assert created == set(SCHEMAS)
    mongo_server.commands.seen.clear()
    store.prepare()
    assert {r.command["collMod"] for r in mongo_server.requests("collMod")} == set(SCHEMAS)
    for name, indexes in INDEXES.items():
        made = [list(about["key"]) for about in store.database()[name].list_indexes()]
        assert made == [["_id"], *(list(paths) for paths in indexes)]


def test_the_validator_refuses_what_is_no_article(store):
    broken, made = page("甲", "a.txt", articles=1)
    del made[0]["text"]
    assert [e.kind for e in store.put_many([(broken, made)])] == ["refused"]


def test_an_absent_server_is_told_without_the_password():
    with pytest.raises(StoreUnavailable) as told:
        open_store("mongodb://reader:s3cr3t@127.0.0.1:1/jianbao?serverSelectionTimeoutMS=100")
    assert "s3cr3t" not in str(told.value)
    assert "reader:***@127.0.0.1:1" in str(told.value)


@pytest.mark.parametrize("uri", ["mongodb://", "mongodb://u:s3cr3t@host:port/x", "mongodb+srv://u:s3cr3t@h1,h2/x"])
def test_a_bad_uri_is_told_without_the_password(uri):
    with pytest.raises(StoreError) as told:
        open_store(uri)
    assert "s3cr3t" not in str(told.value)


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("mongodb://h/db", "mongodb://h/db"),
        ("mongodb+srv://u:p%40w@h/db", "mongodb+srv://u:***@h/db"),
        ("mongodb://u:p:q@h1,h2/db", "mongodb://u:***@h1,h2/db"),
        (
            "mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:x&w=1",
            "mongodb://h/?authMechanismProperties=***&w=1",
        ),
    ],
)
def test_passwords_are_not_shown(uri, shown):
    assert without_password(uri) == shown


def test_a_store_opened_for_reading_does_not_write(mongo_server, store):
    reader = open_store(f"{mongo_server.uri}/jianbao", read_only=True)
    with pytest.raises(StoreError, match="reading only"):
        reader.put(*PAGES[0])
    reader.close()


def test_the_database_is_named_by_the_uri(mongo_server):
    with_name, without = open_store(f"{mongo_server.uri}/cuttings"), open_store(mongo_server.uri)
    assert (with_name.database().name, without.database().name) == ("cuttings", "jianbao")
    with_name.close()
    without.close()


def test_on_a_real_server_the_validator_knows_the_documents(real_mongodb):
    store = open_store(real_mongodb)
    store.prepare()
    assert store.put_many(PAGES) == []
    broken, made = page("丙", "c.txt", articles=1, kind="gossip")
    assert [e.kind for e in store.put_many([(broken, made)])] == ["refused"]
    store.close()
