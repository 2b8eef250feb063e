"""Triggers: the words that give a happening away, with the type of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.expressions import either, late

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from etl.lexicon import Lexicon
    from etl.model import EventType
    from etl.relate.story import Sentence, Story

_REACH = 60
"""How far, in characters, a verb of holding may stand from the meeting it holds."""

_SESSION_REACH = 80
"""How far, in characters, the name of a session may begin before the word by which it opens or closes."""

_BESIDE = 34
"""How far before a trigger the word may stand that makes it a plan, or the reporter's own walk."""

_CLAUSE_EDGE = re.compile(r"[,。;!?\n]")
_AT = late(r"(?:在|于)[^,。;]{2,40}$")
_SOON = late(r"(?:将|拟|计划)(?:全面|正式|继续|陆续|进一步|首次|同时|分批|会|要|投资[^,]{0,12}|[于在][^,]{2,30})?$")
_INTENDED = late(r"计划(?=[^的书”])|预计|力争")
_AHEAD = ("将", "拟", "计划", "预计", "力争")
"""What _SOON and _INTENDED begin with."""

_BY_REPORTER = late(r"记者(?!从)[^,。;]{0,30}$")
_IN_PASSING = late(r"[^,。;]{0,10}时,?(?:意外|偶然)?(?:发现|看到|得知|了解到|遇到|捡到)")
"""A round on which something else happened (在走访贫困户时发现…)."""

_SESSION = late(
    r"(?:[0-9一二三四五六七八九十]{1,4}[次届](?:全体|扩大)?会议|全体会议|(?:代表|会员|职工|党员|党|团|妇|工|职|教)大会|全会|[党团人职教]代会|[届次]大会)"
    r"(?!堂|厅|中心)(?:[^。;!?\n]{0,60}[^。;!?\n的])?$"
)
_SESSION_WORDS = frozenset(("开幕", "闭幕", "落幕", "落下帷幕", "拉开帷幕", "拉开序幕"))
"""Words by which congresses open and close as games and fairs do: what opened then is a meeting."""

_UPON = late(r"(?:上|期间|现场|间隙)")


class Hit(NamedTuple):
    """A trigger: offsets of the word, its type and weight; `held` where the word is a noun that was held.

    `family`: of the words by which a piece tells of the same happening again (一审 … 判处).
    """

    start: int
    end: int
    word: str
    type: EventType
    weight: int
    held: bool
    family: str = ""


class _Words(NamedTuple):
    """The lists, compiled; `papers` is the background of documents: 出台|方案 is no citation, 火灾|预案 is one.

    Both are kept by their first characters. `ahead` holds all that tells of plans: where none of it stands, nothing is
    planned.
    """

    automaton: AhoCorasick
    rows: dict[str, tuple[EventType, int, bool, str]]
    holding: re.Pattern[str]
    held_after: re.Pattern[str]
    plans: AhoCorasick
    ahead: AhoCorasick
    background: dict[str, tuple[str, ...]]
    papers: dict[str, tuple[str, ...]]


