"""Dates: the grammar, what it resolves to, the day of an article and the day of issue."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.calendars import from_lunar, ganzhi_year, nearest_month, nearest_year
from etl.dates import article_day, expressions, find_dates, publication_day
from etl.model import Dateline, Declared, Draft, Layout, Masthead, Publication

CASES = json.loads((Path(__file__).parent / "cases" / "dates.json").read_text(encoding="utf-8"))


def cases(kind):
    return [pytest.param(case, id=case["name"]) for case in CASES[kind]]


def paper(case):
    return Publication(day=date.fromisoformat(case["day"]), stated=True)


def iso(day):
    return day.isoformat() if day else None


@pytest.mark.parametrize("case", cases("expressions"))
def test_expression_means(case):
    found = [
        (m.when.text, m.when.precision, iso(m.when.start), iso(m.when.end))
        for m in find_dates(case["text"], paper(case))
    ]
    assert found == [tuple(w) for w in case["want"]]


@pytest.mark.parametrize("case", cases("undated"))
def test_undated_page_leaves_open(case):
    found = [
        (m.when.text, m.when.precision, iso(m.when.start), iso(m.when.end), m.when.month_day)
        for m in find_dates(case["text"], Publication())
    ]
    assert found == [tuple(w) for w in case["want"]]


@pytest.mark.parametrize("case", cases("articles"))
def test_article_is_about(case):
    sent = Dateline(day_text=case.get("dateline"))
    draft = Draft(0, 1, 1, case["text"], headline=case.get("headline"), dateline=sent)
    when = article_day(draft, find_dates(draft.text, paper(case), draft.dateline), paper(case))
    assert [when.precision, iso(when.start)] == case["want"]


@pytest.mark.parametrize("case", cases("issues"))
def test_day_of_issue(case):
    drafts = tuple(Draft(i, i + 1, i + 1, text) for i, text in enumerate(case["texts"]))
    got = publication_day(Layout(Masthead(), drafts, ()))
    assert [iso(got.day), got.year] == case["want"]
    assert not got.stated
    assert bool(got.evidence) == (got.year is not None)


def test_stated_day_wins():
    head = Masthead(day=date(2021, 10, 16), evidence=("2021年10月16日",))
    draft = Draft(0, 1, 1, "今年是建党101周年。")
    assert publication_day(Layout(head, (draft,), ())).day == date(2021, 10, 16)
    declared = publication_day(Layout(Masthead(), (draft,), ()), Declared(day=date(2016, 1, 2)))
    assert (declared.day, declared.stated) == (date(2016, 1, 2), True)


GENRE = st.lists(
    st.sampled_from([*"0123456789一二十年月日号至—-~,。( )昨今去上本下近当同周底初旬", "辛丑", "春节", "2021", "市委"]),
    max_size=60,
).map("".join)


@given(GENRE | st.text(max_size=80), st.dates(date(1950, 1, 1), date(2049, 12, 31)) | st.none())
def test_offsets_point_at_what_they_claim(text, day):
    mentions = find_dates(text, Publication(day=day))
    last = 0
    for m in mentions:
        assert text[m.start : m.end] == m.when.text
        assert m.start >= last
        last = m.end
        assert (m.when.start is None) == (m.when.end is None)
        if m.when.start:
            assert m.when.start <= m.when.end


@given(st.lists(GENRE, max_size=3))
def test_a_day_of_issue_is_one_that_the_text_allows(texts):
    drafts = tuple(Draft(i, i + 1, i + 1, text) for i, text in enumerate(texts))
    got = publication_day(Layout(Masthead(), drafts, ()))
    assert got.day is None or got.day.year == got.year


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_printed_day_is_read_back(day):
    text = f"{day.year}年{day.month}月{day.day}日"
    (mention,) = find_dates(text, Publication())
    assert (mention.when.start, mention.when.basis) == (day, "stated")


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.integers(-150, 20))
def test_a_day_named_near_publication_is_found_without_its_year(day, off):
    named = day + timedelta(days=off)
    assert nearest_year(named.month, named.day, day) == named
    if -10 <= off <= 10:
        assert nearest_month(named.day, day) == named


@pytest.mark.parametrize("year", range(1990, 2040))
def test_lunar_calendar(year):
    first = from_lunar(year, 1, 1)
    assert date(year, 1, 20) <= first <= date(year, 2, 21)
    names = [s + b for s, b in zip("甲乙丙丁戊己庚辛壬癸" * 6, "子丑寅卯辰巳午未申酉戌亥" * 5, strict=True)]
    assert ganzhi_year(names[(year - 4) % 60], year + 5) == year


def test_long_text_takes_linear_work():
    text = "1月2日至" * 25_000 + "年" * 100_000
    assert len(expressions(text)) == 12_500


def test_against_jionlp():
    jionlp = pytest.importorskip("jionlp", reason="the oracle comes with the dev extra")
    base = {"year": 2021, "month": 11, "day": 24}
    for text in ("11月23日", "昨天", "前天", "去年", "2021年上半年", "今年2月", "2015年12月31日"):
        want = jionlp.parse_time(text, time_base=base)["time"]
        (mention,) = find_dates(text, Publication(day=date(2021, 11, 24), stated=True))
        assert [iso(mention.when.start), iso(mention.when.end)] == [t[:10] for t in want]
