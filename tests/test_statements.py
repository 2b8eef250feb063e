"""Statements: who said what, and where it ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure import grows_linearly
from told import cases, related

from etl.lexicon import DEFAULT
from etl.model import Draft, When
from etl.relate.statements import find_statements
from etl.relate.story import read_story


def told(case):
    return [[s.speaker, s.verb, s.text] for s in related(case)[1]]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in cases("statements")])
def test_statements_of(case):
    assert told(case) == case["want"]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in cases("statements_known_failures")])
@pytest.mark.xfail(strict=True)
def test_known_failures(case):
    assert told(case) == case["want"]


def statements(text):
    return find_statements(read_story(Draft(0, 1, 1, text), (), (), When("recent")), DEFAULT)


@given(st.text("会议工作人员指出表示要求说希望，。：“”《》\n他该的0", max_size=120))
def test_offsets_hold_and_no_two_overlap(text):
    found = statements(text)
    assert all(s.text == text[s.start : s.end] and s.text.strip() for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(s.rule for s in found)


@pytest.mark.parametrize(
    "unit", ["会议指出，", "“", "”", "说，“好。”", "他说，", "要求", "会议", "，", "\n要", "会议强调要抓好工作落实"]
)
def test_adversarial_text_takes_linear_time(unit):
    assert grows_linearly(lambda characters: unit * (characters // len(unit)), statements, 10_000)
