"""Triggers: the words that give a happening away, with the type of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.lexicon import Lexicon
    from etl.model import EventType
    from etl.relate.story import Story

_REACH = 60
"""How far, in characters, a verb of holding may stand from the meeting it holds."""

_AT = re.compile(r"(?:在|于)[^,。;]{2,40}$")
_SOON = re.compile(
    r"(?:将|拟|计划)(?:全面|正式|继续|陆续|进一步|首次|同时|分批|会|要|投资[^,]{0,12}|[于在][^,]{2,30})?$"
)
_BY_REPORTER = re.compile(r"记者(?!从)[^,。;]{0,30}$")
_UPON = re.compile(r"(?:上|期间|现场|间隙)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger: offsets of the word, its type and weight; `held` where the word is a noun that was held."""

    start: int
    end: int
    word: str
    type: EventType
    weight: int
    held: bool


@dataclass(frozen=True)
class _Words:
    """The lists, compiled."""

    triggers: re.Pattern[str]
    rows: dict[str, tuple[EventType, int, bool]]
    holding: re.Pattern[str]
    held_after: re.Pattern[str]
    plans: re.Pattern[str]
    background: re.Pattern[str]


def alternation(words: tuple[str, ...]) -> str:
    """Return a regular expression for any of the words, the longest first.

    Example:
        >>> alternation(("会", "会议"))
        '会议|会'
    """
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _spellings(row: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """推进会 is written 推进会议 as well."""
    return (row, (row[0] + "议", *row[1:])) if row[0].endswith("会") else (row,)


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    rows = [row for entry in lexicon.rows("event_triggers") for row in _spellings(entry)]
    holding = alternation(lexicon.words("event_holding"))
    return _Words(
        triggers=re.compile(alternation(tuple(row[0] for row in rows))),
        rows={row[0]: (cast("EventType", row[1]), int(row[2]), row[3] == "held") for row in rows},
        holding=re.compile(holding),
        held_after=re.compile(f"[^,。;!?\n]{{0,24}}?(?:{holding})"),
        plans=re.compile(f"(?:{alternation(lexicon.words('event_plans'))})"),
        background=re.compile(alternation(lexicon.words("event_background"))),
    )


def headline_hits(headline: str, lexicon: Lexicon) -> Iterator[Hit]:
    """Find the triggers of a headline; a noun needs no verb of holding there.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> [(h.word, h.type) for h in headline_hits("某市召开推进会 深入学习全会精神", DEFAULT)]
        [('推进会', 'meeting')]
    """
    words = _words(lexicon)
    for m in words.triggers.finditer(headline):
        if not words.background.match(headline, m.end()) and not _planned(words, headline, m.start()):
            yield Hit(m.start(), m.end(), m[0], *words.rows[m[0]])


def story_hits(story: Story, start: int, end: int, lexicon: Lexicon) -> Iterator[Hit]:
    """Find the triggers within the offsets that tell of something that took place."""
    words = _words(lexicon)
    for m in words.triggers.finditer(story.folded, start, end):
        kind, weight, held = words.rows[m[0]]
        if words.background.match(story.folded, m.end()) or _inside_name(story, m.start(), m.end()):
            continue
        if held and not _held(words, story.folded, m):
            continue
        if kind == "inspection" and _BY_REPORTER.search(story.folded, max(start, m.start() - 34), m.start()):
            continue
        if _planned(words, story.folded, m.start()) or (not held and story.quote_at(m.start())):
            continue
        yield Hit(m.start(), m.end(), m[0], kind, weight, held)


def _inside_name(story: Story, start: int, end: int) -> bool:
    """A trigger inside a body's name (市人大常委会) is a part of it."""
    near = story.named("organization", max(0, start - 30), end + 20)
    return any(n.start <= start and end <= n.end for n in near)


def _held(words: _Words, folded: str, m: re.Match[str]) -> bool:
    """Tell whether the noun is held (召开…会议), opens (会议召开) or is where something is said (在…会上)."""
    low = max(0, m.start() - _REACH)
    clause = re.split(r"[,。;!?\n]", folded[low : m.start()])[-1]
    if words.holding.search(clause) or words.held_after.match(folded, m.end()):
        return True
    return bool(_AT.search(clause) and _UPON.match(folded, m.end()))


def _planned(words: _Words, folded: str, at: int) -> bool:
    clause = re.split(r"[,。;:!?\n]", folded[max(0, at - 24) : at])[-1]
    return bool(words.plans.search(clause) or _SOON.search(clause))
