"""docs/queries.md says what the questions answer; docs/mongosh.md what the Mongo shell does."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

from queries import QUESTIONS

ROOT = Path(__file__).parents[2]
RECIPE = re.compile(r"^## (\d+)\. (.+?)\n.*?^```js\n(.*?)^```\n\n```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_query_docs", ROOT / "tools" / "make_query_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_question_has_a_call(maker):
    assert {name.replace("-", "_") for name in maker.CALLS} == set(QUESTIONS)


def test_the_page_tells_what_is_answered(maker, monkeypatch):
    for name in ("JIANBAO_STORE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    written = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert maker.render() == written, "run: python tools/make_query_docs.py"


def recipes():
    page = (ROOT / "docs" / "mongosh.md").read_text(encoding="utf-8")
    found = RECIPE.findall(page)
    assert len(found) == page.count("```js\n"), "a recipe has no answer beside it"
    return found


def test_there_are_ten_recipes():
    assert [int(number) for number, *_ in recipes()] == list(range(1, 11))


@pytest.mark.node
def test_recipes_give_what_they_say(mongosh, served_uri):
    told = [f"await run({number}, () => {code.strip().rstrip(';')});" for number, _, code, _ in recipes()]
    script = """
        async function run(number, recipe) {
            const found = await recipe();
            print(number + " " + EJSON.stringify(found.toArray ? await found.toArray() : found));
        }
        (async () => {
        %s
        })();
    """
    output = mongosh(f"{served_uri}/jianbao", script % "\n".join(told))
    found = dict(line.split(" ", 1) for line in output.splitlines() if re.match(r"\d+ ", line))
    for number, title, _, answer in recipes():
        assert json.loads(found[number]) == json.loads(answer), title
