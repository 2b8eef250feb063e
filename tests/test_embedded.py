"""The embedded store as a file, and as a database to read from."""

import re
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import mongomock
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import headlines, page

from etl.errors import StoreError
from etl.store import open_store
from etl.store.candidates import candidates
from etl.store.indexes import INDEXES, PATH_NUMBERS
from etl.store.opening import Opener

DAY = datetime(2021, 11, 1, tzinfo=UTC)


# --- the file -------------------------------------------------------------------------------------------------------


def test_it_outlives_the_process(tmp_path):
    store = open_store(str(tmp_path / "a.db"))
    store.put(*page("甲", "a.txt"))
    store.close()
    again = open_store(str(tmp_path / "a.db"), read_only=True)
    assert headlines(again) == ["甲之0", "甲之1"]
    with pytest.raises(StoreError, match="reading only"):
        again.put(*page("乙", "b.txt"))
    again.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: None, "there is no store"),
        (
            lambda p: p.write_bytes(b"not a database at all, but long enough to be looked at" * 9),
            "not a readable store",
        ),
        (lambda p: p.mkdir(), "it is a folder"),
    ],
    ids=["absent", "other bytes", "folder"],
)
def test_what_is_no_store_is_told(tmp_path, make, message):
    make(tmp_path / "a.db")
    with pytest.raises(StoreError, match=message):
        open_store(str(tmp_path / "a.db"), read_only=True)


def test_another_programs_sqlite_file_is_left_alone(tmp_path):
    other = sqlite3.connect(tmp_path / "a.db")
    other.execute("CREATE TABLE mine (x)")
    other.close()
    with pytest.raises(StoreError, match="not a store of this project"):
        open_store(str(tmp_path / "a.db"))


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(StoreError, match="folder does not exist"):
        open_store(str(tmp_path / "no" / "a.db"))


def test_reading_never_blocks_a_load_and_sees_one_moment(tmp_path):
    path = str(tmp_path / "a.db")
    writer = open_store(path)
    writer.put(*page("甲", "a.txt"))
    reader = open_store(path, read_only=True)
    cursor = reader.database().articles.find().batch_size(1)
    assert next(cursor)["headline"] == "甲之0"
    writer.put(*page("甲改", "a.txt"))
    assert [a["headline"] for a in cursor] == ["甲之1"]
    assert headlines(reader) == ["甲改之0", "甲改之1"]
    with reader.rows.snapshot():
        before = headlines(reader)
        writer.put(*page("乙", "b.txt"))
        assert headlines(reader) == before
    assert len(headlines(reader)) == 4


