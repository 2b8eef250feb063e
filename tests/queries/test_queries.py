"""Every question gives the same literal answers on every store."""

import json
from pathlib import Path

import pytest

import queries

CASES = json.loads((Path(__file__).parents[1] / "cases" / "queries.json").read_text(encoding="utf-8"))


def plain(rows):
    return json.loads(json.dumps(rows.to_dicts(), default=str))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['question']}: {case['name']}")
def test_answer(case, database):
    found = plain(queries.QUESTIONS[case["question"]](database, **case["arguments"]))
    keys = case["rows"][0] if case["rows"] else ()
    assert [{key: row[key] for key in keys} for row in found] == case["rows"]


def test_every_question_is_asked():
    assert {case["question"] for case in CASES} == set(queries.QUESTIONS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['question']}: {case['name']}")
def test_rows_name_articles_that_are_there(case, memory):
    known = {article["_id"] for article in memory.articles.find({}, {"_id": 1})}
    for row in queries.QUESTIONS[case["question"]](memory, **case["arguments"]):
        assert row.article_ids, row
        assert set(row.article_ids) <= known


def test_pages_of_rows_make_the_whole(memory):
    whole = queries.timeline(memory)
    parts = [row for skip in range(0, len(whole), 4) for row in queries.timeline(memory, limit=4, skip=skip)]
    assert parts == whole


def test_a_database_of_ones_own_will_do():
    import mongomock

    database = mongomock.MongoClient().db
    assert queries.people(database) == []
    assert queries.profile(database, "徐立毅") == []
    assert queries.coverage(database) == []


def test_frames(memory):
    pandas = pytest.importorskip("pandas")
    frame = queries.people(memory, limit=2).to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["name"]) == ["侯红", "徐立毅"]
    assert list(frame.columns) == ["name", "articles", "mentions", "events", "first", "last", "article_ids"]


def test_a_network_is_ready_for_networkx(memory):
    networkx = pytest.importorskip("networkx")
    edges = queries.network(memory)
    graph = networkx.Graph()
    graph.add_weighted_edges_from((edge.source, edge.target, edge.weight) for edge in edges)
    assert {node.name: node.weight for node in queries.nodes(edges)} == dict(graph.degree(weight="weight"))


def test_snippets_are_cut_at_their_offsets(memory):
    for hit in queries.search(memory, '志愿服务 "活动"'):
        text = memory.articles.find_one({"_id": hit.article})["text"]
        for snippet in hit.snippets:
            assert snippet["text"] == text[snippet["start"] : snippet["end"]]
            assert {text[start:end] for start, end in snippet["hits"]} <= {"志愿服务", "活动"}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("profile", {"person": "徐立毅"}),
        ("companions", {"person": "徐立毅"}),
        ("met", {"people": ["徐立毅", "杜新军"]}),
        ("network", {"person": "徐立毅"}),
        ("itinerary", {"person": "徐立毅"}),
        ("positions", {"person": "徐立毅"}),
        ("office_holders", {"office": "市委书记"}),
        ("place_profile", {"place": "上街区"}),
        ("timeline", {"place": "河南省郑州市上街区"}),
        ("timeline", {"organization": "郑州大学"}),
        ("timeline", {"since": "2021-11-23", "until": "2021-11-23"}),
        ("timeline", {"month_day": "11-23"}),
        ("people", {"since": "2021-11-23", "until": "2021-11-23"}),
        ("people", {"region": "上街区"}),
        ("people", {"publication": "上街时报"}),
        ("statements", {"speaker": "徐立毅"}),
        ("term_trend", {"term": "志愿服务"}),
        ("search", {"words": "志愿服务"}),
        ("bylines", {"name": "李娟"}),
        ("cite", {"article": "e01-3"}),
    ],
)
def test_selective_questions_use_an_index(name, arguments, mongodb):
    pipeline = queries.QUESTIONS[name].pipeline(**arguments)
    plan = mongodb.command("explain", {"aggregate": "articles", "pipeline": pipeline, "cursor": {}})
    stages = json.dumps(plan, default=str)
    assert any(f'"{stage}"' in stages for stage in ("IXSCAN", "IDHACK", "EXPRESS_IXSCAN"))
    assert '"COLLSCAN"' not in stages
