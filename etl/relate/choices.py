"""What a piece is about: the happening it reports, and a second one where it reports that too.

The headline and the first sentences decide. A meeting held during a visit counts where it is named or has a day of its
own; a visit around a meeting where its sites are named. A piece without a day describes, and is about no happening.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.relate.days import dated, event_day, of_report, own_day, together
from etl.relate.meetings import meeting_name
from etl.relate.triggers import Hit, Triggers, headline_hits
from etl.relate.visits import visited
from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.lexicon import Lexicon
    from etl.model import EventType, Statement, When
    from etl.relate.story import Sentence, Story

_LEAD = 4
"""How many sentences may tell what the piece is about."""

_HEADLINE, _FIRST, _NEXT = 3.0, 2.5, 2.0
"""How much more a trigger weighs in the headline, in the first or a dated sentence, in the second."""

_OCCURS, _OFFICIAL = 1.0, 1.5
"""What an accident with its day, and a visit with an official, add."""

_ENOUGH = 4
"""Least weight of a type: one telling word in a first sentence, or a weak one that the headline has too."""

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

_SHORTEST = 10
"""Shortest sentence, in characters, that tells something."""

_OCCURRED = re.compile(r"发生|突发|突遇|造成|致")
_LONG = 60
"""A line as long as this is no inner heading, even where it is torn before its full stop."""

_CAPTION = re.compile(r"(?:摄|供图|制图|资料图|发)[)。]?$|^(?:图为|资料图)")
_AROUND = re.compile(r"会[前后]|随后")


@dataclass(frozen=True, slots=True)
class Choice:
    """A happening chosen: its trigger, its sentence, its day, and the rule that chose it."""

    hit: Hit
    sentence: Sentence
    when: When
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A piece being read: `told` are the sentences in which the paper itself speaks, `lead` the first of them."""

    story: Story
    told: tuple[Sentence, ...]
    lead: tuple[Sentence, ...]
    triggers: Triggers
    lexicon: Lexicon


def read(story: Story, statements: Sequence[Statement], lexicon: Lexicon) -> Reading:
    """Prepare a piece for choosing; what is said in it (`statements`) is not what happened."""
    told = _told(story, statements)
    return Reading(story, tuple(told), tuple(_lead(story, told)), Triggers(story, lexicon), lexicon)


def _told(story: Story, statements: Sequence[Statement]) -> list[Sentence]:
    """Return the sentences in which the paper itself speaks."""
    kept, i = [], 0
    for sentence in story.sentences:
        while i < len(statements) and statements[i].end <= sentence.start:
            i += 1
        if i == len(statements) or statements[i].start > sentence.start:
            kept.append(sentence)
    return kept


def _lead(story: Story, told: Sequence[Sentence]) -> list[Sentence]:
    """Return the first sentences that tell something: no captions, no inner headings."""
    whole = [s for s in told[: 3 * _LEAD] if _tells(story.folded[s.start : s.end].rstrip())]
    return whole[:_LEAD]


def _tells(words: str) -> bool:
    whole = words[-1:] in ("。", "!", "?", "”") or len(words) > _LONG
    return whole and len(words) > _SHORTEST and not _CAPTION.search(words)


def choose(reading: Reading) -> tuple[Choice, ...]:
    """Choose what the piece is about.

    Args:
        reading: the piece.

    Returns:
        The main happening, and a second one where the piece reports it as such; nothing where it reports none.
    """
    main = _main(reading)
    if main is None:
        return ()
    second = {"inspection": _meeting_during, "meeting": _visit_around}.get(main.hit.type, _nothing)(reading, main)
    return (main, second) if second else (main,)


def _nothing(_reading: Reading, _main: Choice) -> None:
    return None


def _main(reading: Reading) -> Choice | None:
    """Weigh the triggers of the headline and the first sentences, type by type."""
    heads, best = _headline_weights(reading), _best_hits(reading)
    ranked = sorted(best, key=lambda t: (-(best[t][0] + heads.get(t, 0)), _ORDER.index(t)))
    for kind in ranked:
        value, hit, sentence = best[kind]
        when = event_day(reading.story, sentence, hit.start)
        if when and value + heads.get(kind, 0) >= _ENOUGH:
            return Choice(hit, sentence, when, "headline and lead" if kind in heads else "lead")
    return None


def _headline_weights(reading: Reading) -> dict[EventType, float]:
    draft = reading.story.draft
    weights: dict[EventType, float] = {}
    for hit in headline_hits(fold(" ".join(filter(None, (draft.kicker, draft.headline)))), reading.lexicon):
        weights[hit.type] = max(weights.get(hit.type, 0), _HEADLINE * hit.weight)
    return weights


def _best_hits(reading: Reading) -> dict[EventType, tuple[float, Hit, Sentence]]:
    """Return the heaviest trigger of each type in the first sentences."""
    best: dict[EventType, tuple[float, Hit, Sentence]] = {}
    for rank, sentence in enumerate(reading.lead):
        near = _FIRST if rank == 0 or dated(reading.story, sentence) else _NEXT if rank == 1 else 1.0
        for hit in reading.triggers.within(sentence):
            value = hit.weight * near + _support(reading.story, sentence, hit)
            if hit.type not in best or value > best[hit.type][0]:
                best[hit.type] = (value, hit, sentence)
    return best


def _support(story: Story, sentence: Sentence, hit: Hit) -> float:
    """Return what the rest of the sentence adds: an accident that occurs on a day, an official in front of a visit."""
    if hit.type == "accident":
        dates = [d for d in story.dated(sentence.start, sentence.end) if not of_report(story, d)]
        return _OCCURS if dates and _OCCURRED.search(story.folded, sentence.start, sentence.end) else 0.0
    if hit.type == "inspection":
        return _OFFICIAL if any(n.entity.positions for n in story.people(sentence.start, hit.start)) else 0.0
    return 0.0


def _meeting_during(reading: Reading, main: Choice) -> Choice | None:
    """Find a meeting that is named (市科技领导小组第三次会议) or has a sentence with a day of its own."""
    found: list[tuple[int, Choice]] = []
    for sentence in reading.told:
        hits = reading.triggers.within(sentence)
        alone = own_day(reading.story, sentence) and all(h.type == "meeting" for h in hits)
        for hit in (h for h in hits if h.type == "meeting" and h.held):
            name, proper = meeting_name(reading.story, hit, sentence)
            when = event_day(reading.story, sentence, hit.start)
            if when and together(when, main.when) and (proper or alone):
                found.append((len(name) if proper else 0, Choice(hit, sentence, when, "meeting during a visit")))
    return max(found, key=lambda f: f[0])[1] if found else None


def _visit_around(reading: Reading, main: Choice) -> Choice | None:
    """Find a visit before or after a meeting: 会前,某某实地察看了…."""
    story = reading.story
    for sentence in reading.told:
        if sentence == main.sentence or not _AROUND.match(story.folded, sentence.start):
            continue
        hits = [h for h in reading.triggers.within(sentence) if h.type == "inspection"]
        when = event_day(story, sentence, hits[0].start) if hits else None
        if when and visited(story, [sentence], reading.lexicon):
            return Choice(hits[0], sentence, when, "visit around a meeting")
    return None
