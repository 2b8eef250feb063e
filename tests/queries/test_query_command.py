"""`etl query`: every question, with arguments and help that are the function's own."""

import csv
import inspect
import io
import json

import pytest
from click.testing import CliRunner

from etl.commands.query import query, read_docstring
from queries import QUESTIONS


@pytest.fixture
def ask(embedded_file, monkeypatch):
    monkeypatch.setenv("JIANBAO_STORE", str(embedded_file))

    def run(*arguments):
        return CliRunner().invoke(query, list(arguments))

    return run


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_help_tells_every_argument(name, ask):
    shown = " ".join(ask(name.replace("_", "-"), "--help").output.split())
    about, told = read_docstring(QUESTIONS[name])
    assert " ".join(about.split()) in shown
    assert set(told) == set(inspect.signature(QUESTIONS[name].pipeline).parameters)
    for words in told.values():
        assert words.replace(" ", "") in shown.replace(" ", "")


def test_a_table(ask):
    found = ask("people", "--limit", "2")
    assert found.exit_code == 0
    first, second, *_ = found.output.splitlines()
    assert first.split() == ["name", "articles", "mentions", "events", "first", "last"]
    assert second.split() == ["侯红", "3", "3", "3", "2021-11-22", "2021-12-30"]
    assert "2 rows from" in found.output


def test_one_row_is_shown_whole(ask):
    found = ask("profile", "徐立毅")
    assert "领导干部会议" in found.output
    assert "1 row from" in found.output


def test_json(ask):
    (row,) = json.loads(ask("search", '"防汛救灾"', "--json").output)
    assert (row["article"], row["day"]) == ("e03-1", "2021-11-22")


def test_csv(ask):
    rows = list(csv.DictReader(io.StringIO(ask("places", "--region", "郑州市", "--csv").output)))
    assert rows[0]["name"] == "河南省郑州市上街区"
    assert rows[0]["region"] == "河南省;郑州市;上街区"


def test_several_names(ask):
    rows = json.loads(ask("met", "徐立毅", "杜新军", "侯红", "--json").output)
    assert [row["article"] for row in rows] == ["e03-1"]


def test_nothing_found(ask):
    found = ask("timeline", "--person", "无此人")
    assert found.exit_code == 0
    assert "0 rows from" in found.output


def test_a_wrong_argument_is_a_wrong_usage(ask):
    found = ask("timeline", "--since", "yesterday")
    assert found.exit_code == 2
    assert "since: expected a day such as 2021-11-23" in found.output


def test_a_pipeline_needs_no_store(tmp_path, monkeypatch):
    monkeypatch.setenv("JIANBAO_STORE", str(tmp_path / "nowhere.db"))
    found = CliRunner().invoke(query, ["companions", "徐立毅", "--since", "2021-11", "--show-pipeline"])
    assert found.output.startswith("db.articles.aggregate([\n")
    assert 'ISODate("2021-11-01T00:00:00Z")' in found.output
    assert not list(tmp_path.iterdir())


def test_a_pipeline_with_what_the_store_knows(ask):
    shown = " ".join(ask("similar", "e01-3", "--show-pipeline").output.split())
    assert '{ $in: [ "二七区信访局", "信访工作条例", ' in shown
