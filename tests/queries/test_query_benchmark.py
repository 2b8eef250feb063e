"""The benchmark's articles are true to the contract, and what it asks can be asked."""

import importlib.util
from pathlib import Path

import pytest

from etl.store import open_store
from queries import QUESTIONS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("query_benchmark", ROOT / "benchmarks" / "queries.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.path", ["", *__import__("sys").path])
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def built(benchmark, tmp_path_factory):
    path = tmp_path_factory.mktemp("benchmark") / "a.db"
    about = benchmark.build(path, [ROOT / "seeds"], 90)
    store = open_store(str(path), read_only=True)
    yield about, store.database()
    store.close()


def test_articles_are_as_many_and_their_names_stand_where_they_are_said_to(built):
    _, database = built
    articles = list(database.articles.find())
    assert len({article["_id"] for article in articles}) == 90
    for article in articles:
        for person in (e for e in article["entities"] if e["type"] == "person"):
            stands = [(m["start"], m["end"]) for m in person["mentions"] if "start" in m]
            whole = {article["text"][a:b] for a, b in stands if b - a == len(person["name"])}
            assert whole <= {person["name"], *person.get("aliases", ())}


def test_what_is_asked_is_answered(benchmark, built):
    about, database = built
    for kind, name, arguments, keywords in benchmark.asked(about):
        rows = QUESTIONS[name](database, *arguments, **keywords)
        assert rows or kind == benchmark.ONE, (name, arguments, keywords)
