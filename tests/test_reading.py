"""Bytes into pages: encodings, forms, and what is refused."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import PageError
from etl.model import Page
from etl.read import RawPage, read_page
from etl.read.content import clean
from etl.text import INVISIBLE

CASES = Path(__file__).parent / "cases"
GOOD = json.loads((CASES / "reading.json").read_text(encoding="utf-8"))
BAD = json.loads((CASES / "reading_errors.json").read_text(encoding="utf-8"))


def raw_page(case):
    if "hex" in case:
        data = bytes.fromhex(case["hex"])
    elif "repeat" in case:
        data = (case["repeat"] * case["times"]).encode()
    else:
        data = case["text"].encode(case.get("encode", "utf-8"))
    form = case.get("form", "txt")
    return RawPage("a", hashlib.sha256(data).hexdigest(), data, form, 12 if form == "jsonl" else None)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["name"])
def test_read(case):
    page = read_page(raw_page(case))
    if "lines" in case:
        assert page.lines == case["lines"]
    if "ends" in case:
        assert page.text.endswith(case["ends"])
    if "encoding" in case:
        assert page.encoding == case["encoding"]
    for name, value in case.get("declared", {}).items():
        got = getattr(page.declared, name)
        assert (got.isoformat() if name == "day" else got) == value
    assert [name for name in case.get("undeclared", []) if getattr(page.declared, name)] == []
    if warning := case.get("warning"):
        assert any(warning in said for said in page.warnings), page.warnings
    else:
        assert all("declares" in said for said in page.warnings), page.warnings


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["name"])
def test_refused(case):
    with pytest.raises(PageError) as caught:
        read_page(raw_page(case))
    error = caught.value
    assert error.kind in case["kind"].split("|")
    assert error.path == "a"
    assert error.stage == "read"
    assert error.line == case.get("line", 12 if case.get("form") == "jsonl" else None)
    assert len(error.message) < 250


FORMS = st.sampled_from(["txt", "md", "jsonl"])
CHINESE = st.text(st.sampled_from("郑州市长昨日到二七区调研,并召开会议。记者张昕孙亚文报道\n　"), min_size=1)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "big5"])


@given(st.binary(max_size=400), FORMS)
def test_any_bytes_give_a_page_or_a_page_error(data, form):
    try:
        page = read_page(RawPage("a", "0" * 64, data, form))
    except PageError:
        return
    assert page.text.strip()
    assert not INVISIBLE.search(page.text)
    page.text.encode("utf-8")  # what a document holds must be writable


@given(CHINESE, ENCODINGS)
def test_any_encoded_text_gives_a_page_or_a_page_error(text, encoding):
    try:
        page = read_page(RawPage("a", "0" * 64, text.encode(encoding, "ignore"), "txt"))
    except PageError:
        return
    assert isinstance(page, Page)


@given(CHINESE.filter(lambda text: text.strip()))
def test_utf8_comes_back_as_it_was(text):
    page = read_page(RawPage("a", "0" * 64, text.encode(), "txt"))
    assert page.text == text.removesuffix("\n")


@given(st.text(st.sampled_from("<>/p!-b r\n&;#1甲\u2029"), max_size=60))
def test_cleaning_keeps_the_number_of_lines(text):
    assert clean(text).count("\n") == text.count("\n") + text.count("\u2029")


@pytest.mark.parametrize("piece", ["<", "<p ", "<!--", "&", "\u2029 ", "</p>", "\n<p>"])
def test_cleaning_takes_linear_time(piece):
    # A quadratic rule would take minutes.
    assert isinstance(clean(piece * (1_000_000 // len(piece))), str)


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-le"])
def test_a_large_page_is_told_as_a_small_one(encoding):
    text = "記者昨日到訪,市民表示滿意。\n" * 60_000
    page = read_page(RawPage("a", "0" * 64, text.encode(encoding), "txt"))
    assert page.text == text.removesuffix("\n")
