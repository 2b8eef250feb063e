"""People: who is named in a text, and by which evidence.

Candidates (`candidates`, `foreign`) carry a sum of what speaks for and against them where they stand. Over a whole text
more is learned: the items of a list vouch for each other, and a string that returns in other company is a name. What
has become certain anywhere is then found wherever it stands; what is doubtful and stands once is left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Found
from etl.names.candidates import Candidate, Reading
from etl.names.foreign import foreign

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    {"before_office", "before_role", "before_lead", "after_office", "after_honorific", "after_speech"}
)
_WORST = -4.5
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
    text = reading.text
    candidates = outside(_candidates(reading, lexicon), others, len(text))
    candidates = _with_lists(text, _beside_places(text, candidates, others))
    known = _known(text, candidates, least)
    chosen = _without_overlap(text, [c for c in candidates if text[c.start : c.end] in known], known)
    return _wherever(reading, chosen)


def _candidates(reading: Reading, lexicon: Lexicon) -> list[Candidate]:
    strange = foreign(lexicon)
    return [
        *reading.scorer.candidates(reading, _FLOOR),
        *strange.candidates(reading, _FLOOR),
        *strange.certain(reading.text),
        *strange.framed(reading),
    ]


def outside(candidates: list[Candidate], others: Sequence[Found], size: int) -> list[Candidate]:
    """Leave out what lies within the name of something else, or overlaps it; 徐卫东 is longer than the county 卫东."""
    taken = bytearray(size)
    for other in others:
        taken[other.start : other.end] = b"\1" * (other.end - other.start)
    short = {(o.start, o.end) for o in others if o.type == "place" and o.end - o.start == 2}
    return [c for c in candidates if taken.find(1, c.start, c.end) < 0 or (c.start + 1, c.end) in short]


def _beside_places(text: str, candidates: list[Candidate], others: Sequence[Found]) -> list[Candidate]:
    """Think less of the items of a list of places: 弄岛、雷允、拉勐."""
    starts = {o.start for o in others if o.type == "place"}
    ends = {o.end for o in others if o.type == "place"}
    if "、" not in text:
        return candidates
    return [
        c._replace(score=c.score - _AMONG_PLACES)
        if (c.start - 1 in ends or c.end + 1 in starts) and _listed(text, c)
        else c
        for c in candidates
    ]


def _listed(text: str, c: Candidate) -> bool:
    beside = text[c.start - 1 : c.start] == "、" or text[c.end : c.end + 1] == "、"
    return beside and not _POINTING.intersection(c.marks)


def _with_lists(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Let neighbours in a list joined by 、 vouch for each other, from the left and from the right."""
    listed = [c for c in candidates if "、" in (text[c.start - 1 : c.start], text[c.end : c.end + 1])]
    if not listed:
        return candidates
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
        if text[near : near + 1] == "、" and near in best and not _RAGGED.intersection(c.marks):
            support = next((worth for least, worth in _SUPPORT if best[near] >= least), 0.0)
        if support:
            given[id(c)] = support
        if text[far : far + 1] == "、":
            best[far] = max(best.get(far, _WORST), c.score + support)
    return given


def _known(text: str, candidates: Sequence[Candidate], least: float) -> dict[str, float]:
    """Return the strings held to be names with their sums: the best place, and each return in other company."""
    places: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        places[text[c.start : c.end]].append(c)
    known: dict[str, float] = {}
    for name, group in places.items():
        company = {text[c.end : c.end + 1] for c in group}
        top = max(group, key=lambda c: c.score)
        score = top.score
        if not _WORDY.intersection(top.marks):
            score += _RETURN_SUPPORT * min(len(company) - 1, 3)
        if _RAGGED.intersection(top.marks) and not _POINTING.intersection(top.marks):
            score -= _RAGGED_COST
        if score >= least:
            known[name] = score
    return {n: s for n, s in known.items() if not _cut_too_late(n, places, known, text)}


def _cut_too_late(name: str, places: Mapping[str, Sequence[Candidate]], known: Mapping[str, float], text: str) -> bool:
    """Tell whether a name of three goes on but one way while its first two return as a name: 马华曾在, 马华说."""
    if len(name) != 3 or name[:2] not in known or len({text[c.end : c.end + 1] for c in places[name]}) > 1:
        return False
    return len({text[c.end : c.end + 1] for c in places[name[:2]]} - {name[2]}) > 1


def _without_overlap(text: str, candidates: list[Candidate], known: dict[str, float]) -> list[Candidate]:
    """Keep of overlapping candidates the one with the most evidence: here, and over the whole text."""
    taken, kept = bytearray(len(text)), []
    for c in sorted(candidates, key=lambda c: (-(c.score + known[text[c.start : c.end]]), c.start, -c.end)):
        if taken.find(1, c.start, c.end) < 0:
            taken[c.start : c.end] = b"\1" * (c.end - c.start)
            kept.append(c)
    return kept


def _wherever(reading: Reading, chosen: Sequence[Candidate]) -> list[Found]:
    """Return the chosen places, and every other place where one of the chosen names stands with whole borders."""
    if not chosen:
        return []
    text, best = reading.text, dict[str, Candidate]()
    for c in chosen:
        name = text[c.start : c.end]
        if name not in best or best[name].score < c.score:
            best[name] = c
    taken = {c.start: c for c in chosen}
    blocked = bytearray(len(text))
    for c in chosen:
        blocked[c.start : c.end] = b"\1" * (c.end - c.start)
    names = list(best)
    found = [_found(text, c, _rule(c)) for c in taken.values()]
    # Made for one text: the automaton that is made fastest.
    automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.NoncontiguousNFA)
    for which, start, end in automaton.find_matches_as_indexes(text):
        if blocked.find(1, start, end) < 0 and reading.stands_free(start, end):
            found.append(_found(text, Candidate(start, end, 0.0, (), best[names[which]].evidence), "known"))
    return sorted(found, key=lambda f: f.start)


def _found(text: str, c: Candidate, rule: str) -> Found:
    return Found(c.start, c.end, "person", text[c.start : c.end], rule, c.evidence)


_RULES = {
    "before_office": "office",
    "before_role": "role",
    "before_lead": "lead",
    "after_speech": "speech",
    "after_honorific": "honorific",
    "after_office": "honorific",
    "dotted": "dotted",
    "japanese": "japanese",
    "list": "list",
}


def _rule(c: Candidate) -> str:
    return next((rule for mark, rule in _RULES.items() if mark in c.marks), "characters")
