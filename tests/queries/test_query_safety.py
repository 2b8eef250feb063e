"""What a caller gives is data: it never becomes an operator, a field path or a pattern."""

import inspect
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from queries import arguments, words
from queries.questions import QUESTIONS

CASES = json.loads((Path(__file__).parents[1] / "cases" / "queries.json").read_text(encoding="utf-8"))

# What both MongoDB 4.4 and mongomock 4.3 get right, each tried on both kinds of store by the literal answers.
STAGES = {"$addFields", "$facet", "$group", "$limit", "$match", "$project", "$skip", "$sort", "$unwind"}
FILTERS = {
    *("$and", "$or", "$nor", "$in", "$all", "$elemMatch", "$exists"),
    *("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$regex"),
}
EXPRESSIONS = {
    *("$add", "$subtract", "$multiply", "$and", "$or", "$eq", "$ne", "$gt", "$gte", "$in", "$cond", "$ifNull"),
    *("$arrayElemAt", "$concat", "$concatArrays", "$dateToString", "$filter", "$literal", "$map", "$size", "$split"),
    "$sum",
}
ACCUMULATORS = {"$addToSet", "$max", "$min", "$push", "$sum"}

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["$where", "$$ROOT", "$ne", "", " ", "\0", ".*", "^", "(", "a" * 500, "2021-02-30", "9999", "-"])
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["$ne", "$gt", "$where", "$regex", "a"]), inner, max_size=2)
    ),
    max_leaves=5,
)


def operators(value):
    """Yield every operator of a pipeline's part; what `$literal` holds is data."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.startswith("$"):
                yield key
            if key != "$literal":
                yield from operators(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from operators(inner)


def check(pipeline):
    """Fail where a stage or an operator is not one that all stores have."""
    for stage in pipeline:
        ((name, options),) = stage.items()
        assert name in STAGES
        if name == "$facet":
            for part in options.values():
                check(part)
        elif name == "$match":
            assert set(operators(options)) <= FILTERS
        elif name == "$group":
            assert {key for field, value in options.items() if field != "_id" for key in value} <= ACCUMULATORS
            assert set(operators(options)) <= ACCUMULATORS | EXPRESSIONS
        else:
            assert set(operators(options)) <= EXPRESSIONS
            projected = options.values() if isinstance(options, dict) else ()
            assert not any(isinstance(value, list) for value in projected), "mongomock gets such a list wrong"
            assert not list(days(options)), "stored days are not read alike in expressions by all stores"


def days(value):
    if isinstance(value, datetime):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from days(inner)


def called(name):
    parameters = inspect.signature(QUESTIONS[name].pipeline).parameters.values()
    return [each.name for each in parameters], [each.name for each in parameters if each.default is each.empty]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['question']}: {case['name']}")
def test_pipelines_keep_to_what_every_store_has(case, memory):
    question = QUESTIONS[case["question"]]
    given_terms = {"terms": None} if case["question"] == "similar" else {}
    check(question.pipeline(**question.prepare(memory, given_terms | case["arguments"])))


@pytest.mark.parametrize("name", sorted(QUESTIONS))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_junk_is_refused_or_harmless(name, data):
    every, required = called(name)
    chosen = data.draw(st.sets(st.sampled_from(every))) | set(required)
    given_arguments = {key: data.draw(JUNK, label=key) for key in chosen}
    database = queries.examples()
    try:
        rows = QUESTIONS[name](database, **given_arguments)
    except queries.QueryError:
        return
    assert isinstance(rows, queries.Results)
    question = QUESTIONS[name]
    terms = {"terms": None} if name == "similar" else {}
    check(question.pipeline(**question.prepare(database, terms | given_arguments)))


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - {"cite"}))
@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("since", {"$gt": ""}),
        ("since", "yesterday"),
        ("since", "2021-13"),
        ("until", "2021-02-30"),
        ("until", 2021),
        ("publication", {"$ne": None}),
        ("publication", ["上街时报"]),
        ("publication", "$name"),
        ("publication", ""),
        ("publication", "报" * 201),
        ("publication", "上街\x00时报"),
        ("region", {"$regex": "."}),
        ("limit", 0),
        ("limit", 10**9),
        ("limit", "5"),
        ("limit", True),
        ("skip", -1),
        ("skip", 2.5),
    ],
)
def test_common_arguments_are_refused_with_what_was_expected(name, argument, value):
    _, required = called(name)
    fitting = {"people": ["徐立毅", "侯红"], "key": "day", "article": "e01-3"}
    given_arguments = {key: fitting.get(key, "徐立毅") for key in required} | {argument: value}
    with pytest.raises(queries.QueryError, match=f"^{argument}: expected .*, got "):
        QUESTIONS[name](queries.examples(), **given_arguments)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(queries.QueryError, match="until: expected a day not before 2021-11-23"):
        queries.timeline(queries.examples(), since="2021-11-23", until=date(2021, 11, 22))


@given(st.text(min_size=1, max_size=40))
def test_a_pattern_finds_the_words_themselves(text):
    import re

    from etl.text import fold

    assert re.fullmatch(arguments.pattern(text), fold(text), re.DOTALL)


@given(st.text(alphabet="区政协志愿服务，。 \n1A", max_size=200), st.sampled_from(["区", "政协", "志愿服务", "1A"]))
def test_snippets_hold_their_offsets(text, word):
    for snippet in words.snippets(text, [word]):
        assert snippet["text"] == text[snippet["start"] : snippet["end"]]
        marked = words.highlight(snippet)
        assert marked.replace("【", "").replace("】", "") == snippet["text"]


@given(st.text(max_size=60))
def test_words_are_read_or_refused(text):
    try:
        asked = words.Words.read(text)
    except queries.QueryError:
        return
    assert asked.wanted
    assert not any(word.startswith("$") for word in asked.wanted + asked.without)
