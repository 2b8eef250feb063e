"""Stories for the tests of relate: their names are given, so that no recogniser stands between a rule and its test."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from etl.dates import article_day, find_dates
from etl.lexicon import DEFAULT
from etl.model import Draft, Entity, Mention, Position, Publication
from etl.relate import relate

HERE = Path(__file__).parent / "cases"
PUBLISHED = date(2021, 11, 24)


def cases(name):
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def entity(kind, name, text, headline, titles=()):
    mentions = [Mention(m.start(), m.end()) for m in re.finditer(re.escape(name), text)]
    if headline and name in headline:
        mentions.insert(0, Mention(in_headline=True))
    return Entity(kind, name, tuple(mentions), positions=tuple(Position(t, None, t) for t in titles))


def entities(case):
    text, headline = case["text"], case.get("headline")
    people = {p: [] for p in case["people"]} if isinstance(case.get("people"), list) else case.get("people", {})
    return (
        *(entity("person", name, text, headline, titles) for name, titles in people.items()),
        *(entity("organization", name, text, headline) for name in case.get("bodies", [])),
        *(entity("place", name, text, headline) for name in case.get("places", [])),
    )


def related(case):
    """Return the events, statements and figures of a case, which is printed on PUBLISHED."""
    draft = Draft(0, 1, 1, case["text"], headline=case.get("headline"))
    publication = Publication(day=PUBLISHED, year=PUBLISHED.year, stated=True)
    dates = find_dates(draft.text, publication)
    return relate(draft, entities(case), dates, article_day(draft, dates, publication), DEFAULT)
