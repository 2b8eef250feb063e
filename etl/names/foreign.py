"""Names from other languages: transliterated ones, with and without a dot, and Japanese ones.

A run of characters that transliterations are written with is a name or a place or a loan word; which one is decided by
what stands before and after it, as with Chinese names. A dot between two parts is the surest sign of a person.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

from etl.expressions import late
from etl.names.candidates import ROUNDING, Candidate, dense, scorer
from etl.names.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.lexicon import Lexicon
    from etl.names.reading import Reading

_LONGEST = 8
_GIVEN = ((0, -0.8), (1, -0.8), (2, 0.6), (3, -0.4))  # Characters of a Japanese given name and what they are worth.
_FRAMES = frozenset({"after_speech", "after_stop", "after_enum", "after_paren", "after_end", "after_verb"})
_FRAMED = (1.5, 3.5)  # Up to three characters, and more: no other name is that long.
_DOTTED = 3.0  # A dot between two parts is the surest sign of a person.


class Foreign:
    """The lists of one lexicon that names from other languages are found with."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.scorer = scorer(lexicon)
        self.weights: dict[str, float] = lexicon.table("person_weights")["foreign"]
        characters, *_, tenths = lexicon.columns("name_characters")
        self.worth = dict(zip(characters, map(int, tenths), strict=True))
        rows = lexicon.rows("foreign_characters")
        class_ = f"[{''.join(row[0] for row in rows if len(row) == 1)}]"
        wide = f"[{''.join(row[0] for row in rows)}]"
        self.run = re.compile(f"{class_}{class_}+")  # Missed in half the time of {2,}, which counts what it finds.
        self.before_dot = late(f"{wide}{{1,{_LONGEST}}}$")
        self.after_dot = late(f"(?:·{wide}{{1,{_LONGEST}}}){{1,4}}")
        self.wide_run = late(f"{wide}{{2,6}}")
        self.owns = Remembered(self._own)
        self.nouns = Remembered(self._behind_noun)
        self.office_ends = frozenset(word[-1] for word in (*self.scorer.offices, *self.scorer.roles))
        self.japanese = dense(lexicon.words("surnames_japanese"))

    def certain(self, text: str) -> Iterator[Candidate]:
        """Yield the names with a dot between their parts (买买提·吐尔逊)."""
        if "·" not in text:
            return
        end = 0
        for match in self.after_dot.finditer(text):
            window = text[max(end, match.start() - _LONGEST) : match.start()]
            run = self.before_dot.search(window)
            start = self._after_word(text, match.start() - len(run[0]), match.start()) if run else match.start()
            if start < match.start():
                yield Candidate(start, match.end(), _DOTTED, ("dotted",), "·")
                end = match.end()

    def framed(self, reading: Reading) -> Iterator[Candidate]:
        """Yield names of other peoples of China between an office and a whole border (省委书记巴音朝鲁表示)."""
        text, s = reading.text, self.scorer
        for run in filter(None, map(self.wide_run.match, repeat(text), reading.ends)):
            start = run.start()
            office = reading.ends[start]
            for end in range(run.end(), start + 1, -1) if s.before[office] == "office" else ():
                after, verb = reading.right(end)
                if after in _FRAMES and not any(text[i : i + 2] in s.words for i in range(start, end)):
                    yield Candidate(
                        start, end, _FRAMED[end - start > 3], ("before_office", after), f"{office} … {verb}"
                    )
                    break

    def _after_word(self, text: str, start: int, limit: int) -> int:
        """Move `start` behind an office, a role or a noun that reaches into the run."""
        run, s = text[start:limit], self.scorer
        behind = start + self.nouns[run]
        if self.office_ends.isdisjoint(run[:-1]):
            return behind
        for end in range(limit - 1, behind, -1):
            if text[end - 1] in self.office_ends:
                words = [text[max(0, end - size) : end] for size in (5, 4, 3, 2)]
                if not s.offices.isdisjoint(words) or not s.roles.isdisjoint(words):
                    return end
        return behind

    def _behind_noun(self, run: str) -> int:
        """Return where the last noun within a run ends, before the run does; 0 where there is none."""
        words = self.scorer.words
        for end in range(len(run) - 1, 1, -1):
            for start in range(max(0, end - 5), end - 1):
                if words.get(run[start:end], "-")[0] == "n":
                    return end
        return 0

    def candidates(self, reading: Reading, floor: float = 0.0, closed: bytes = b"") -> Iterator[Candidate]:
        """Yield the runs of transliteration that may be a person; a word across a border takes its character.

        Args:
            reading: of the text.
            floor: the least sum.
            closed: 1 for each character that no name begins with or has as its second.
        """
        text, words, dotted = reading.text, self.scorer.words, "·" in reading.text
        for match in self.run.finditer(text):
            a, b = match.span()
            if b - a == 2 and (closed.find(1, a, b) >= 0 or self._most(reading, a, b) < floor - ROUNDING):
                continue  # Two characters are a name as they stand, or none.
            if b - a > _LONGEST or (dotted and "·" in (text[b : b + 1], text[a - 1 : a])):
                continue
            a = self._after_word(text, a, b)
            spans = [(a, b)]
            if text[b - 1 : b + 1] in words:
                spans.append((a, b - 1))
            if a and text[a - 1 : a + 1] in words:
                spans.append((a + 1, b))
            for start, end in spans:
                if end - start < 2 or text[start:end] in self.scorer.not_names:
                    continue
                if found := self._candidate(reading, start, end, floor, cut=end - start < b - a):
                    yield found
        yield from self._japanese(reading, floor)

    def _japanese(self, reading: Reading, floor: float) -> Iterator[Candidate]:
        """Yield Japanese surnames alone and with a given name, where the text speaks of Japan."""
        text = reading.text
        for _, start, behind in self.japanese.find_matches_as_indexes(text) if "日" in text else ():
            for size, worth in _GIVEN:
                end = behind + size
                if end <= len(text) and all("\u4e00" <= c <= "\u9fff" for c in text[behind:end]):
                    outer, evidence = self._outer(reading, start, end)
                    score = worth + sum(self.weights[m] for m in outer)
                    if score >= floor:
                        yield Candidate(start, end, score, ("japanese", *outer), evidence)

    def _outer(self, reading: Reading, start: int, end: int) -> tuple[list[str], str]:
        """Return the marks of what stands beside a name, and the words that count."""
        (before, word), (after, verb) = reading.left(start), reading.right(end)
        text, marks = reading.text, [before, after]
        if start and text[start - 1 : start + 1] in self.scorer.words:
            marks.append("cut_before")
        if text[end - 1 : end + 1] in self.scorer.words:
            marks.append("cut_after")
        return marks, f"{word} … {verb}" if word and verb else word or verb

    def _most(self, reading: Reading, start: int, end: int) -> float:
        """Return the most that a run is worth where it stands; most are words, which nothing beside them helps."""
        worth, weights = self.owns[reading.text[start:end]][0], self.weights
        return worth + weights[reading.left(start)[0]] + weights[reading.right(end)[0]]

    def _candidate(self, reading: Reading, start: int, end: int, floor: float, *, cut: bool) -> Candidate | None:
        """Return a run as a candidate if its sum reaches the floor."""
        if self._most(reading, start, end) < floor - ROUNDING:
            return None
        own = self.owns[reading.text[start:end]][1]
        outer, evidence = self._outer(reading, start, end)
        marks = (*own, "cut", *outer) if cut else (*own, *outer)
        score = sum([self.weights[m] for m in marks])
        return Candidate(start, end, score, marks, evidence) if score >= floor else None

    def _own(self, name: str) -> tuple[float, tuple[str, ...]]:
        """Return what a run is worth by its own characters and the words in it, and the marks of that."""
        words = self.scorer.words
        worth = sum([self.worth.get(c, -60) for c in name]) / len(name)
        marks = ["bias", f"length{min(len(name), 6)}", f"worth{max(-1, min(5, round(worth / 10)))}"]
        if name in words:
            marks.append("word")
        elif any(name[i : i + 2] in words for i in range(len(name) - 1)):
            marks.append("word_inside")
        if len(name) <= 3 and name[0] in self.scorer.singles:
            marks.append("surname")
        return sum([self.weights[m] for m in marks]), tuple(marks)


@lru_cache(maxsize=4)
def foreign(lexicon: Lexicon) -> Foreign:
    """Return the recogniser of a lexicon; it is made once."""
    return Foreign(lexicon)
