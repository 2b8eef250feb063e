"""Figures and the numerals they are written in."""

from __future__ import annotations

from itertools import pairwise

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure import grows_linearly
from told import cases, related

from etl.lexicon import DEFAULT
from etl.numerals import read_number
from etl.relate.figures import find_figures
from etl.text import fold


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in cases("figures")])
def test_figures_of(case):
    assert [[f.value, f.unit, f.about] for f in related(case)[2]] == case["want"]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in cases("figures_known_failures")])
@pytest.mark.xfail(strict=True)
def test_known_failures(case):
    assert [[f.value, f.unit, f.about] for f in related(case)[2]] == case["want"]


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_read_as_cn2an_writes_them(number):
    assert read_number(cn2an.an2cn(str(number), "low")) == number


@given(st.integers(0, 10**9), st.sampled_from(["", "万", "亿"]))
def test_arabic_numerals_with_magnitudes(number, sign):
    assert read_number(f"{number}{sign}") == number * {"": 1, "万": 10**4, "亿": 10**8}[sign]
    assert read_number(f"{number:,}{sign}") == read_number(f"{number}{sign}")


@pytest.mark.parametrize("text", ["", "万", "百", "两三", "十十", "三点", "二万亿十千", "一二"])
def test_what_is_no_number(text):
    assert read_number(text) is None


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, "9" * 12 + "亿5000万", "9" * 5000 + "亿1"])
def test_a_number_beyond_measure_is_a_code(number):
    text = f"总投资{number}元。"
    assert find_figures(text, text, (), DEFAULT) == ()


@given(st.text("0123456789一二十百千万亿元人家第年月,.余多死伤《》 。", max_size=80))
def test_offsets_hold_and_no_two_overlap(text):
    found = find_figures(fold(text), text, (), DEFAULT)
    assert all(f.text == text[f.start : f.end] for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("unit", ["1", "一", "1,", "十百", "1万"])
def test_rows_of_digits_take_linear_time(unit):
    assert grows_linearly(lambda times: unit * times, lambda text: find_figures(text, text, (), DEFAULT), 10_000)
