"""Whose paper it is, and whose 我市: cases as data."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.lexicon import DEFAULT
from etl.model import Byline, Draft, Layout, Masthead, Publication, Viewpoint
from etl.names import gazetteer
from etl.names.viewpoint import article_viewpoint, own_region, page_viewpoint, paper_region

CASES = json.loads((Path(__file__).parent / "cases" / "viewpoint.json").read_text(encoding="utf-8"))
ZHENGZHOU = Publication(name="郑州日报", region=("河南省", "郑州市"), evidence=("region 河南省郑州市: name 郑州日报",))


def draft(ordinal, text, agency=None):
    return Draft(ordinal, ordinal + 1, ordinal + 1, text, byline=Byline(agency=agency))


def page(case):
    drafts = tuple(draft(i, d["text"], d.get("agency")) for i, d in enumerate(case["drafts"]))
    return Layout(Masthead(), drafts, ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_page(case):
    found = page_viewpoint(page(case), Publication(**case["publication"]), DEFAULT)
    assert list(found.region) == case["region"]
    assert case["why"] in "".join(found.evidence)
    assert bool(found.evidence) == bool(found.region)


@pytest.mark.parametrize(
    ("text", "agency", "region"),
    [
        ("昨日,我市召开会议。", None, ("河南省", "郑州市")),
        ("昨日,我市召开会议。", "河南商报", ("河南省", "郑州市")),
        ("国务院召开会议。", "新华社", ()),
        ("新华社北京5月1日电 国务院召开会议。", None, ()),
        ("长江日报讯 昨日,我市召开会议。", None, ("湖北省", "武汉市")),
        ("中新网金华1月4日电 全市治水,金华市委通报,金华河长履职,金华水清。", None, ("浙江省", "金华市")),
    ],
)
def test_a_piece_speaks_from_where_it_comes(text, agency, region):
    assert article_viewpoint(draft(0, text, agency), ZHENGZHOU, DEFAULT).region == region


def test_evidence_says_why():
    found = article_viewpoint(draft(0, "长江日报讯 昨日,我市召开会议。"), ZHENGZHOU, DEFAULT)
    assert any("长江日报" in word for word in found.evidence)


def test_own_region_is_above_or_itself():
    ends = {"省": ("省", "自治区"), "市": ("市",), "区": ("区",), "县": ("县",), "州": ("州",), "旗": ("旗",)}
    for path in (r.path for r in gazetteer.regions() if r.level == "county" and not r.former):
        for word, last in ends.items():
            own = own_region(word, Viewpoint(path))
            assert own == path[: len(own)]
            assert not own or own[-1].endswith(last)


def test_every_paper_writes_from_a_region_of_the_gazetteer():
    for name, region in DEFAULT.rows("newspapers"):
        assert region == "-" or tuple(region.split(" ")) in gazetteer.by_path(), name
        assert paper_region(name) is not None


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_viewpoint_of_the_gazetteer(text):
    found = article_viewpoint(draft(0, text), Publication(), DEFAULT)
    assert found.region == () or found.region in gazetteer.by_path()
