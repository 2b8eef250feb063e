"""Events: what happened that this piece reports, one event an occurrence.

The headline and the first sentences decide what a piece is about. A meeting held during a visit is an event of its own
where it is named or has a day of its own; a visit before a meeting is one where its sites are named. Background, plans
and meetings merely cited are none, and a piece without a day has none: it describes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from etl.model import Event, Participant, Trigger
from etl.relate.meetings import meeting_name
from etl.relate.participants import in_role_sentence, in_trigger_sentence, merged, title_of
from etl.relate.triggers import Hit, headline_hits, story_hits
from etl.relate.visits import happened_at, held_at, visited
from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from etl.lexicon import Lexicon
    from etl.model import DateMention, EventType, Statement, When
    from etl.relate.story import Sentence, Story

_LEAD = 4
"""How many sentences may tell what the piece is about."""

_STAGED = frozenset(("inspection", "meeting", "training", "activity", "ceremony", "agreement", "award"))
"""Types that people take part in; in the others only those named in the sentence itself had a part."""

_SPOKEN = frozenset(("inspection", "meeting", "training", "ceremony"))
"""Types at which who is reported to speak was there."""

_ELSEWHERE = frozenset(("activity", "training"))
"""Types for which somebody goes somewhere: 来到通航社区,开展…活动."""

_LEADING = frozenset(("host", "speaker", "attendee"))
"""What a visitor is called besides (调研并主持召开会议); he still leads the visit."""

_ORDER: tuple[EventType, ...] = (
    "inspection",
    "meeting",
    "training",
    "award",
    "accident",
    "appointment",
    "agreement",
    "ceremony",
    "document",
    "activity",
    "other",
)
"""Where two types have equal weight, the more definite one first."""

_LATE, _SOON = 45, 3
"""How many days before, and after, the day of the piece an event it reports may lie."""

_SHORTEST = 10
"""Shortest sentence, in characters, that tells something."""

_REPORTED = re.compile(r"(?:[^,。]{0,3}记者|电|消息|专电|[^,。]{0,8}(?:通报|披露|透露|发布消息|获悉|了解到))")
_OCCURRED = re.compile(r"发生|突发|突遇|造成|致")
_CAPTION = re.compile(r"(?:摄|供图|制图|资料图|发)[)。]?$|^(?:图为|资料图)")
_DAYS = ("day", "month_day")
_OF_MEETING = re.compile(r"[^,。;]{0,6}会")
_OF_VISIT = re.compile(r"[^,。;]{0,6}(?:调研|活动|督导|考察|慰问|检查|视察|走访|观摩|接访)")


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a piece is about: the trigger, its sentence and the rule that chose it."""

    hit: Hit
    sentence: Sentence
    when: When
    rule: str


@dataclass(frozen=True, slots=True)
class _Account:
    """A piece with what it was found to be about: `told` are the sentences in which the paper itself speaks."""

    story: Story
    told: tuple[Sentence, ...]
    statements: tuple[Statement, ...]
    main: _Choice
    second: _Choice | None


def find_events(story: Story, statements: Sequence[Statement], lexicon: Lexicon) -> tuple[Event, ...]:
    """Find the events of a piece.

    Args:
        story: the piece.
        statements: what is said in it; what is said is not what happened.
        lexicon: the word lists to go by.

    Returns:
        The main event, then a second one where the piece reports it as such; none where it reports no happening.

    Example:
        >>> from datetime import date
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import DateMention, Draft, When
        >>> from etl.relate.story import read_story
        >>> text, day = "10月8日,我区召开联席会议。", date(2021, 10, 8)
        >>> when = When("day", day, day)
        >>> story = read_story(Draft(0, 1, 1, text), (), [DateMention(0, 5, when)], when)
        >>> [(e.type, e.name, e.when.start.isoformat()) for e in find_events(story, (), DEFAULT)]
        [('meeting', '联席会议', '2021-10-08')]
    """
    told = _told(story, statements)
    main = _main(story, told, lexicon)
    if main is None:
        return ()
    account = _Account(story, tuple(told), tuple(statements), main, _second(story, main, told, lexicon))
    return tuple(_event(account, choice, lexicon) for choice in (main, account.second) if choice)


def _told(story: Story, statements: Sequence[Statement]) -> list[Sentence]:
    """Return the sentences in which the paper itself speaks."""
    kept, i = [], 0
    for sentence in story.sentences:
        while i < len(statements) and statements[i].end <= sentence.start:
            i += 1
        if i == len(statements) or statements[i].start > sentence.start:
            kept.append(sentence)
    return kept


