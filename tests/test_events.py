"""Events: what happened, when and where, and who was there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure import grows_linearly
from told import cases, related

from etl.lexicon import DEFAULT
from etl.model import DateMention, Draft, Entity, Mention, When
from etl.relate import relate
from etl.relate.events import find_events
from etl.relate.story import read_story


def told(event, want):
    found = {
        "type": event.type,
        "name": event.name,
        "start": event.when.start.isoformat() if event.when.start else None,
        "precision": event.when.precision,
        "places": list(event.places),
        "people": [[p.name, p.role, p.title] for p in event.participants],
    }
    return {key: found[key] for key in want}


def check(case):
    events = related(case)[0]
    assert [told(e, w) for e, w in zip(events, case["want"], strict=False)] == case["want"]
    assert len(events) == len(case["want"])


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in cases("events")])
def test_events_of(case):
    check(case)


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in cases("events_known_failures")])
@pytest.mark.xfail(strict=True)
def test_known_failures(case):
    check(case)


def around(text):
    """Return the text with people, places and dates wherever their letters stand."""
    day = When("day", date(2021, 3, 3), date(2021, 3, 3))
    named = [("person", "李四"), ("place", "东区"), ("organization", "市委")]
    entities = [Entity(kind, name, tuple(Mention(i, i + 2) for i in places(text, name))) for kind, name in named]
    return entities, [DateMention(i, i + 2, day) for i in places(text, "3日")], day


def places(text, name):
    at, found = text.find(name), []
    while at >= 0:
        found.append(at)
        at = text.find(name, at + len(name))
    return found


WORDS = [
    "李四",
    "东区",
    "市委",
    "3日",
    "召开",
    "座谈会",
    "到",
    "调研",
    "，",
    "。",
    "参加",
    "\n",
    "主持",
    "指出",
    "火灾",
    "等",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_what_is_told_of_an_event_stands_in_the_piece(text):
    entities, dates, day = around(text)
    events, statements, _ = relate(Draft(0, 1, 1, text, headline="李四调研"), entities, dates, day, DEFAULT)
    names = {e.name for e in entities}
    for event in events:
        assert event.trigger.word in text[event.trigger.start : event.trigger.end]
        assert event.summary in text
        assert event.name is None or event.name in text
        assert set(event.places) | set(event.organizations) | {p.name for p in event.participants} <= names
        assert event.rule
    assert len({(e.type, e.trigger, e.name) for e in events}) == len(events) <= 5
    assert len(set(statements)) == len(statements)


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_nobody_and_nothing_twice_in_an_event(text):
    entities, dates, day = around(text)
    for event in find_events(read_story(Draft(0, 1, 1, text), entities, dates, day), (), DEFAULT):
        people = [p.name for p in event.participants]
        assert len(set(people)) == len(people)
        assert len(set(event.places)) == len(event.places)
        assert len(set(event.organizations)) == len(event.organizations)


@pytest.mark.parametrize(
    "unit",
    [
        "3日召开座谈会，",
        "来到东区、",
        "3日李四到东区调研，",
        "李四、",
        "李四参加会议。",
        "会前李四察看东区。",
        "火灾",
        "将",
    ],
)
def test_adversarial_text_takes_linear_time(unit):
    def made(characters):
        text = unit * (characters // len(unit))
        return Draft(0, 1, 1, text, headline="李四到东区调研"), *around(text)

    assert grows_linearly(made, lambda story: relate(*story, DEFAULT), 10_000)


def test_a_user_may_add_a_trigger():
    lexicon = type(DEFAULT)(digest="x", extra={"event_triggers": (("开渔", "activity", "3", "verb"),)})
    day = When("day", date(2021, 8, 16), date(2021, 8, 16))
    story = read_story(Draft(0, 1, 1, "昨日，千艘渔船开渔，驶向东海。"), (), (), day)
    assert [e.type for e in find_events(story, (), DEFAULT)] == []
    assert [e.type for e in find_events(story, (), lexicon)] == ["activity"]


def test_lexicons_of_events_hold_what_their_headers_say():
    types = {"inspection", "meeting", "training", "activity", "award", "ceremony", "agreement", "document", "accident"}
    rows = DEFAULT.rows("event_triggers")
    assert {row[1] for row in rows} == types | {"appointment", "other"}
    assert {row[2:4] for row in rows} <= {(w, f) for w in "123" for f in ("verb", "held")}
    assert {row[4:] for row in rows} == {(), ("caught",), ("court",)}
    assert len({row[0] for row in rows}) == len(rows)
    deeds = DEFAULT.rows("event_deeds")
    assert {kind for row in deeds for kind in row[1].split(",")} <= {row[1] for row in rows}
    assert {row[2] for row in deeds} == {"behind", "before"}
    assert len({(row[0], row[2]) for row in deeds}) == len(deeds)
    assert {row[1] for row in DEFAULT.rows("participant_roles")} <= {
        "lead", "host", "speaker", "attendee", "observer", "companion",
    }  # fmt: skip
