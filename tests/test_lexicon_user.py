"""A user's own lists: what they change, what they refuse, and what `etl lexicon` says."""

import json
import pickle
from datetime import date

import pytest
from click.testing import CliRunner

from etl.commands.lexicon import lexicon as command
from etl.errors import LexiconError
from etl.extract import extract
from etl.lexicon import DEFAULT, HOME, Lexicon
from etl.lexicon.user import load_user_lexicon, read_entries
from etl.model import Declared, Page
from etl.names.meanings import meanings
from etl.version import extractor_version

PAGE = Page(
    "a.md",
    "0" * 64,
    "# 桃源里村办起星火共富联合体\n\n本报讯(记者 张三) 昨日,乡村振兴专员花满溪来到桃源里村,看望星火共富联合体的工人。"
    "老花说,油城来的客人也到了。\n",
    declared=Declared(day=date(2024, 5, 2)),
)


@pytest.fixture
def lists(tmp_path):
    """A folder with lists of a user of another province."""
    files = {
        "people.txt": "# 人\n花满溪\n",
        "offices.txt": "乡村振兴专员\n",
        "places.txt": "桃源里村\t四川省广安市岳池县桃源里村\n",
        "organizations.txt": "星火共富联合体,岳池县星火共富联合体\n",
        "aliases.toml": '[people]\n"老花" = "花满溪"\n\n[places]\n"油城" = "新疆维吾尔自治区克拉玛依市"\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def entities(lexicon):
    (article,) = extract(PAGE, lexicon)
    return {(entity.type, entity.name): entity for entity in article.entities}


def test_what_the_lists_name_is_found_without_touching_code(lists):
    without, found = entities(DEFAULT), entities(load_user_lexicon(lists))
    assert ("organization", "星火共富联合体") not in without
    assert ("person", "老花") not in without
    assert found["person", "花满溪"].positions[0].title == "乡村振兴专员"
    assert found["organization", "星火共富联合体"].canonical == "岳池县星火共富联合体"
    assert found["place", "桃源里村"].region == ("四川省", "广安市", "岳池县")
    assert found["person", "老花"].canonical == "花满溪"
    assert found["place", "油城"].canonical == "新疆维吾尔自治区克拉玛依市"
    assert found["place", "油城"].code == "650200"


def test_the_digest_tells_lists_apart(lists):
    first = load_user_lexicon(lists)
    assert load_user_lexicon(lists).digest == first.digest
    assert extractor_version(first).endswith(first.digest)
    (lists / "people.txt").write_text("花满楼\n", encoding="utf-8")
    assert load_user_lexicon(lists).digest != first.digest


@pytest.mark.parametrize("name", ["name_characters", "common_words"])
def test_a_list_holds_the_same_by_rows_by_columns_and_by_pairs(name):
    rows = DEFAULT.rows(name)
    assert list(zip(*DEFAULT.columns(name), strict=True)) == list(rows)
    assert len(rows[0]) != 2 or DEFAULT.pairs(name) == dict(rows)


def test_lexicons_cross_to_another_process(lists):
    assert pickle.loads(pickle.dumps(DEFAULT)) is DEFAULT
    theirs = load_user_lexicon(lists)
    crossed = pickle.loads(pickle.dumps(theirs))
    assert (crossed.digest, crossed.extra) == (theirs.digest, theirs.extra)


def test_full_width_commas_and_a_mark_of_byte_order_are_taken(tmp_path):
    (tmp_path / "places.txt").write_text("﻿桃源里村，四川省广安市岳池县桃源里村\n", encoding="utf-8")
    (entry,) = read_entries(tmp_path)
    assert (entry.name, entry.full, entry.line) == ("桃源里村", "四川省广安市岳池县桃源里村", 1)


REFUSED = [
    ("people.txt", "张三\n李\n", "line 2"),
    ("people.txt", "张三,李四,王五\n", "3 fields"),
    ("people.txt", "张三 李四\n", "' '"),
    ("people.txt", "张三。\n", "'。'"),
    ("places.txt", "长" * 50 + "\n", "more than 40"),
    ("offices.txt", "书记,主任\n", "2 fields"),
    ("peoples.txt", "张三\n", "no list has this name"),
    ("aliases.toml", "[people\n", "not TOML"),
    ("aliases.toml", '[persons]\n"甲" = "乙"\n', "[persons]"),
    ("aliases.toml", '[people]\n"老花" = 3\n', "老花"),
    ("aliases.toml", 'people = "老花"\n', "[people]"),
    ("people.txt", "# nobody\n", "no entries"),
]


@pytest.mark.parametrize(("name", "text", "said"), REFUSED)
def test_refused_with_file_line_and_remedy(tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        load_user_lexicon(tmp_path)
    assert said in str(error.value)
    assert str(tmp_path) in str(error.value)


def test_refused_what_is_no_utf8(tmp_path):
    (tmp_path / "people.txt").write_bytes("花满溪\n".encode("gb18030"))
    with pytest.raises(LexiconError, match="not UTF-8 at byte 0; save it as UTF-8"):
        load_user_lexicon(tmp_path)


def test_refused_what_is_no_folder(tmp_path):
    with pytest.raises(LexiconError, match="no such folder"):
        load_user_lexicon(tmp_path / "nowhere")


def test_refused_a_name_for_two_things(tmp_path):
    (tmp_path / "places.txt").write_text("油城,大庆市\n", encoding="utf-8")
    (tmp_path / "aliases.toml").write_text('[places]\n"油城" = "克拉玛依市"\n', encoding="utf-8")
    with pytest.raises(LexiconError, match="keep one"):
        load_user_lexicon(tmp_path)


def test_the_command_says_what_a_word_is_and_from_which_file(lists):
    said = CliRunner().invoke(command, ["桃源里村", "上街区", "区政协", "--lexicon", str(lists), "--json"])
    assert said.exit_code == 0
    known = [json.loads(line) for line in said.output.splitlines()]
    places = {(m["word"], m["known_as"], m["detail"]) for m in known}
    assert ("桃源里村", "place", "四川省广安市岳池县桃源里村") in places
    assert ("上街区", "county", "河南省郑州市上街区 410106") in places
    assert any(m["word"] == "区政协" and m["file"] == "organs.txt" and m["line"] for m in known)
    assert next(m["file"] for m in known if m["word"] == "桃源里村") == str(lists / "places.txt")


def test_the_command_prints_a_table_and_tells_what_is_unknown():
    said = CliRunner().invoke(command, ["国务院", "某某某某某"])
    assert said.exit_code == 1
    assert "bodies_known.txt" in said.output
    assert "known nowhere" in said.output


def test_the_command_checks_and_counts_a_users_lists(lists):
    said = CliRunner().invoke(command, ["--lexicon", str(lists), "--json"])
    assert said.exit_code == 0
    counts = {json.loads(line)["file"]: json.loads(line)["entries"] for line in said.output.splitlines()}
    assert counts[str(lists / "aliases.toml")] == 2
    assert counts[str(lists / "people.txt")] == 1


def test_the_command_tells_the_built_in_lists():
    said = CliRunner().invoke(command, [])
    assert said.exit_code == 0
    assert "bodies_known.txt" in said.output


def test_villages_are_told_by_county():
    (village,) = [m for m in meanings("三湾街社区") if m.known_as == "village"]
    assert village.detail.startswith("河南省郑州市上街区")
    assert village.file == "villages.zip"


def test_words_of_tables_are_told_with_their_key():
    assert any(m.file == "date_words.toml" for m in meanings("昨日"))


@pytest.mark.parametrize("path", sorted(HOME.glob("*.txt")), ids=lambda path: path.name)
def test_every_list_says_what_it_holds_and_holds_no_empty_or_padded_entries(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[0].startswith("# ")
    for row in DEFAULT.rows(path.stem):
        assert row[0].strip() == row[0] != ""


@pytest.mark.parametrize("name", ["name_characters", "common_words"])
def test_long_lists_read_fast_are_what_their_rows_are(name):
    width = len(DEFAULT.rows(name)[0])
    own = Lexicon("x", {name: (("新" * width, *["v3"] * (width - 1)),)})
    for lexicon in (DEFAULT, own):
        assert list(zip(*lexicon.columns(name), strict=True)) == list(lexicon.rows(name))
        if width == 2:
            assert lexicon.pairs(name) == dict(lexicon.rows(name))
