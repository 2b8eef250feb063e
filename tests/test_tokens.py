"""Search tokens: jieba's words, whichever of its two makings cuts them, and the names kept whole."""

import json
import logging
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.lexicon import DEFAULT
from etl.model import Draft, Entity
from etl.names import tokens
from etl.names.tokens import cut, search_terms
from etl.text import fold

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
CASES = json.loads((ROOT / "tests" / "cases" / "organizations.json").read_text(encoding="utf-8"))
jieba.setLogLevel(logging.WARNING)


@pytest.fixture
def portable(monkeypatch):
    """A machine without rjieba: importing it fails."""
    monkeypatch.setitem(__import__("sys").modules, "rjieba", None)
    tokens._cutter.cache_clear()
    yield
    tokens._cutter.cache_clear()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_both_cut_the_seeds_alike(seed):
    for line in seed.read_text(encoding="utf-8").splitlines():
        assert cut(line) == jieba.lcut(line)


def test_both_cut_other_text_alike():
    for case in CASES:
        assert cut(case["text"]) == jieba.lcut(case["text"])


HAN = st.text(alphabet="市委区政协公安局张三和在说的中国人民银行第一次1号线ABc5G,。、《》“”（） \n", max_size=60)


@settings(max_examples=200, deadline=None)
@given(HAN)
def test_both_cut_any_text_alike(text):
    assert cut(text) == jieba.lcut(text)


def test_without_rjieba_jieba_does_the_work(portable):
    assert cut("徐立毅到二七区调研") == ["徐立毅", "到", "二七区", "调研"]
    assert tokens._cutter() == jieba.cut


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_terms_are_distinct_and_hold_something(text):
    found = search_terms(Draft(0, 1, 1, text), ())
    assert len(found) == len(set(found))
    assert all(any(c.isalnum() or c == "_" for c in term) for term in found)


@settings(max_examples=200, deadline=None)
@given(HAN, HAN)
def test_terms_are_the_words_in_order_without_stop_words_and_then_the_names(text, name):
    words = [w for w in cut(fold(text)) if w not in DEFAULT.words("stopwords") and any(c.isalnum() for c in w)]
    names = ["".join(name.split())] if name else []
    assert search_terms(Draft(0, 1, 1, text), [Entity("place", name)]) == tuple(dict.fromkeys([*words, *names]))


def test_names_and_places_are_kept_whole():
    entities = (
        Entity("organization", "二七区信访局", canonical="郑州市二七区信访局"),
        Entity("person", "徐立毅", aliases=("徐书记",)),
        Entity("work", "关于调整\n工作的通知"),
    )
    found = search_terms(Draft(0, 1, 1, "他在二七区信访局接待群众", headline="徐立毅接访"), entities)
    assert {"二七区信访局", "郑州市二七区信访局", "徐立毅", "徐书记", "关于调整工作的通知", "信访局"} <= set(found)
    assert "在" not in found


def test_headline_kicker_and_subheads_are_searched():
    found = search_terms(Draft(0, 1, 1, "", kicker="调研", headline="创新", subheads=("高地",)), ())
    assert found == ("调研", "创新", "高地")


def test_full_width_letters_and_digits_are_found_in_either_width():
    assert search_terms(Draft(0, 1, 1, "５Ｇ网络"), ()) == search_terms(Draft(0, 1, 1, "5G网络"), ())


def test_stop_words_are_words_one_a_line():
    words = DEFAULT.words("stopwords")
    assert len(words) == len(set(words))
    assert all(word == word.strip() and word for word in words)
