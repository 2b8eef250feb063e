"""Layout: what a page is cut into, and that nothing of it is lost."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure import grows_linearly

from etl.errors import ExtractError
from etl.layout import MOST_HEADINGS, lay_out, line_at
from etl.layout.lines import read_lines
from etl.layout.masthead import read_masthead
from etl.layout.signatures import split_names
from etl.lexicon import DEFAULT
from etl.model import Declared, Page

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases" / "layout.json").read_text(encoding="utf-8"))


def cases(kind):
    return [pytest.param(case, id=case["name"]) for case in CASES[kind]]


FAILURES = json.loads((HERE / "cases" / "layout_known_failures.json").read_text(encoding="utf-8"))


def page(text, **fields):
    return Page("a.txt", "0" * 64, text, **fields)


def shown(draft, field):
    """Return `field` of a draft in the form the cases have it."""
    if field == "lines":
        return [draft.first, draft.last]
    if field == "sections":
        return [section.heading for section in draft.sections]
    if field == "dateline":
        return [draft.dateline.place, draft.dateline.day_text]
    if field == "agency":
        return draft.byline.agency
    value = getattr(draft.byline, field) if hasattr(draft.byline, field) else getattr(draft, field)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", cases("pages"))
def test_page(case):
    layout = lay_out(page("\n".join(case["lines"])))
    assert [[d.first, d.last] for d in layout.drafts] == [a["lines"] for a in case["articles"]]
    for draft, want in zip(layout.drafts, case["articles"], strict=True):
        assert {field: shown(draft, field) for field in want} == want
    if "spans" in case:
        assert [[s.kind, s.first, s.last] for s in layout.spans] == case["spans"]
    told = layout.masthead
    for field, want in case.get("masthead", {}).items():
        got = getattr(told, field)
        assert (len(got) if field == "warnings" else str(got) if field == "day" else got) == want


@pytest.mark.xfail(strict=True, raises=AssertionError)
@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in FAILURES])
def test_page_not_yet(case):
    test_page(case)


@pytest.mark.parametrize("case", cases("bylines"))
def test_byline(case):
    (line,) = read_lines([case["text"]])
    got = {field: list(v) if isinstance(v, tuple) else v for field, v in line.byline._asdict().items() if v}
    assert got == {field: v for field, v in case.items() if field not in ("name", "text", "dateline")}
    if "dateline" in case:
        assert [line.opening.dateline.place, line.opening.dateline.day_text] == case["dateline"]


def test_record_with_a_headline_is_one_article():
    lead = "经过两年的酝酿和反复协商,双方近日正式签约,系统推进新城区的建设工作。"
    text = f"资料图。新华社发\n\n{lead}\n\n项目进展\n\n## 工程过半,进度良好。\n\n本报讯(记者 张三) 又讯。"
    (draft,) = lay_out(page(text, form="jsonl", declared=Declared(headline="项目 签约"))).drafts
    assert (draft.headline, draft.first, draft.last) == ("项目 签约", 1, 9)
    assert draft.text.startswith(lead)


@pytest.mark.parametrize(
    ("glued", "names"),
    [
        ("庄胜春杜希萌", ("庄胜春", "杜希萌")),
        ("艾福梅任玮", ("艾福梅", "任玮")),
        ("时培盖美琦", ("时培", "盖美琦")),
        ("刘立新王宏杰张宝烨", ("刘立新", "王宏杰", "张宝烨")),
        ("马力王姝", ("马力", "王姝")),
        ("欧阳建设李四", ("欧阳建设", "李四")),
        ("高　义、李　明", ("高义", "李明")),
        ("阿琳娜", ("阿琳娜",)),
    ],
)
def test_glued_names(glued, names):
    assert split_names(glued) == names


@pytest.mark.parametrize(("form", "words"), DEFAULT.rows("masthead") + DEFAULT.rows("end_marks"))
@settings(max_examples=20)
@given(data=st.data())
def test_what_an_entry_finds_holds_a_word_of_it(form, words, data):
    # What stands around a match only makes it rarer.
    alone = re.sub(r"\(\?<?[=!](?:[^()]|\([^()]*\))*\)", "", form)
    found = data.draw(st.from_regex(alone, fullmatch=True))
    assert any(word in found for word in words.split())


def test_an_issue_of_more_digits_than_any_paper_counts_is_none():
    found = read_masthead(["上街时报", f"第{'9' * 20}期", "总第707期"])
    assert (found.issue, found.total_issue) == (None, 707)


def test_too_many_headings_is_an_error_of_the_page():
    with pytest.raises(ExtractError) as caught:
        lay_out(page("## 标题\n" * (MOST_HEADINGS + 1)))
    assert caught.value.kind == "too_many_articles"


def test_an_article_beyond_measure_is_an_error_of_the_page():
    paragraph = "市长到会讲话。" * 100
    assert lay_out(page(f"## 标题\n{paragraph}")).drafts[0].text == paragraph
    with pytest.raises(ExtractError, match="lines 1 to 1501 ") as caught:
        lay_out(page("\n".join(["## 标题", *[paragraph] * 1_500])))
    assert (caught.value.kind, caught.value.line) == ("too_long", 1)


PIECES = st.sampled_from(
    [
        "",
        "",
        "　　",
        "# 市长调研防汛工作",
        "## 简讯",
        "### 工业路街道",
        "#",
        "市长调研防汛工作时强调",
        "讲好黄河故事 打造城市品牌",
        "本报讯(记者 张三) 昨日,市长到会并讲话,要求落实责任。",
        "新华社北京5月1日电 近日,会议召开",
        "本报记者 张三 通讯员 李四",
        "(记者 王明明)",
        "●近日,区检察院组织干警观影。",
        "2021年11月24日 星期三 第1版",
        "江城日报",
        "扫码看",
        "下转第三版",
        "图为会场。新华社记者李然摄",
        "【编辑:刘欢】",
        "张三　李四",
        "一、提高认识",
        "情解决好群众反映的问题,切实维护好群众的",
        "合法权益。\u2029会后,市长走访。　　据悉,工程已开工。(完)",
        "**工程过半**",
        "media_span_url('http:",
        "2013年3月",
    ]
)
ANY_LINE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n"), max_size=40)
PROSE = "会议指出,各级各部门要提高认识,切实增强责任感。市长张三强调,要落实任务;年底前完成项目建设" * 2
COLUMNS = st.integers(12, 30).flatmap(
    lambda width: st.lists(
        st.one_of(
            PIECES, st.integers(0, len(PROSE)).map(lambda size: "\n".join(textwrap.wrap(PROSE[:size], width) or [""]))
        ),
        max_size=12,
    ).map("\n".join)
)
TEXTS = st.lists(st.one_of(PIECES, ANY_LINE), max_size=40).map("\n".join)


def check_spans(layout, lines):
    covered = [line for span in layout.spans for line in range(span.first, span.last + 1)]
    assert covered == list(range(1, len(lines) + 1))
    for span in layout.spans:
        if span.article is not None:
            draft = layout.drafts[span.article]
            assert span.kind == "article"
            assert draft.first <= span.first <= draft.last


def check_draft(draft, lines):
    assert 1 <= draft.first <= draft.last <= len(lines)
    assert lines[draft.first - 1].strip()
    assert lines[draft.last - 1].strip()
    offsets = [offset for offset, _ in draft.line_starts]
    assert offsets == sorted(set(offsets))
    assert bool(draft.text) == bool(offsets)
    for (start, line), end in zip(draft.line_starts, [*offsets, len(draft.text)][1:], strict=True):
        assert draft.text[start:end].removesuffix("\n") in lines[line - 1]
        assert line_at(draft.line_starts, start) == line
    for section in draft.sections:
        assert 0 <= section.start < section.end <= len(draft.text)


@settings(deadline=None, max_examples=300)
@given(st.one_of(TEXTS, COLUMNS), st.booleans())
def test_every_line_is_in_one_span_and_every_offset_in_its_line(text, declared):
    one = page(text, declared=Declared(headline="市长调研" if declared else None))
    layout = lay_out(one)
    check_spans(layout, one.lines)
    assert [draft.ordinal for draft in layout.drafts] == list(range(len(layout.drafts)))
    lasts = [draft.last for draft in layout.drafts]
    assert all(draft.first > last for draft, last in zip(layout.drafts[1:], lasts, strict=False))
    for draft in layout.drafts:
        check_draft(draft, one.lines)


@pytest.mark.parametrize(
    "line",
    [
        "标题内容一二三四五六七八九十标题",
        "标题内容一二三四五六七八九十标题,标题内容一二三四五六七八九十标题、标题内容",
        "本报记者 张三",
        "昨日会议开得好。\n本报记者 张三",
        "(记者 张三)",
        "●近日,区检察院组织干警观影。",
        "图为会场。新华社记者李然摄",
        "牛卫国参加。",
        "2013年3月",
        "甲乙",
    ],
)
def test_time_grows_with_the_page_and_no_faster(line):
    assert grows_linearly(lambda count: page(f"{line}\n" * count), lay_out, 500)


@pytest.mark.parametrize("unit", ["一", "。(记者 张三)", "(", " "])
def test_time_grows_with_a_line_and_no_faster(unit):
    assert grows_linearly(lambda size: page(f"一{unit * (size // len(unit))}二"), lay_out, 60_000)
