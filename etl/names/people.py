"""People: who is named in a text, and by which evidence.

Candidates (`candidates`, `foreign`) carry a sum of what speaks for and against them where they stand. Over a whole text
more is learned: the items of a list vouch for each other, and a string that returns in other company is a name. What
has become certain anywhere is then found wherever it stands; what is doubtful and stands once is left out.
"""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Found
from etl.names.candidates import Candidate, scorer
from etl.names.foreign import foreign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from etl.names.reading import Reading

CERTAIN = 0.5
"""The sum from which on a string is held to be a name in an article."""
LIKELY = -0.9
"""The same for a bare string, where nothing else can vouch for it; sets precision and recall about even."""
_FLOOR = -1.8
_RETURN_SUPPORT = 0.8
_SUPPORT = ((3.0, 3.2), (1.0, 2.6), (0.0, 1.4), (-1.5, 0.8))
"""What a neighbour in a list with at least that sum adds."""
_MOST_SUPPORT = 4.0
_RAGGED = frozenset({"before_none", "after_none", "cut_after1", "cut_after2"})
"""Marks of a string that is likely cut out of a longer one: no item of a list, and not certain for itself."""
_RAGGED_COST = 1.5
_AMONG_PLACES = 2.5
_POINTING = frozenset(
    {
        "before_office",
        "before_role",
        "before_lead",
        "after_office",
        "after_honorific",
        "after_speech",
        "after_attendance",
        "after_post",
    }
)
_WORST = -4.5
_MARKS = frozenset(",。;、")
_FROM = frozenset("从经由")  # Before a place these are no surnames.
_MANY = 24  # An automaton looks for more names than that faster than each is looked for alone.
_START, _NAME, _SCORE = map(attrgetter, ("start", "name", "score"))
_SPAN, _RANK = itemgetter(0, 1), itemgetter(0, 1, 2)
_WORDY = frozenset(
    [
        *(f"{kind}_word{n}" for kind in ("begins", "is") for n in (2, 3, 4)),
        "given_word3",
        "given_word4",
        "word",
        "whole_word",
        "whole_noun",
    ]
)
"""A string that is or begins with a common word returns for that reason: its return proves nothing."""


def find_people(
    reading: Reading, lexicon: Lexicon = DEFAULT, *, least: float = CERTAIN, others: Sequence[Found] = ()
) -> list[Found]:
    """Find the people named in full in a text.

    Args:
        reading: the folded text as `etl.names.candidates.Scorer.read` gives it.
        lexicon: the word lists to go by.
        least: the sum of evidence asked of a name.
        others: works, bodies and places found in the text; there are no people within them.

    Returns:
        The places where names stand, in order and without overlap.

    Example:
        >>> from etl.names.candidates import scorer
        >>> reading = scorer(DEFAULT).read("区领导李兵、徐卫东、张超等参加活动。李兵强调")
        >>> [(f.name, f.rule) for f in find_people(reading)]
        [('李兵', 'role'), ('徐卫东', 'list'), ('张超', 'list'), ('李兵', 'speech')]
    """
    text, size = reading.text, len(reading.text)
    cover = _cover(others, reading)
    candidates = _outside(_candidates(reading, lexicon, _closed(cover)), cover)
    if not reading.commas.isdisjoint([*[c.start - 1 for c in candidates], *[c.end for c in candidates]]):
        candidates = _with_lists(text, _beside_places(text, candidates, others))
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        groups[text[c.start : c.end]].append(c)
    known = _known(text, groups, least)
    return _wherever(reading, _without_overlap(size, groups, known)) if known else []


def _candidates(reading: Reading, lexicon: Lexicon, closed: bytes) -> list[Candidate]:
    strange = foreign(lexicon)
    return [
        *scorer(lexicon).candidates(reading, _FLOOR, closed),
        *strange.candidates(reading, _FLOOR, closed),
        *strange.certain(reading.text),
        *strange.framed(reading),
    ]


class _Cover(NamedTuple):
    """What the names of something else cover: 1 for each of their characters; and which are places of two.

    Attributes:
        taken: the characters.
        short: where places of two begin.
        opening: where those of them do that may be the first two of a name: 副主席缪丽、|安泽|民、孔德荣.
    """

    taken: bytearray
    short: frozenset[int]
    opening: frozenset[int]


