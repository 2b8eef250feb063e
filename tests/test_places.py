"""Places: cases as data, what must hold of the gazetteer, and what must hold on any text."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure import grows_linearly

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Viewpoint
from etl.names import gazetteer
from etl.names.locations import locate
from etl.names.places import find_places
from etl.text import fold

HERE = Path(__file__).parent / "cases"
CASES = json.loads((HERE / "places.json").read_text(encoding="utf-8"))
KNOWN_FAILURES = json.loads((HERE / "places_known_failures.json").read_text(encoding="utf-8"))
LOCATIONS = json.loads((HERE / "locations.json").read_text(encoding="utf-8"))


def places(text, region=()):
    return find_places(fold(text), Viewpoint(tuple(region)), DEFAULT)


def check(case):
    found = places(case["text"], case.get("region", ()))
    assert [place.name for place in found if place.certain] == case["places"]
    if "rule" in case:
        assert {place.rule for place in found} == {case["rule"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    check(case)


@pytest.mark.parametrize("case", KNOWN_FAILURES, ids=lambda case: case["name"])
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failure(case):
    check(case)


@pytest.mark.parametrize("case", LOCATIONS, ids=lambda case: case["name"])
def test_location(case):
    location = locate(case["place"], Viewpoint(tuple(case.get("region", ()))), case.get("named", ()))
    assert location.canonical == case["canonical"]
    assert list(location.region) == case["path"]
    assert location.code == case.get("code")


def test_a_users_place_is_always_one():
    text = "一行来到梦想小筑看了看"
    assert places(text) == []
    lexicon = Lexicon("test", {"user_places": (("梦想小筑", "河南省郑州市上街区梦想小筑"),)})
    assert [f.name for f in find_places(text, Viewpoint(), lexicon)] == ["梦想小筑"]


def test_every_region_has_its_parent():
    paths = gazetteer.by_path()
    for region in gazetteer.regions():
        assert len(region.path) == len(set(region.path))
        if region.level != "province":
            assert region.path[:-1] in paths, region


def test_codes_follow_the_tree():
    for region in gazetteer.regions():
        assert region.code
        assert region.code.isdigit()
        assert len(region.code) == 6
        if region.level != "province" and not region.former:
            assert region.code[:2] == gazetteer.by_path()[region.path[:1]].code[:2], region


def test_the_gazetteer_is_whole():
    levels = [r.level for r in gazetteer.regions() if not r.former]
    assert (levels.count("province"), levels.count("prefecture") > 330, levels.count("county") > 3000) == (
        34,
        True,
        True,
    )
    assert {r.path for r in gazetteer.townships("峡窝镇")} == {("河南省", "郑州市", "上街区", "峡窝镇")}
    assert all(r.code is None or len(r.code) == 9 for r in gazetteer.townships("城关镇"))


def test_every_short_name_leads_to_its_region():
    for region in gazetteer.regions():
        for name in (region.name, *region.shorts):
            assert region in gazetteer.named()[name]


def test_lists_hold_no_entry_twice():
    for name in (
        "place_suffixes",
        "place_borders",
        "place_generic",
        "place_whole_words",
        "foreign_places",
        "newspapers",
    ):
        words = DEFAULT.words(name)
        assert len(words) == len(set(words)), name


WORDS = st.sampled_from(
    [
        *[
            "郑州市",
            "上街",
            "二七",
            "河南",
            "峡窝镇",
            "济源路",
            "街道",
            "社区",
            "村",
            "路",
            "大道",
            "166号",
            "公园",
            "江",
        ],
        *[
            "来到",
            "在",
            "和",
            "、",
            ",",
            "。",
            "(",
            ")",
            "《",
            "》",
            "市",
            "区",
            "县长",
            "委",
            "某",
            "的",
            "广场",
            "站",
        ],
        *["G107国道", "先后来到", "等处", "a", "1", " ", "\n", "新", "王", "长城", "产业园", "等"],
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=30).map("".join)))
@settings(max_examples=300, deadline=None)
def test_offsets_point_at_what_they_claim(text):
    text = fold(text)
    end = 0
    for place in find_places(text, Viewpoint(("河南省", "郑州市", "上街区")), DEFAULT):
        assert end <= place.start < place.end
        assert text[place.start : place.end] == place.name
        assert place.rule
        assert place.name.strip() == place.name
        end = place.end


@given(st.lists(WORDS, max_size=12).map("".join), st.lists(WORDS, max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_location_is_a_path_of_the_gazetteer(name, named):
    location = locate(fold(name), Viewpoint(), named)
    if location.canonical:
        assert location.canonical.startswith("".join(location.region[:1]))
    if len(location.region) in {1, 2}:
        assert any(r.path[: len(location.region)] == location.region for r in gazetteer.regions())


@pytest.mark.parametrize(
    "unit", ["上街", "路", "村", "江北", "郑州市", "新村街", "来到", "某村、", "公园", "《", "离石渠县", "1号"]
)
def test_time_grows_with_the_text_and_not_faster(unit):
    viewpoint = Viewpoint(("河南省", "郑州市", "上街区"))
    assert grows_linearly(lambda n: unit * (n // len(unit)), lambda t: find_places(t, viewpoint, DEFAULT), 12_000)
