"""Bodies: cases as data, and what must hold on any text."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure import grows_linearly

from etl.expressions import either
from etl.lexicon import DEFAULT
from etl.model import Viewpoint
from etl.names.canonical import canonical_body
from etl.names.kinds import Openings, kinds_of
from etl.names.listed import Listed
from etl.names.organizations import find_organizations
from etl.names.places import find_places
from etl.names.works import find_works
from etl.text import fold

CASES = json.loads((Path(__file__).parent / "cases" / "organizations.json").read_text(encoding="utf-8"))
KNOWN_FAILURES = json.loads(
    (Path(__file__).parent / "cases" / "organizations_known_failures.json").read_text(encoding="utf-8")
)
HERE = ("河南省", "郑州市", "上街区")


def bodies(text, region=HERE):
    text = fold(text)
    return find_organizations(text, find_places(text, Viewpoint(tuple(region)), DEFAULT), find_works(text))


def check(case):
    found = bodies(case["text"], case.get("region", HERE))
    assert [body.name for body in found if body.certain] == case["expect"]
    if "uncertain" in case:
        assert [body.name for body in found if not body.certain] == case["uncertain"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    check(case)


@pytest.mark.parametrize("case", KNOWN_FAILURES, ids=lambda case: case["name"])
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failure(case):
    check(case)


def test_every_body_says_why():
    for case in CASES:
        for body in bodies(case["text"]):
            assert body.rule
            assert body.evidence


WORDS = st.sampled_from(
    [
        *["市委", "区政协", "公安局", "有限公司", "郑州市", "河南", "和", "在", "、", "。", "(", ")", "《", "》"],
        *["等龙头企业", "新华社", "联合", "第", "十", "中心", "队", "联赛", "街道", "开展", "省", "某", "钻石", "集团"],
        *["的", "书记", "会议", "全会", "分局"],
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join))
def test_offsets_point_at_the_name_and_nothing_overlaps(text):
    text = fold(text)
    end = 0
    for body in bodies(text):
        assert text[body.start : body.end] == body.name
        assert body.start >= end
        assert body.type == "organization"
        end = body.end


UNITS = [
    "公司",
    "市委",
    "郑州市公安局",
    "、奥克斯",
    "等企业",
    "区",
    "(区)",
    "《",
    "张三",
    "队联赛",
    "区公安局、妇联、",
    "和",
    "的公司",
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_text_only(unit):
    assert grows_linearly(lambda size: unit * (size // len(unit)), bodies_of, 20_000)


def bodies_of(text):
    return find_organizations(text, [], find_works(text))


def test_time_grows_with_the_firms_and_their_short_forms_only():
    def made(count):
        firms = [f"河南{chr(0x4E00 + n)}{chr(0x5E00 + n)}精密制造有限公司" for n in range(count)]
        return "。".join([*firms, *(firm.removeprefix("河南")[:4] + "公司" for firm in firms)])

    assert grows_linearly(made, bodies_of, 250)


CANONICAL = [
    ("市委", HERE, "郑州市委"),
    ("区政协", HERE, "郑州市上街区政协"),
    ("省公安厅", HERE, "河南省公安厅"),
    ("二七区委", HERE, "郑州市二七区委"),
    ("二七区委统战部", HERE, "郑州市二七区委统战部"),
    ("中共郑州市委", HERE, "郑州市委"),
    ("共青团市委", HERE, "共青团郑州市委"),
    ("团市委", HERE, "共青团郑州市委"),
    ("中纪委", HERE, "中共中央纪律检查委员会"),
    ("国务院", (), "国务院"),
    ("湖北省委", HERE, "湖北省委"),
    ("济南中院", HERE, "济南市中院"),
    ("兰州海关", HERE, None),
    ("峡窝镇卫生院", HERE, "郑州市上街区峡窝镇卫生院"),
    ("郑州航鹏电子科技有限公司", HERE, "郑州航鹏电子科技有限公司"),
    ("区委", ("北京市", "朝阳区"), "北京市朝阳区委"),
    ("市委", ("北京市", "朝阳区"), "北京市委"),
    ("市委", (), None),
    ("县委", HERE, None),
    ("自治区党委", HERE, None),
    ("河南三和航空", HERE, None),
    ("镇政府", HERE, None),
    ("指导组", HERE, None),
]


@pytest.mark.parametrize(("name", "region", "full"), CANONICAL)
def test_canonical(name, region, full):
    assert canonical_body(name, Viewpoint(tuple(region)), DEFAULT) == full


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("市区委政协", min_size=1, max_size=4)), st.text("市区委政协会", max_size=12))
def test_words_are_looked_up_as_an_expression_of_them_all_finds_them(words, text):
    openings, pattern = Openings(words), re.compile(either(words))
    for at in range(len(text) + 1):
        match = pattern.match(text, at)
        assert openings.end(text, at) == (match.end() if match else at)
        assert openings.ends(text, at) == [e for e in range(len(text), at, -1) if text[at:e] in words]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("市区委政协", min_size=1, max_size=6), min_size=1), st.text("市区委政协会", max_size=20))
def test_listed_words_are_found_as_an_expression_of_them_all_finds_them(words, text):
    expected = [(match.group(), *match.span()) for match in re.finditer(either(words), text)]
    assert Listed(words).find(text) == expected


@settings(max_examples=300, deadline=None)
@given(st.text("大型物流公司中原高新技术3五", max_size=10))
def test_kinds_are_rows_of_words_that_make_a_kind(modifier):
    words, number = [*DEFAULT.words("body_kinds"), *DEFAULT.words("trades")], "[0-9一二三四五六七八九十百千多几]"
    row = re.fullmatch(f"(?:{either(words)}|{number})+", modifier)
    told = len(modifier) == 1 or re.search(f"{either([w for w in words if len(w) > 1])}|{number}", modifier)
    assert kinds_of(DEFAULT).is_kind(modifier) == bool(row and told)
