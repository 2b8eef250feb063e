"""Works and terms: cases as data."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.names.works import LONGEST_TITLE, find_terms, find_works
from etl.text import fold

CASES = json.loads((Path(__file__).parent / "cases" / "works.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    if "works" in case:
        assert [work.name for work in find_works(case["text"])] == case["works"]
    if "terms" in case:
        assert [term.name for term in find_terms(fold(case["text"]))] == case["terms"]


@given(st.text(alphabet="《》〈〉“”‘’四个意识活动开展、。\nab", max_size=200))
def test_offsets_point_at_the_name_and_nothing_overlaps(text):
    for find in (find_works, find_terms):
        end = 0
        for found in find(text):
            assert text[found.start : found.end] == found.name
            assert found.start >= end
            assert found.rule
            end = found.end


@given(st.text(alphabet="《》ab", max_size=60))
def test_every_title_that_closes_at_once_is_found(text):
    inside = [part for part in text.split("《")[1:] if "》" in part]
    plain = {part.split("》")[0] for part in inside if part.split("》")[0].strip()}
    found = find_works(text)
    assert all(any(name in work.name for work in found) for name in plain)


def test_a_lost_bracket_does_not_swallow_the_page():
    text = "《" + "字" * LONGEST_TITLE + "字,见《办法》》"
    assert [work.name for work in find_works(text)] == ["办法"]


def test_many_brackets_take_no_time():
    assert find_works("《" * 200_000) == []
    assert find_works("》" * 200_000) == []
    assert len(find_works("《甲》" * 50_000)) == 50_000