def _main(story: Story, told: Sequence[Sentence], lexicon: Lexicon) -> _Choice | None:
    """Weigh the triggers of the headline and the first sentences, type by type."""
    draft = story.draft
    head = fold(" ".join(filter(None, (draft.kicker, draft.headline))))
    weights: dict[EventType, float] = {}
    for hit in headline_hits(head, lexicon):
        weights[hit.type] = max(weights.get(hit.type, 0), 3 * hit.weight)
    best: dict[EventType, tuple[float, Hit, Sentence]] = {}
    for rank, sentence in enumerate(_lead(story, told)):
        near = 2.5 if rank == 0 or _dated(story, sentence) else 2.0 if rank == 1 else 1.0
        for hit in story_hits(story, sentence.start, sentence.end, lexicon):
            value = hit.weight * near + (hit.type == "accident" and _occurred(story, sentence))
            if hit.type not in best or value > best[hit.type][0]:
                best[hit.type] = (value, hit, sentence)
    ranked = sorted(best, key=lambda t: (-(best[t][0] + weights.get(t, 0)), _ORDER.index(t)))
    for kind in ranked:
        value, hit, sentence = best[kind]
        when = _when(story, hit, sentence)
        if when and value + weights.get(kind, 0) >= 4:
            rule = "headline and lead" if kind in weights else "lead"
            return _Choice(hit, sentence, when, rule)
    return None


def _lead(story: Story, told: Sequence[Sentence]) -> list[Sentence]:
    """Return the first sentences that tell something: no captions, no inner headings."""
    whole = [s for s in told[: 3 * _LEAD] if _tells(story.folded[s.start : s.end].rstrip())]
    return whole[:_LEAD]


def _tells(words: str) -> bool:
    return words[-1:] in "。!?”" and not _CAPTION.search(words) and len(words) > _SHORTEST


def _occurred(story: Story, sentence: Sentence) -> bool:
    """Tell whether a sentence reports the accident itself, with its day, and not what followed."""
    dates = [d for d in story.dated(sentence.start, sentence.end) if not _of_report(story, d)]
    return bool(dates) and bool(_OCCURRED.search(story.folded, sentence.start, sentence.end))


def _dated(story: Story, sentence: Sentence) -> bool:
    return any(d.when.precision in ("day", "month_day", "recent") for d in story.dated(sentence.start, sentence.end))


def _when(story: Story, hit: Hit, sentence: Sentence) -> When | None:
    """Return the day of an event: the last one before its trigger, else the first behind it, else that of the piece."""
    dates = [d for d in story.dated(sentence.start, sentence.end) if not _of_report(story, d)]
    before = [d for d in dates if d.start < hit.start]
    for group in (before[::-1], [d for d in dates if d.start >= hit.start]):
        for found in group:
            if found.when.precision in _DAYS and _near(found.when, story.when):
                return found.when
    if story.when.precision in (*_DAYS, "recent", "month"):
        return story.when
    return next((d.when for d in dates if d.when.precision in ("recent", "month")), None)


def _of_report(story: Story, date: DateMention) -> bool:
    """Tell whether a date says when the paper heard of it (记者2日从…获悉), not when it was."""
    before, after = story.folded[max(0, date.start - 6) : date.start], story.folded[date.end : date.end + 24]
    return before.endswith("记者") or bool(_REPORTED.match(after)) or bool(story.quote_at(date.start))


def _near(one: When, other: When) -> bool:
    """Tell whether a day may be that of the news: not weeks before what the piece is about, nor days after."""
    if not one.start or not other.start or other.precision != "day":
        return True
    return -_LATE <= (one.start - other.start).days <= _SOON


def _second(story: Story, main: _Choice, told: Sequence[Sentence], lexicon: Lexicon) -> _Choice | None:
    if main.hit.type == "inspection":
        return _meeting_during(story, told, lexicon)
    if main.hit.type == "meeting":
        return _visit_around(story, main, told, lexicon)
    return None


def _meeting_during(story: Story, told: Sequence[Sentence], lexicon: Lexicon) -> _Choice | None:
    """Find a meeting that is named (市科技领导小组第三次会议) or has a sentence with a day of its own."""
    found: list[tuple[bool, int, _Choice]] = []
    for sentence in told:
        hits = list(story_hits(story, sentence.start, sentence.end, lexicon))
        for hit in hits:
            if hit.type != "meeting" or not hit.held:
                continue
            name, proper = meeting_name(story, hit, sentence)
            own_day = bool(_own_day(story, sentence)) and all(h.type == "meeting" for h in hits)
            when = _when(story, hit, sentence)
            if when and (proper or own_day):
                size = len(name) if proper else 0
                found.append((proper, size, _Choice(hit, sentence, when, "meeting during a visit")))
    return max(found, key=lambda f: f[:2])[2] if found else None