def _cover(others: Sequence[Found], reading: Reading) -> _Cover:
    text, places = reading.text, [o.start for o in others if len(o.name) == 2 and o.type == "place"]
    short = [start for start in places if text[start - 1 : start] not in _FROM]
    opening = frozenset([start for start in short if _may_open(reading, start)])
    return _Cover(_taken(others, len(text)), frozenset(short), opening)


def _may_open(reading: Reading, start: int) -> bool:
    """Tell whether a place of two and one more character are all between an office or 、 and a mark or a verb."""
    text, last = reading.text, start + 3
    if text[last : last + 1] not in _MARKS and last not in reading.starts:
        return False
    return text[start - 1 : start] == "、" or reading.left(start)[0] == "before_office"


def _closed(cover: _Cover) -> bytes:
    """Mark the characters that a person's name cannot begin with or go on with: those of the name of something else.

    The character before a place of two and its first are left open: 徐卫东 is longer than the county 卫东; and so is
    its second where the place may open a name.
    """
    closed = cover.taken[:]
    for start in cover.short:
        closed[start] = closed[max(0, start - 1)] = 0
    for start in cover.opening:
        closed[start + 1] = 0
    return bytes(closed)


def _taken(spans: Iterable[Found | Candidate], size: int) -> bytearray:
    taken = bytearray(size)
    for start, end in map(_SPAN, spans):
        taken[start:end] = b"\1" * (end - start)
    return taken


def outside(candidates: list[Candidate], others: Sequence[Found], reading: Reading) -> list[Candidate]:
    """Leave out what lies within the name of something else, or overlaps it; 徐卫东 is longer than the county 卫东."""
    return _outside(candidates, _cover(others, reading))


def _outside(candidates: list[Candidate], cover: _Cover) -> list[Candidate]:
    taken, short, opening = cover
    return [
        c
        for c in candidates
        if taken.find(1, c.start, c.end) < 0 or (c.end - c.start == 3 and (c.start + 1 in short or c.start in opening))
    ]


def _beside_places(text: str, candidates: list[Candidate], others: Sequence[Found]) -> list[Candidate]:
    """Think less of the items of a list of places: 弄岛、雷允、拉勐."""
    starts = {o.start for o in others if o.type == "place"}
    ends = {o.end for o in others if o.type == "place"}
    return [
        c._replace(score=c.score - _AMONG_PLACES)
        if (c.start - 1 in ends or c.end + 1 in starts) and _listed(text, c)
        else c
        for c in candidates
    ]


def _listed(text: str, c: Candidate) -> bool:
    beside = text[c.start - 1 : c.start] == "、" or text[c.end : c.end + 1] == "、"
    return beside and _POINTING.isdisjoint(c.marks)


