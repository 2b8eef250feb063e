"""The real mongosh on an embedded store."""

import json

import pytest
from stores import page

from etl.serve import ReadCommands, WireServer
from etl.store import open_store

pytestmark = pytest.mark.node

SCRIPT = """
const told = {};
told.count = db.articles.countDocuments({terms: "词1"});
told.names = db.getCollectionNames();
told.databases = db.adminCommand({listDatabases: 1}).databases.map(d => d.name);
told.all = db.articles.find().batchSize(7).toArray().length;
told.first = db.articles.find({"date.start": {$gte: ISODate("2021-11-02")}}, {headline: 1}).sort({headline: 1})
    .limit(1).toArray()[0].headline;
told.groups = db.articles.aggregate([{$unwind: "$terms"}, {$group: {_id: "$terms", n: {$sum: 1}}}, {$sort: {_id: 1}}])
    .toArray();
told.kinds = db.articles.distinct("kind");
told.indexes = db.articles.getIndexes().map(i => i.name).includes("terms_1");
told.version = db.version();
try { db.articles.insertOne({a: 1}); told.write = "done" } catch (error) { told.write = error.codeName }
try { db.articles.find().explain(); told.explain = "done" } catch (error) { told.explain = error.codeName }
print(EJSON.stringify(told));
"""


def test_mongosh_reads_an_embedded_store(mongosh, tmp_path):
    store = open_store(str(tmp_path / "a.db"))
    store.put_many([page(f"页{n}", f"{n}.txt", articles=5, terms=[f"词{n % 3}"]) for n in range(9)])
    with WireServer(ReadCommands(store.database())) as server:
        server.start()
        told = json.loads(mongosh(f"{server.uri}/jianbao", SCRIPT))
        server.shutdown()
    store.close()
    assert told == {
        "count": 15,
        "names": ["articles", "loads", "pages"],
        "databases": ["jianbao"],
        "all": 45,
        "first": "页0之1",
        "groups": [{"_id": f"词{n}", "n": 15} for n in range(3)],
        "kinds": ["news"],
        "indexes": True,
        "version": "4.4.0",
        "write": "Unauthorized",
        "explain": "CommandNotSupported",
    }
