"""People: the cases, the offsets, and text made to slow the recognisers down."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.lexicon import DEFAULT
from etl.model import Draft, Publication
from etl.names import find_mentions, name_draft
from etl.names.candidates import scorer
from etl.names.foreign import foreign
from etl.text import fold

CASES = Path(__file__).parent / "cases"
PIECES = [*"、,。·()《》“”\n 某老王和他1", "市委书记", "徐立毅", "强调", "李女士", "欧阳", "陈明", "买买提", "吐尔逊"]
PIECES += ["区长", "说", "二七区", "参加", "克林顿", "日本", "村山富市", "ab"]


def people(text, headline=None):
    found = [e for e in name_draft(Draft(0, 1, 2, text, headline=headline), Publication()) if e.type == "person"]
    return {e.name for e in found if not e.partial}, {e.name for e in found if e.partial}


def cases(name):
    return [pytest.param(c, id=c["name"]) for c in json.loads((CASES / name).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", cases("people.json"))
def test_case(case):
    full, partial = people(case["text"], case.get("headline"))
    assert full == set(case["people"])
    assert partial == set(case.get("partial", []))


@pytest.mark.xfail(strict=True, reason="known failures: see the reason of each case")
@pytest.mark.parametrize("case", cases("people_known_failures.json"))
def test_known_failure(case):
    full, partial = people(case["text"], case.get("headline"))
    assert (full, partial) == (set(case["people"]), set(case.get("partial", [])))


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
def test_offsets_point_at_what_they_claim(text):
    spans = [(f.start, f.end) for f in find_mentions(text) if f.type == "person"]
    assert all(text[f.start : f.end] == f.name or fold(text)[f.start : f.end] == f.name for f in find_mentions(text))
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in zip(sorted(spans), sorted(spans)[1:], strict=False))


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=100, deadline=None)
def test_entities_stand_where_they_say(text):
    for entity in name_draft(Draft(0, 1, 2, text, headline="市长陈明调研"), Publication()):
        printed = {entity.name, *entity.aliases, "他", "她"}
        spans = [(m.start, m.end) for m in entity.mentions if not m.in_headline]
        assert entity.mentions
        assert all(fold(text[a:b]) in {fold(p) for p in printed} for a, b in spans)
        assert spans == sorted(spans)


@pytest.mark.parametrize("recogniser", [scorer(DEFAULT), foreign(DEFAULT)], ids=["chinese", "foreign"])
@given(st.lists(st.sampled_from([*PIECES, *"导游任长王李小丽克尔日的"]) | st.characters(codec="utf-8"), max_size=30))
@settings(max_examples=100, deadline=None)
def test_what_reaches_the_floor_is_not_ruled_out_early(recogniser, pieces):
    reading = scorer(DEFAULT).read(fold("".join(pieces)))
    for candidate in recogniser.candidates(reading, -1000.0):
        assert re.fullmatch("[一-鿿]{2,}", reading.text[candidate.start : candidate.end])
        assert candidate in list(recogniser.candidates(reading, candidate.score))


def test_a_certain_name_is_found_everywhere():
    text = "镇长何平到现场查看。" + "雨很大,何平没有打伞。" * 5
    (entity,) = [e for e in name_draft(Draft(0, 1, 2, text), Publication()) if e.type == "person"]
    assert len(entity.mentions) == 6
    assert entity.rule == "office"
    assert "镇长" in entity.evidence


def test_headline_mentions_have_no_offsets():
    draft = Draft(0, 1, 2, "昨日,市长侯红到企业调研。", kicker="侯红强调", headline="侯红调研科创项目")
    (entity,) = [e for e in name_draft(draft, Publication()) if e.type == "person"]
    assert [m.in_headline for m in entity.mentions] == [True, True, False]
    assert draft.text[entity.mentions[2].start : entity.mentions[2].end] == "侯红"


def test_pronouns_are_given_to_the_only_person():
    text = "市长侯红来到企业。她说,要创新。\n区长李兵到场。他要求,书记陈明协调。他表示同意。“他是谁?”"
    found = {
        e.name: [text[m.start : m.end] for m in e.mentions] for e in name_draft(Draft(0, 1, 2, text), Publication())
    }
    assert found["侯红"] == ["侯红", "她"]
    assert found["李兵"] == ["李兵", "他"]
    assert found["陈明"] == ["陈明"]


HOSTILE = {
    "surnames in a row": "赵钱孙李周吴郑王冯陈",
    "no punctuation": "市委书记李明强调王建国和村民张伟说高义参加会议",
    "a list without end": "李兵、徐卫东、张超、",
    "dots": "买·提·",
    "masks": "李某某王某",
    "offices": "市委常委、统战部长、",
    "pronouns": "。他说",
    "brackets": "(,(",
}


@pytest.mark.parametrize("seed", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_length(seed):
    assert work(seed * (8000 // len(seed))) < 3 * work(seed * (4000 // len(seed))) + 2000


def work(text):
    """Count the calls of Python functions, for a clock is no measure on a busy machine."""
    import sys

    calls = Counter()

    def tell(_frame, event, _arg):
        calls[event] += 1

    name_draft(Draft(0, 1, 2, text), Publication())  # the first call makes the lists ready
    sys.setprofile(tell)
    try:
        name_draft(Draft(0, 1, 2, text), Publication())
    finally:
        sys.setprofile(None)
    return sum(calls.values())


def test_a_megabyte_without_punctuation_is_read():
    text = "赵钱孙李周吴郑王冯陈" * 10_000
    assert all(text[f.start : f.end] == f.name for f in find_mentions(text))
