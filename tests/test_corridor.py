"""The whole corridor on any page: nothing lost, offsets true, the same every time."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from measure import grows_linearly

from etl.document import article_document, page_document, to_json
from etl.extract import article_id, examine
from etl.lexicon import Lexicon
from etl.model import Page
from etl.version import extractor_version

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
PHRASES = [
    "# ",
    "## ",
    "\n",
    "\n\n",
    "●",
    "本报讯(记者 张三 李四)",
    "(记者 王五 通讯员 赵六)",
    "昨日,",
    "11月23日,",
    "市委书记徐志远",
    "徐志远强调,要抓好落实。",
    "在三湾街社区,",
    "郑州市第二人民医院",
    "《关于加强工作的通知》",
    "“万人助万企”活动",
    "总投资146亿元",
    "李女士说:“很好。”",
    "王建国、高义、张妍妍等参加活动。",
    "调研我区",
    "召开座谈会",
    "扫码看\n视频新闻",
    " ",
    "。",
    ",",
    "(",
    ")",
    "“",
    "”",
]


def page_of(text):
    return Page("p.txt", hashlib.sha256(text.encode()).hexdigest(), text)


def check(page):
    result = examine(page)
    covered = [n for s in result.spans for n in range(s.first, s.last + 1)]
    assert covered == list(range(1, len(page.lines) + 1)), "every line belongs to exactly one span"
    for article in result.articles:
        text = article.draft.text
        assert 1 <= article.draft.first <= article.draft.last <= len(page.lines)
        assert article.id == article_id(page.sha256, article.draft.first)
        for entity in article.entities:
            assert entity.mentions, entity
            for m in entity.mentions:
                if not m.in_headline:
                    assert 0 <= m.start < m.end <= len(text)
        names = {e.name for e in article.entities}
        for event in article.events:
            assert event.trigger.start < event.trigger.end <= len(text)
            assert {*event.places, *event.organizations} <= names
        for said in article.statements:
            assert text[said.start : said.end] == said.text
        for figure in article.figures:
            assert text[figure.start : figure.end] == figure.text
    return result


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_seed_pages(path):
    page = page_of(path.read_text(encoding="utf-8"))
    result = check(page)
    assert result.articles
    assert examine(page) == result
    for article in result.articles:
        for entity in article.entities:
            if entity.type == "person":
                continue
            printed = {article.draft.text[m.start : m.end] for m in entity.mentions if not m.in_headline}
            assert printed <= {entity.name, *entity.aliases}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PHRASES), max_size=40).map("".join) | st.text(max_size=200))
def test_any_page(text):
    check(page_of(text.replace("\r", "")))


def test_documents_are_extended_json():
    result = examine(page_of(SEEDS[0].read_text(encoding="utf-8")))
    for article in result.articles:
        document = article_document(article)
        line = to_json(document)
        assert "\n" not in line
        assert json.loads(line)["_id"] == article.id
    ledger = page_document(result, extractor="x")
    assert ledger["articles"] == [a.id for a in result.articles]
    assert {s["article"] for s in ledger["spans"] if s["kind"] == "article"} == set(ledger["articles"])


def test_days_are_written_for_mongoimport():
    assert to_json({"d": datetime(2021, 11, 23, tzinfo=UTC)}) == '{"d": {"$date": "2021-11-23T00:00:00Z"}}'
    with pytest.raises(TypeError, match="no place in a document"):
        to_json({"d": object()})


def test_version_tells_of_a_lexicon():
    assert extractor_version() != extractor_version(Lexicon(digest="abc"))


@pytest.mark.parametrize(
    "unit",
    [
        "王李张刘陈",
        "市委书记",
        "中国",
        "2021年1月2日",
        "“",
        "(",
        "在",
        "《",
        "郑州市",
        "说,",
        "、",
        "第一届",
        "李强说。\n",
    ],
)
def test_work_grows_no_faster_than_the_text(unit):
    """Twice the text may not take four times the work; work is counted in calls, which no machine's load changes."""
    import sys

    def calls(text):
        count = 0

        def tick(frame, event, arg):
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(tick)
        try:
            examine(page_of(text))
        finally:
            sys.setprofile(None)
        return count

    examine(page_of(unit * 10))
    size = 8_000 // len(unit)
    assert calls(unit * size * 2) <= 3 * calls(unit * size) + 20_000


@pytest.mark.parametrize(
    ("lead", "unit"),
    [
        ("11月22日,警方抓获嫌疑人。", "在李家村种地。"),
        ("11月22日,市长李大山到甲村调研。", "市长李大山来到东%s村。"),
        ("3月3日,任命:\n", "李大山为县文化局局长;\n"),
        ("", "万州长江"),
    ],
)
def test_time_grows_with_an_article_and_no_faster(lead, unit):
    def made(count):
        body = "".join(
            unit % f"{chr(0x4E00 + at % 997)}{chr(0x5E00 + at // 7)}" if "%" in unit else unit for at in range(count)
        )
        return Page("a", "0" * 64, f"江城日报\n2021年11月23日\n\n# 市长调研\n\n本报讯(记者 张三) {lead}{body}")

    assert grows_linearly(made, examine, 200)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10月20日 星期天\n\n# 市长调研\n\n10月20日,市长李四到二七区调研。过去的2012年,成绩很大。", "2013-10-20"),
        ("# 报告\n\n——2009年2月30日在县人大第三次会议上\n\n2009年3月5日,我代表县政府报告工作。", "2009-03-05"),
        ("# 市长调研\n\n昨日,市长调研。中华人民共和国成立九九九九九周年", None),
    ],
)
def test_day_of_the_news_where_a_day_is_odd(text, day):
    when = examine(Page("a", "0" * 64, f"江城日报\n{text}")).articles[0].when
    assert (when.start and when.start.isoformat()) == day
