"""Scoring: literal figures on small cases, and the floors of the pages annotated by hand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from etl.cli import group
from etl.errors import GoldError
from etl.evaluate import Score, evaluate, read_floors, read_gold

HOME = Path(__file__).parent / "gold"
GOLD = sorted(HOME.glob("0*.json"))
INVENTED = sorted(path for path in HOME.glob("invented/*.json") if path.stem != "floors")
CASES = json.loads((Path(__file__).parent / "cases" / "evaluate.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_figures(case):
    score = evaluate(case["got"], [case["gold"]])
    figures = score.figures()
    assert {name: figures.get(name) for name in case["figures"]} == case["figures"]
    assert [(miss.field, miss.missed, miss.invented) for miss in score.misses] == [
        (
            field,
            [tuple(m) if isinstance(m, list) else m for m in missed],
            [tuple(i) if isinstance(i, list) else i for i in invented],
        )
        for field, missed, invented in case["misses"]
    ]


def test_the_gold_pages_reach_their_floors(request, monkeypatch):
    monkeypatch.chdir(request.config.rootpath)
    arguments = ["evaluate", *map(str, GOLD), "--floors", "tests/gold/floors.json"]
    result = CliRunner().invoke(group, arguments, catch_exceptions=False)
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_invented_pages_reach_their_floors():
    pages = str(HOME / "invented")
    arguments = ["evaluate", *map(str, INVENTED), "--pages", pages, "--floors", f"{pages}/floors.json"]
    result = CliRunner().invoke(group, arguments, catch_exceptions=False)
    assert (result.exit_code, result.stderr) == (0, "")


def test_below_a_floor(request, monkeypatch, tmp_path):
    monkeypatch.chdir(request.config.rootpath)
    floors = tmp_path / "floors.json"
    floors.write_text('{"headline": 1.1}', encoding="utf-8")
    arguments = ["evaluate", str(GOLD[0]), "--floors", str(floors), "--json"]
    result = CliRunner().invoke(group, arguments, catch_exceptions=False)
    assert result.exit_code == 1
    assert "headline" in result.stderr
    assert "headline" in json.loads(result.stdout)


def test_a_floor_for_no_field():
    with pytest.raises(GoldError, match="peple"):
        Score().below({"peple": 1.0})


def test_a_page_that_is_missing_is_told(tmp_path):
    arguments = ["evaluate", str(GOLD[0]), "--pages", str(tmp_path)]
    with pytest.raises(GoldError, match="--pages"):
        CliRunner().invoke(group, arguments, catch_exceptions=False)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"file": 7, "articles": []}', '{"file": "a", "articles": [{"first_line": 1}]}']
)
def test_what_is_no_gold(tmp_path, text):
    path = tmp_path / "gold.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.json"):
        read_gold(path)


@pytest.mark.parametrize("text", ["", "[1]", '{"people": "high"}'])
def test_what_are_no_floors(tmp_path, text):
    path = tmp_path / "floors.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GoldError, match=r"floors\.json"):
        read_floors(path)
