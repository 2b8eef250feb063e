"""The sample articles in every kind of store."""

import os
import uuid

import pytest
from stores import with_database

from etl.store import open_store
from queries.samples import sample_articles

FAILED = {
    "_id": "f" * 64,
    "paths": ["郑州日报/scan.txt"],
    "error": {"kind": "binary", "message": "this is no text; give the OCR's text file", "stage": "read"},
    "extractor": "0",
}
MONGODB = os.environ.get("JIANBAO_TEST_MONGODB")


def fill(store):
    """Put the sample articles into a store, a page at a time."""
    store.prepare()
    pages = {}
    for article in sample_articles():
        pages.setdefault(article["source"]["sha256"], []).append(article)
    for sha256, articles in pages.items():
        first = articles[0]
        page = {"_id": sha256, "paths": [first["source"]["path"]], "encoding": "utf-8", "lines": 40}
        page |= {"publication": first["publication"], "articles": [article["_id"] for article in articles]}
        store.put(page | {"spans": [], "warnings": [], "extractor": "0"}, articles)
    store.fail(FAILED)
    return store


@pytest.fixture(scope="session")
def embedded_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("queries") / "samples.db"
    fill(open_store(str(path))).close()
    return path


@pytest.fixture(scope="session")
def memory():
    return fill(open_store("memory:")).database()


@pytest.fixture(scope="session")
def embedded(embedded_file):
    store = open_store(str(embedded_file), read_only=True)
    yield store.database()
    store.close()


@pytest.fixture(scope="session")
def served_uri(embedded):
    """The embedded store on a socket, as `etl serve` puts it there."""
    from etl.serve import ReadCommands, WireServer

    with WireServer(ReadCommands(embedded)) as server:
        server.start()
        yield server.uri
        server.shutdown()


@pytest.fixture(scope="session")
def served(served_uri):
    from pymongo import MongoClient

    with MongoClient(served_uri) as client:
        yield client["jianbao"]


@pytest.fixture(scope="session")
def mongodb():
    if not MONGODB:
        pytest.skip("JIANBAO_TEST_MONGODB names no server")
    from pymongo import MongoClient

    server = MongoClient(MONGODB)
    name = f"jianbao_queries_{uuid.uuid4().hex[:8]}"
    store = fill(open_store(with_database(MONGODB, name)))
    yield store.database()
    store.close()
    server.drop_database(name)
    server.close()


@pytest.fixture(params=["memory", "embedded", "served", "mongodb"])
def database(request):
    return request.getfixturevalue(request.param)