def _with_lists(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Let neighbours in a list joined by 、 vouch for each other, from the left and from the right."""
    listed = [c for c in candidates if "、" in (text[c.start - 1 : c.start], text[c.end : c.end + 1])]
    ordered = sorted(listed, key=lambda c: c.start)
    from_left = _chain([(c.start - 1, c.end, c) for c in ordered], text)
    from_right = _chain([(c.end, c.start - 1, c) for c in sorted(listed, key=lambda c: -c.end)], text)
    return [_supported(c, from_left.get(id(c), 0.0) + from_right.get(id(c), 0.0)) for c in candidates]


def _supported(c: Candidate, support: float) -> Candidate:
    if not support:
        return c
    return Candidate(c.start, c.end, c.score + min(support, _MOST_SUPPORT), (*c.marks, "list"), c.evidence or "、")


def _chain(steps: Iterable[tuple[int, int, Candidate]], text: str) -> dict[int, float]:
    """Hand support on from candidate to candidate over the mark 、 between `near` and the neighbour's `far` side.

    Returns:
        What each candidate is given, by its identity.
    """
    best: dict[int, float] = {}
    given: dict[int, float] = {}
    for near, far, c in steps:
        support = 0.0
        if text[near : near + 1] == "、" and near in best and _RAGGED.isdisjoint(c.marks):
            support = next((worth for least, worth in _SUPPORT if best[near] >= least), 0.0)
        if support:
            given[id(c)] = support
        if text[far : far + 1] == "、":
            best[far] = max(best.get(far, _WORST), c.score + support)
    return given


def _known(text: str, groups: Mapping[str, Sequence[Candidate]], least: float) -> dict[str, float]:
    """Return the strings held to be names with their sums: the best place, and each return in other company."""
    known: dict[str, float] = {}
    for name, group in groups.items():
        top, returns = group[0], 0
        if len(group) > 1:
            top, returns = max(group, key=_SCORE), len(_company(text, group)) - 1
        score, marks = top.score, top.marks
        if returns and _WORDY.isdisjoint(marks):
            score += _RETURN_SUPPORT * min(returns, 3)
        if not _RAGGED.isdisjoint(marks) and _POINTING.isdisjoint(marks):
            score -= _RAGGED_COST
        if score >= least:
            known[name] = score
    late = [n for n in known if len(n) == 3 and n[:2] in known and _cut_too_late(n, groups, text)]
    for name in late:
        del known[name]
    return known


def _company(text: str, group: Sequence[Candidate]) -> set[str]:
    """Return the characters that a string goes on with."""
    return {text[c.end : c.end + 1] for c in group}


def _cut_too_late(name: str, groups: Mapping[str, Sequence[Candidate]], text: str) -> bool:
    """Tell whether a name of three goes on but one way while its first two return as a name: 马华曾在, 马华说."""
    return len(_company(text, groups[name])) == 1 and len(_company(text, groups[name[:2]]) - {name[2]}) > 1


def _without_overlap(
    size: int, groups: Mapping[str, Sequence[Candidate]], known: Mapping[str, float]
) -> list[Candidate]:
    """Keep of overlapping candidates the one with the most evidence: here, and over the whole text."""
    ranked = [(-(c.score + total), c.start, -c.end, c) for name, total in known.items() for c in groups[name]]
    taken, kept = bytearray(size), []
    for _, start, _, c in sorted(ranked, key=_RANK):
        if taken.find(1, start, c.end) < 0:
            taken[start : c.end] = b"\1" * (c.end - start)
            kept.append(c)
    return kept


def _wherever(reading: Reading, chosen: Sequence[Candidate]) -> list[Found]:
    """Return the chosen places, and every other place where one of the chosen names stands with whole borders."""
    text, taken = reading.text, _taken(chosen, len(reading.text))
    found = [_found(text, c) for c in chosen]
    best: dict[str, Candidate] = {}
    for c, name in zip(chosen, map(_NAME, found), strict=True):
        if name not in best or best[name].score < c.score:
            best[name] = c
    for start, end in _occurrences(text, list(best)):
        if taken.find(1, start, end) < 0 and reading.stands_free(start, end):
            name = text[start:end]
            found.append(Found(start, end, "person", name, "known", best[name].evidence))
    return sorted(found, key=_START)


def _occurrences(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where names stand, from left to right, the longest of those that begin together, without overlap."""
    if len(names) > _MANY:
        automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)
        yield from [(start, end) for _, start, end in automaton.find_matches_as_indexes(text)]
        return
    hits = []
    for name in names:
        size, at = len(name), text.find(name)
        while at >= 0:
            hits.append((at, -size))
            at = text.find(name, at + 1)
    last = 0
    for start, size in sorted(hits):
        if start >= last:
            last = start - size
            yield start, last


def _found(text: str, c: Candidate) -> Found:
    return Found(c.start, c.end, "person", text[c.start : c.end], _rule(c), c.evidence)


_RULES = {
    "before_office": "office",
    "before_role": "role",
    "before_lead": "lead",
    "after_speech": "speech",
    "after_attendance": "attendance",
    "after_honorific": "honorific",
    "after_office": "honorific",
    "dotted": "dotted",
    "japanese": "japanese",
    "list": "list",
}
_TELLING = list(_RULES)  # The marks that name a rule, the most telling first.


def _rule(c: Candidate) -> str:
    telling = _RULES.keys() & c.marks
    return _RULES[min(telling, key=_TELLING.index)] if telling else "characters"
