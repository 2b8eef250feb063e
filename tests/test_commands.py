"""The commands as they are called: output, exit codes, help."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from etl.cli import COMMANDS, group
from etl.display import print_article
from etl.errors import QueryError
from etl.load import Report
from etl.terminal import print_report, progress, table

SEED = "seeds/000_96144172191d751d.txt"


@pytest.fixture
def run(request, monkeypatch):
    monkeypatch.chdir(request.config.rootpath)
    monkeypatch.delenv("JIANBAO_STORE", raising=False)
    return lambda *arguments: CliRunner().invoke(group, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def loaded(request, tmp_path_factory):
    """The seeds in an embedded store."""
    uri = str(tmp_path_factory.mktemp("store") / "seeds.db")
    seeds = str(request.config.rootpath / "seeds")
    result = CliRunner().invoke(group, ["load", seeds, "--store", uri, "--jobs", "1"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return uri


def json_lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example(run, name):
    result = run(name, "--help")
    assert result.exit_code == 0
    examples = result.stdout.partition("Example")[2].partition("Options:")[0]
    assert any(line.startswith(("etl " + name, "JIANBAO")) for line in map(str.strip, examples.splitlines()))


def test_the_help_lists_every_command(run):
    lines = run("--help").stdout.partition("Commands:")[2].splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ") and line[2:3].strip()] == list(COMMANDS)
    assert all(len(line.split()) > 2 for line in lines if line)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(request, name):
    root = request.config.rootpath
    told = [root / "README.md", *(root / "docs").glob("*.md")]
    assert any(f"etl {name}" in path.read_text(encoding="utf-8") for path in told)


def test_extract_prints_documents(run):
    result = run("extract", SEED)
    assert (result.exit_code, result.stderr) == (0, "")
    articles = json_lines(result)
    assert [article["source"]["ordinal"] for article in articles] == list(range(len(articles)))
    assert {article["source"]["path"] for article in articles} == {Path(SEED).name}
    assert {"_id", "text", "publication", "date", "byline", "extractor"} <= articles[0].keys()


def test_extract_goes_on_after_a_bad_page(run, tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"%PDF-1.7")
    (tmp_path / "good.txt").write_text("# 市长调研\n\n昨日,市长李四到二七区调研。\n", encoding="utf-8")
    result = run("extract", tmp_path)
    assert (result.exit_code, len(json_lines(result))) == (3, 1)
    assert result.stderr == "etl: bad.txt: this is a PDF document, no text; leave it out\n"
    assert run("extract", tmp_path / "bad.txt").exit_code == 1


def test_extract_of_nothing(run, tmp_path):
    result = run("extract", tmp_path)
    assert result.exit_code == 1
    assert "no pages" in result.stderr


def test_explain_names_rules_and_words(run):
    documents = json_lines(run("extract", SEED))
    lines = run("extract", "--explain", SEED).stdout.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert len(heads) == len(documents)
    for name in {e["name"] for article in documents for e in article["entities"] if e["type"] == "person"}:
        (line, *_) = (line for line in lines if line.startswith("  person") and name in line)
        assert line.rstrip().endswith("]")
        assert line.rpartition("[")[2] != "]"


def test_load_says_what_it_did(run, tmp_path):
    uri = tmp_path / "a.db"
    first = run("load", "seeds", "--store", uri, "--jobs", "1")
    assert first.exit_code == 0
    assert "5 loaded, 0 unchanged, 0 failed" in first.stdout
    assert f"stored in {uri}" in first.stdout
    assert "next: etl status" in first.stdout
    assert "0 loaded, 5 unchanged, 0 failed" in run("load", "seeds", "--store", uri).stdout


def test_load_as_json(run, tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"")
    result = run("load", tmp_path, SEED, "--store", tmp_path / "a.db", "--json")
    assert result.exit_code == 3
    (report,) = json_lines(result)
    assert (report["pages"], report["loaded"], report["failed"], report["state"]) == (2, 1, 1, "finished")
    (error,) = report["errors"]
    assert (error["kind"], error["stage"]) == ("empty", "read")
    assert error["path"].endswith("bad.txt")


def test_a_dry_run_stores_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setenv("JIANBAO_STORE", str(tmp_path / "a.db"))
    result = run("load", SEED, "--dry-run")
    assert result.exit_code == 0
    assert "nothing was stored" in result.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("done", "step"),
    [
        ({"state": "interrupted"}, "run the same command again"),
        ({"state": "finished"}, "name a file or folder"),
        ({"state": "finished", "failed": 2}, "mend what failed"),
        ({"state": "finished", "failed": 2, "loaded": 1}, "etl status"),
    ],
    ids=["interrupted", "no pages", "all failed", "part failed"],
)
def test_the_next_step_fits_what_was_done(capsys, done, step):
    print_report(Report("a.db", "1", **done))
    assert f"next: {step}" in capsys.readouterr().out


def test_exit_codes_of_load(run, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    uri = tmp_path / "a.db"
    assert run("load", tmp_path / "a.txt", "--store", uri).exit_code == 1
    assert run("load", "--store", uri).exit_code == 2
    assert run("load", tmp_path / "a.txt", SEED, "--store", uri).exit_code == 3


def test_status(run, loaded):
    result = run("status", "--store", loaded)
    assert result.exit_code == 0
    (told,) = json_lines(run("status", "--store", loaded, "--json"))
    assert (told["pages"], told["failed"], told["loads"][0]["state"]) == (5, 0, "finished")
    assert f"articles  {told['articles']}" in result.stdout
    assert loaded in result.stdout.replace("\n", "")


def test_status_tells_failures(run, tmp_path):
    (tmp_path / "坏页.txt").write_bytes(b"")
    run("load", tmp_path, "--store", tmp_path / "a.db")
    result = run("status", "--store", tmp_path / "a.db")
    assert "坏页.txt" in result.stdout
    assert "the page holds no text" in result.stdout


def test_show_by_path_and_by_id(run, loaded):
    articles = json_lines(run("show", Path(SEED).name, "--store", loaded, "--json"))
    result = run("show", Path(SEED).name, "--store", loaded)
    assert result.exit_code == 0
    for article in articles:
        assert article["headline"] in result.stdout
        assert article["text"] in result.stdout
    assert json_lines(run("show", articles[1]["_id"], "--store", loaded, "--json")) == articles[1:2]


def test_every_field_of_an_article_is_shown(run, loaded):
    articles = json_lines(run("show", Path(SEED).name, "--store", loaded, "--json"))
    result = run("show", Path(SEED).name, "--store", loaded).stdout.replace("\n", "").replace(" ", "")
    for article in articles:
        for entity in article["entities"]:
            assert entity["name"].replace(" ", "") in result


def test_show_tells_records_of_a_file_apart(run, tmp_path):
    (tmp_path / "n.jsonl").write_text('{"text": "昨日,市长李四到二七区调研。"}\n', encoding="utf-8")
    run("load", tmp_path / "n.jsonl", "--store", tmp_path / "a.db")
    with pytest.raises(QueryError, match=r"such as n\.jsonl#1"):
        run("show", "n.jsonl", "--store", tmp_path / "a.db")


def told_by_main(*arguments, **environment):
    command = [sys.executable, "-m", "etl", *map(str, arguments)]
    found = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, **environment}, encoding="utf-8", timeout=60
    )
    return found.returncode, found.stdout, found.stderr


def test_an_error_is_one_line_and_exit_code_1(tmp_path, loaded):
    code, out, err = told_by_main("show", "none.txt", "--store", loaded)
    assert (code, out) == (1, "")
    assert err == "etl: no article and no page is called none.txt; etl status tells what is stored\n"
    code, out, err = told_by_main("status", "--store", tmp_path / "none.db")
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_chinese_goes_out_whatever_the_locale():
    code, out, _ = told_by_main("extract", SEED, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert code == 0
    assert json.loads(out.splitlines()[0])["text"].isprintable() is False  # it has paragraphs
    assert "\\u" not in out


def test_a_reader_that_leaves_is_no_error():
    command = f"{sys.executable} -m etl extract seeds | head -c 100 > /dev/null"
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=True, timeout=60).stderr == b""


def test_chinese_aligns_in_tables():
    out = io.StringIO()
    Console(file=out, width=80).print(table(["报", "pages"], [["上街时报", 7], ["abc", 12]]))
    _, first, second = (line.rstrip() for line in out.getvalue().splitlines())
    assert (first, second) == ("上街时报      7", "abc          12")


def test_colours_on_a_terminal_only(run, loaded):
    from bson import json_util

    (article, *_) = (
        json_util.loads(line) for line in run("show", SEED[6:], "--store", loaded, "--json").stdout.splitlines()
    )
    plain, coloured = io.StringIO(), io.StringIO()
    print_article(article, Console(file=plain, width=100))
    print_article(article, Console(file=coloured, width=100, force_terminal=True, color_system="standard"))
    assert "\x1b[" not in plain.getvalue()
    assert "\x1b[" in coloured.getvalue()
    assert "statement" in coloured.getvalue().rpartition("people")[0].splitlines()[-3]


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal, True), (io.StringIO, False)], ids=["watched", "unwatched"])
def test_a_bar_shows_progress_to_whoever_watches(monkeypatch, stream, shown):
    monkeypatch.setattr(sys, "stderr", stream())
    with progress() as watch:
        watch(Report("a.db", "1", loaded=3, unchanged=4, bytes_done=50, bytes_total=100))
    assert ("7 pages" in sys.stderr.getvalue() and "50%" in sys.stderr.getvalue()) is shown
    assert bool(sys.stderr.getvalue()) is shown


def test_a_report_that_was_stopped_says_how_to_go_on(capsys):
    moment = datetime(2021, 11, 24, tzinfo=UTC)
    print_report(Report("a.db", "1", loaded=1, state="stopped", stopped_by="no server", finished=moment))
    said = capsys.readouterr().out
    assert "stopped early: no server" in said
    assert "run the same command again" in said