def _own_day(story: Story, sentence: Sentence) -> bool:
    dates = story.dated(sentence.start, sentence.end)
    return bool(dates) and dates[0].start - sentence.start <= 1 and dates[0].when.precision in _DAYS


def _visit_around(story: Story, main: _Choice, told: Sequence[Sentence], lexicon: Lexicon) -> _Choice | None:
    """Find a visit before or after a meeting: 会前,某某实地察看了…."""
    for sentence in told:
        if sentence is main.sentence or not re.match(
            r"会[前后]|随后", story.folded[sentence.start : sentence.start + 2]
        ):
            continue
        hits = [h for h in story_hits(story, sentence.start, sentence.end, lexicon) if h.type == "inspection"]
        if hits and visited(story, [sentence], lexicon):
            when = _when(story, hits[0], sentence)
            return _Choice(hits[0], sentence, when, "visit around a meeting") if when else None
    return None


def _event(account: _Account, choice: _Choice, lexicon: Lexicon) -> Event:
    story, hit, sentence = account.story, choice.hit, choice.sentence
    name = meeting_name(story, hit, sentence)[0] if hit.held else None
    return Event(
        type=hit.type,
        trigger=Trigger(hit.word, sentence.start, sentence.end),
        when=choice.when,
        name=name or None,
        places=_places(account, choice, lexicon),
        participants=merged(_participants(account, choice, lexicon)),
        organizations=_organizations(story, choice),
        summary=story.text[sentence.start : sentence.end].strip(),
        rule=f"{choice.rule}: {hit.word}",
    )


def _places(account: _Account, choice: _Choice, lexicon: Lexicon) -> tuple[str, ...]:
    story, kind = account.story, choice.hit.type
    if kind == "inspection":
        return visited(story, account.told if choice is account.main else [choice.sentence], lexicon)
    if kind == "accident":
        return happened_at(story, choice.sentence, choice.hit.start)
    there = visited(story, [choice.sentence], lexicon) if kind in _ELSEWHERE else ()
    return there or held_at(story, choice.sentence)


def _participants(account: _Account, choice: _Choice, lexicon: Lexicon) -> Iterator[Participant]:
    story, kind = account.story, choice.hit.type
    for one in in_trigger_sentence(story, choice.sentence, lexicon):
        yield replace(one, role="lead") if kind == "inspection" and one.role in _LEADING else one
    if kind not in _STAGED:
        yield from _affected(account, choice, lexicon)
        return
    for sentence in account.told:
        if sentence is not choice.sentence:
            for person, behind in in_role_sentence(story, sentence, lexicon):
                if _belongs(account, choice, behind):
                    yield person
    if kind in _SPOKEN:
        since = 0 if choice is account.main else choice.sentence.start
        yield from _speakers(story, (s for s in account.statements if s.start >= since))


def _affected(account: _Account, choice: _Choice, lexicon: Lexicon) -> Iterator[Participant]:
    """Yield the people of other first sentences that tell of the same (免去…), else those of the headline."""
    story, found = account.story, False
    for sentence in _lead(story, account.told):
        same = any(h.type == choice.hit.type for h in story_hits(story, sentence.start, sentence.end, lexicon))
        for one in in_trigger_sentence(story, sentence, lexicon) if same else ():
            found = True
            yield one
    if not found:
        heads = [n for n in story.names.get("person", ()) if any(m.in_headline for m in n.entity.mentions)]
        yield from (Participant(n.entity.name, "attendee", title_of(story, n)) for n in heads)


def _belongs(account: _Account, choice: _Choice, behind: str) -> bool:
    """Tell which of two events a list of people came to: 参加调研或会议 names both, 出席会议 the meeting."""
    if account.second is None:
        return True
    meeting, visit = bool(_OF_MEETING.match(behind)), bool(_OF_VISIT.match(behind))
    if not meeting and not visit:
        return choice is account.main
    return meeting if choice.hit.type == "meeting" else visit


def _speakers(story: Story, statements: Iterable[Statement]) -> Iterator[Participant]:
    """Yield the people with an office who are reported to speak."""
    people = {n.entity.name: n for n in story.names.get("person", ()) if n.entity.positions}
    for said in statements:
        if said.speaker in people:
            near = [
                n for n in story.named("person", max(0, said.start - 60), said.start) if n.entity.name == said.speaker
            ]
            yield Participant(said.speaker, "speaker", title_of(story, near[-1] if near else people[said.speaker]))


def _organizations(story: Story, choice: _Choice) -> tuple[str, ...]:
    """Return the bodies that stand before the trigger in its sentence: they held it, or received it."""
    names = [n.entity.name for n in story.named("organization", choice.sentence.start, choice.hit.start)]
    return tuple(dict.fromkeys(names))