def _spellings(row: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """推进会 is written 推进会议 as well."""
    return (row, (row[0] + "议", *row[1:])) if row[0].endswith("会") else (row,)


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    rows = [row for entry in lexicon.rows("event_triggers") for row in _spellings(entry)]
    cited, plans = lexicon.rows("event_background"), lexicon.words("event_plans")
    holding = either(lexicon.words("event_holding"))
    return _Words(
        automaton=AhoCorasick(list(dict.fromkeys(row[0] for row in rows)), matchkind=MatchKind.LeftmostLongest),
        rows={row[0]: (cast("EventType", row[1]), int(row[2]), row[3] == "held", "".join(row[4:])) for row in rows},
        holding=re.compile(holding),
        held_after=re.compile(f"[^,。;!?\n]{{0,24}}?(?:{holding})"),
        plans=AhoCorasick(list(dict.fromkeys(plans))),
        ahead=AhoCorasick(list(dict.fromkeys((*plans, *_AHEAD)))),
        background=_by_first(row[0] for row in cited),
        papers=_by_first(row[0] for row in cited if len(row) == 1),
    )


def _by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    beginning: dict[str, tuple[str, ...]] = {}
    for word in words:
        beginning[word[0]] = (*beginning.get(word[0], ()), word)
    return beginning


def headline_hits(headline: str, lexicon: Lexicon) -> Iterator[Hit]:
    """Find the triggers of a headline; a noun needs no verb of holding there.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> [(h.word, h.type) for h in headline_hits("某市召开推进会 深入学习全会精神", DEFAULT)]
        [('推进会', 'meeting')]
    """
    words = _words(lexicon)
    for _, start, end in words.automaton.find_matches_as_indexes(headline):
        kind, weight, held, family = words.rows[headline[start:end]]
        kind = _of_session(kind, headline, start, end)
        if not _cited(words, kind, headline, end) and not _planned(words, headline, start):
            yield Hit(start, end, headline[start:end], kind, weight, held, family)


def headline_types(headline: str, lexicon: Lexicon) -> set[EventType]:
    """Return the types of all triggers of a headline, of those too that are only cited there (纵火案).

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> headline_types("公交纵火案6人伤情较重", DEFAULT)
        {'accident'}
    """
    words = _words(lexicon)
    return {words.rows[headline[a:b]][0] for _, a, b in words.automaton.find_matches_as_indexes(headline)}


class Triggers:
    """The triggers of a piece that tell of something that took place, sentence by sentence.

    A sentence is read when it is asked for, and once: of most pieces the first few decide.
    """

    def __init__(self, story: Story, lexicon: Lexicon) -> None:
        self._story, self._words = story, _words(lexicon)
        self._known: dict[int, tuple[Hit, ...]] = {}

    def within(self, sentence: Sentence) -> tuple[Hit, ...]:
        """Return the triggers of a sentence, in order."""
        start, end, _ = sentence
        known = self._known.get(start)
        if known is None:
            words = self._words.automaton.find_matches_as_indexes(self._story.folded[start:end])
            found = [self._hit(start + low, start + high, start) for _, low, high in words]
            known = self._known[start] = tuple([hit for hit in found if hit])
        return known

    def _hit(self, start: int, end: int, limit: int) -> Hit | None:
        """Return the hit, or None where the word is cited, planned, a part of a name, or not held."""
        story, words = self._story, self._words
        folded = story.folded
        word = folded[start:end]
        kind, weight, held, family = words.rows[word]
        kind = _of_session(kind, folded, start, end, limit)
        if _cited(words, kind, folded, end) or _inside_name(story, start, end):
            return None
        if (not _held(words, folded, start, end)) if held else story.quote_at(start):
            return None
        if kind == "inspection" and _passing(folded, start, end, limit):
            return None
        if _planned(words, folded, start) and _planned(words, *_nameless(story, start)):
            return None
        return Hit(start, end, word, kind, weight, held, family)


def _of_session(kind: EventType, folded: str, start: int, end: int, limit: int = 0) -> EventType:
    """Return the type of a trigger: a congress that opens or closes is a meeting, and no ceremony."""
    if kind != "ceremony" or folded[start:end] not in _SESSION_WORDS:
        return kind
    return "meeting" if _SESSION.search(folded, max(limit, start - _SESSION_REACH), start) else kind


def _nameless(story: Story, at: int) -> tuple[str, int]:
    """Return what stands before a trigger with the names of people taken out: 曾 may be a surname."""
    since = max(0, at - _BESIDE)
    before, low = story.folded[since:at], 0
    kept = []
    for start, end, _ in story.named("person", since, at):
        kept.append(before[low : start - since])
        low = max(low, end - since)
    text = "".join((*kept, before[low:]))
    return text, len(text)


def _cited(words: _Words, kind: EventType, folded: str, end: int) -> bool:
    behind = (words.papers if kind == "document" else words.background).get(folded[end : end + 1])
    return behind is not None and folded.startswith(behind, end)


def _inside_name(story: Story, start: int, end: int) -> bool:
    """A trigger inside a body's name (市人大常委会) is a part of it."""
    starts, row = story.names["organization"]
    i = bisect_right(starts, start)
    while i and starts[i - 1] >= start - 30:
        i -= 1
        if end <= row[i].end <= end + 20:
            return True
    return False


def _held(words: _Words, folded: str, start: int, end: int) -> bool:
    """Tell whether the noun is held (召开…会议), opens (会议召开) or is where something is said (在…会上)."""
    clause = _CLAUSE_EDGE.split(folded[max(0, start - _REACH) : start])[-1]
    if words.holding.search(clause):
        return True
    after = words.held_after.match(folded, end)
    if after and not words.plans.find_matches_as_indexes(after[0]):
        return True
    return bool(_UPON.match(folded, end) and _AT.search(clause))


def _passing(folded: str, start: int, end: int, limit: int) -> bool:
    """Tell whether the reporter went there himself, or something else happened on the way."""
    by_reporter = _BY_REPORTER.search(folded, max(limit, start - _BESIDE), start)
    return by_reporter is not None or _IN_PASSING.match(folded, end) is not None


def _planned(words: _Words, folded: str, at: int) -> bool:
    before = folded[max(0, at - _BESIDE) : at]
    if not words.ahead.find_matches_as_indexes(before):
        return False
    *earlier, clause = _CLAUSE_EDGE.split(before)
    if words.plans.find_matches_as_indexes(clause) or _SOON.search(clause):
        return True
    return any(map(_INTENDED.search, earlier))
