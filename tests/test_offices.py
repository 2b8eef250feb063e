"""Offices: the cases, and the bodies they belong to."""

import json
from pathlib import Path

import pytest

from etl.model import Draft, Publication
from etl.names import name_draft
from etl.names.offices import body_of

HERE = Publication(region=("河南省", "郑州市", "上街区"))
CASES = json.loads((Path(__file__).parent / "cases" / "offices.json").read_text(encoding="utf-8"))


def positions(text, publication=HERE):
    found = name_draft(Draft(0, 1, 2, text), publication)
    return {e.name: [[p.text, p.title, p.organization] for p in e.positions] for e in found if e.type == "person"}


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case(case):
    assert positions(case["text"]) == case["positions"]


def test_without_a_viewpoint_no_body_is_guessed():
    assert positions("市委书记徐立毅强调,要落实。", Publication()) == {"徐立毅": [["市委书记", "书记", None]]}


def test_an_office_printed_elsewhere_counts():
    found = positions("刘睿来到上街。市政协副主席刘睿听取汇报。刘睿强调,要深化认识。")
    assert found == {"刘睿": [["市政协副主席", "副主席", "郑州市政协"]]}


@pytest.mark.parametrize(
    ("printed", "title", "body"),
    [
        ("区公安局局长", "局长", "区公安局"),
        ("公安局长", "局长", "公安局"),
        ("原卫生厅副厅长", "副厅长", "卫生厅"),
        ("北京市长", "市长", "北京市政府"),
        ("昌平区人民政府区长", "区长", "昌平区人民政府"),
        ("市一中校长", "校长", "市一中"),
        ("主任", "主任", ""),
    ],
)
def test_body_of(printed, title, body):
    assert body_of(printed, title) == body