def test_threads_share_one_store(tmp_path):
    store = open_store(str(tmp_path / "a.db"))
    store.put_many([page(f"页{n}", f"{n}.txt") for n in range(30)])
    counts = []

    def read():
        counts.extend(store.database().articles.count_documents({"date.start": {"$gte": DAY}}) for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [60] * 20


def test_replaced_articles_leave_nothing_in_the_index(tmp_path):
    store = open_store(str(tmp_path / "a.db"))
    store.put(*page("甲", "a.txt", terms=["旧词"]))
    store.put(*page("甲", "a.txt", terms=["新词"], extractor="2"))
    assert candidates(store.rows, "articles", {"terms": "旧词"}) == set()
    assert len(candidates(store.rows, "articles", {"terms": "新词"})) == 2


# --- reading --------------------------------------------------------------------------------------------------------

NAMES = ["徐立毅", "高义", "a b", "azb", "A-1", "", "徐立", "上街区委^宣传部"]


def documents():
    """Articles whose indexed fields take few values, so that random questions find something."""
    made = []
    for number in range(24):
        name, other = NAMES[number % 8], NAMES[(number * 3 + 1) % 8]
        entities = [
            {
                "type": ("person", "place")[number % 2],
                "name": name,
                "count": number,
                "mentions": [{"start": 1, "end": 2}],
            },
            {"type": ("place", "person", "term")[number % 3], "name": other, "count": 1, "mentions": []},
        ]
        day = DAY + timedelta(days=number // 3)
        events = [{"type": "meeting", "date": {"start": day}, "places": [other], "participants": [{"name": name}]}]
        date = {"precision": "day", "basis": "stated", **({} if number % 7 == 0 else {"start": day})}
        terms = NAMES[: number % 5]
        fields = {"entities": entities[: 1 + number % 2], "events": events * (number % 3), "date": date, "terms": terms}
        made.append(page(f"页{number}", f"{number}.txt", articles=1, **fields))
    return made


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same articles in an embedded store and in mongomock alone."""
    stores = open_store(str(tmp_path_factory.mktemp("both") / "a.db")), open_store("memory:")
    for store in stores:
        assert store.put_many(documents()) == []
    yield [store.database().articles for store in stores]
    for store in stores:
        store.close()


names = st.sampled_from(NAMES)
days = st.integers(-1, 9).map(lambda n: DAY + timedelta(days=n))
conditions = st.one_of(
    st.tuples(st.sampled_from(["entities.name", "events.places", "terms", "events.participants.name"]), names),
    st.tuples(st.just("entities.name"), st.lists(names, max_size=3).map(lambda n: {"$in": n})),
    st.tuples(st.just("terms"), st.lists(names, max_size=2).map(lambda n: {"$all": n})),
    st.tuples(st.just("terms"), names.map(lambda n: {"$ne": n})),
    st.tuples(st.just("entities.name"), names.map(lambda n: re.compile(f"^{re.escape(n)}"))),
    st.tuples(st.just("entities.name"), names.filter(bool).map(lambda n: {"$regex": f"^{re.escape(n)}?"})),
    st.tuples(st.sampled_from(["date.start", "events.date.start"]), days),
    st.tuples(st.just("date.start"), st.tuples(days, days).map(lambda d: {"$gte": d[0], "$lt": d[1]})),
    st.tuples(st.just("date.start"), st.sampled_from([None, {"$exists": False}, {"$exists": True}])),
    st.tuples(
        st.just("entities"),
        st.tuples(st.sampled_from(["person", "place"]), names).map(
            lambda pair: {"$elemMatch": {"type": pair[0], "name": pair[1]}}
        ),
    ),
    st.tuples(st.just("entities.count"), st.integers(0, 9).map(lambda n: {"$gt": n})),
)
simple = st.lists(conditions, max_size=3).map(dict)
queries = st.recursive(
    simple,
    lambda inner: st.tuples(
        st.sampled_from(["$and", "$or", "$nor"]), st.lists(inner, min_size=1, max_size=3), simple
    ).map(lambda t: {t[0]: t[1], **t[2]}),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_the_index_never_changes_an_answer(both, query):
    embedded, alone = both
    assert {a["_id"] for a in embedded.find(query)} == {a["_id"] for a in alone.find(query)}
    assert embedded.count_documents(query) == alone.count_documents(query)


PIPELINES = {
    "group": [{"$unwind": "$entities"}, {"$group": {"_id": "$entities.name", "n": {"$sum": 1}}}, {"$sort": {"_id": 1}}],
    "sieve": [
        {"$match": {"entities.type": "person"}},
        {"$unwind": "$entities"},
        {"$match": {"entities.type": "person", "entities.name": {"$in": NAMES[:3]}}},
        {
            "$group": {
                "_id": {"name": "$entities.name"},
                "days": {"$addToSet": "$date.start"},
                "n": {"$sum": "$entities.count"},
            }
        },
        {"$sort": {"_id.name": 1}},
    ],
    "twice": [
        {"$unwind": "$entities"},
        {"$unwind": "$events"},
        {"$addFields": {"events.place": "$entities.name"}},
        {"$project": {"_id": 1, "events.place": 1, "entities.name": 1}},
    ],
    "whole": [{"$sort": {"date.start": -1, "_id": 1}}, {"$skip": 2}, {"$limit": 5}],
    "root": [
        {"$match": {"kind": "news"}},
        {"$group": {"_id": "$date.start", "first": {"$first": "$$ROOT"}}},
        {"$sort": {"_id": 1}},
    ],
    "map": [
        {
            "$project": {
                "names": {"$map": {"input": "$entities", "as": "e", "in": "$$e.name"}},
                "n": {"$size": "$terms"},
            }
        },
        {"$sort": {"_id": 1}},
    ],
    "filter": [
        {
            "$project": {
                "people": {"$filter": {"input": "$entities", "as": "e", "cond": {"$eq": ["$$e.type", "person"]}}}
            }
        },
        {"$sort": {"_id": 1}},
    ],
    "left out": [{"$project": {"terms": 0, "entities.mentions": 0}}, {"$sort": {"_id": 1}}, {"$limit": 3}],
    "facet": [
        {"$facet": {"kinds": [{"$group": {"_id": "$kind", "n": {"$sum": 1}}}], "all": [{"$count": "n"}]}},
    ],
    "lookup": [
        {"$match": {"terms": "徐立毅"}},
        {"$lookup": {"from": "pages", "localField": "source.sha256", "foreignField": "_id", "as": "page"}},
        {"$project": {"page.paths": 1}},
        {"$sort": {"_id": 1}},
    ],
    "naive date": [{"$match": {"date.start": {"$gte": datetime(2021, 11, 3)}}}, {"$count": "n"}],  # noqa: DTZ001 - the point
    "month": [
        {"$match": {"date.start": {"$exists": True}}},
        {"$group": {"_id": {"$month": "$date.start"}, "n": {"$sum": 1}}},
    ],
    "counted": [{"$match": {"entities.name": "徐立毅"}}, {"$group": {"_id": 1, "n": {"$sum": 1}}}],
    "nothing": [{"$match": {"terms": "没有"}}, {"$unwind": "$entities"}],
}


@pytest.mark.parametrize("name", PIPELINES)
def test_pipelines_answer_as_on_mongomock_alone(both, name):
    embedded, alone = [list(articles.aggregate(PIPELINES[name])) for articles in both]
    assert embedded == alone


def test_find_answers_as_on_mongomock_alone(both):
    for options in (
        {"projection": {"headline": 1, "date.start": 1}},
        {"projection": ["headline"]},
        {"projection": {"terms": 0}},
        {"projection": {"_id": 0, "entities": {"$slice": 1}}},
        {"sort": [("date.start", -1), ("_id", 1)], "skip": 3, "limit": 4},
        {"filter": {"_id": {"$in": ["x", documents()[3][1][0]["_id"]]}}},
    ):
        embedded, alone = [list(articles.find(**options)) for articles in both]
        assert embedded == alone, options
    embedded, alone = both
    assert embedded.find_one(documents()[5][1][0]["_id"]) == alone.find_one(documents()[5][1][0]["_id"])
    assert embedded.find_one({"terms": "没有"}) is None
    assert embedded.distinct("terms") == sorted(alone.distinct("terms"))
    assert embedded.distinct("terms", {"entities.name": "高义"}) == sorted(
        alone.distinct("terms", {"entities.name": "高义"})
    )
    assert embedded.estimated_document_count() == 24


def test_only_candidates_are_opened_and_only_what_is_read(both, monkeypatch):
    opened = []
    whole = Opener.open
    monkeypatch.setattr(Opener, "open", lambda self, data: opened.append(whole(self, data)) or opened[-1])
    pipeline = [{"$match": {"terms": "徐立毅"}}, {"$unwind": "$entities"}, {"$group": {"_id": "$entities.name"}}]
    list(both[0].aggregate(pipeline))
    assert len(opened) == sum("徐立毅" in made[0]["terms"] for _, made in documents())
    assert all(set(found) == {"_id", "entities"} for found in opened)
    assert all(set(entity) == {"name"} for found in opened for entity in found["entities"])


def test_results_do_not_hang_together(both):
    found = list(both[0].aggregate([{"$match": {"terms": "徐立毅"}}, {"$unwind": "$entities"}]))
    pairs = [(a, b) for a in found for b in found if a["_id"] == b["_id"] and a is not b]
    assert pairs
    pairs[0][0]["events"].clear()
    pairs[0][0]["terms"].append("x")
    assert "x" not in pairs[0][1]["terms"]


@pytest.mark.parametrize("path", list(PATH_NUMBERS["articles"]))
def test_every_index_is_used(both, path):
    rows = both[0]._rows
    assert candidates(rows, "articles", {path: "没有"}) == set()
    assert candidates(rows, "articles", {path: {"$in": ["没有", DAY - timedelta(days=99)]}}) == set()


def test_indexes_are_listed_as_on_a_server(both):
    listed = [tuple(index["key"]) for index in both[0].list_indexes()]
    assert listed == [("_id",), *INDEXES["articles"]]


@pytest.mark.parametrize(
    "write",
    [
        lambda d: d.articles.insert_one({}),
        lambda d: d.articles.update_many({}, {}),
        lambda d: d["articles"].drop(),
        lambda d: d.drop_collection("articles"),
        lambda d: d.articles.aggregate([{"$out": "x"}]),
        lambda d: d.articles.aggregate([{"$facet": {"a": [{"$merge": "x"}]}}]),
    ],
)
def test_writes_are_refused_in_words(both, write):
    with pytest.raises(StoreError, match="etl load"):
        write(both[0].database)


def test_what_the_embedded_store_lacks_is_told(both):
    with pytest.raises(StoreError, match="sortByCount"):
        both[0].aggregate([{"$sortByCount": "$kind"}])
    with pytest.raises(StoreError, match="dbStats"):
        both[0].database.command("dbStats")
    with pytest.raises(AttributeError):
        both[0].fly()


def test_mongomock_still_counts_missing_keys_as_one_group():
    # `_neighbours` relies on it: a group's documents may be put side by side, whatever their key.
    articles = mongomock.MongoClient().db.articles
    articles.insert_many([{"_id": n, **({"k": None} if n % 2 else {})} for n in range(4)])
    assert len(list(articles.aggregate([{"$group": {"_id": "$k", "n": {"$sum": 1}}}]))) == 1
