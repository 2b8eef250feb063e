"""Strings that may be a Chinese personal name, and what speaks for and against each.

A candidate is a surname and one or two characters. What its characters are worth, whether common words begin in it or
are cut through by its borders, and what stands before and after it are marks with a weight each; the sum decides. The
weights are logarithms of odds (`person_weights.toml`), so that one number means the same wherever a name stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.lexicon import Lexicon

HAN = "\u4e00-\u9fff"
_STOPS = frozenset(",。;:?!\"'’)》]】」』·—…~\n\t -/|●■▲◆★☆①②③④⑤⑥⑦⑧⑨⑩")
_OPENS = frozenset("(“《‘[【「『\"")
_CLOSES = frozenset(")”》’]】」』\"")
_LINKS = frozenset("和与由对是向为被把给让跟同及在从以请叫找见像如者了经随继据")
_PARTICLES = frozenset("说称道在等是和对从到为被把也还就都与及同又则将向以因有这那已曾正却便再未不没给让跟之或者后前了着带家")
_FLAGS = {"v": "verb", "n": "noun", "p": "prep", "d": "adverb", "a": "adjective"}
_KINDS = frozenset("村镇乡县市区州省街路河江湖海岛阁宫寺庙塔桥站港湾党队厂店局院校庄屯沟人氏病族旗校社")
_GREATEST = 4.5  # What the places before and after a name add at the most.


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string that may be a name.

    Attributes:
        start, end: offsets into the text.
        score: the sum of the weights of its marks; above 0 it is likelier a name than not.
        marks: what speaks for and against it.
        evidence: the words beside it that count (书记 … 强调).
    """

    start: int
    end: int
    score: float
    marks: tuple[str, ...]
    evidence: str = ""


def _level(tenths: int, low: int, high: int) -> int:
    return max(low, min(high, round(tenths / 10)))


class Scorer:
    """The lists of one lexicon, made ready for looking up."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.weights: dict[str, float] = lexicon.table("person_weights")["chinese"]
        rows = lexicon.rows("name_characters")
        self.surname = {c: f"surname{_level(int(n), -2, 7)}" for c, n, *_ in rows}
        self.middle = {c: f"middle{_level(int(n), -4, 5)}" for c, _, n, *_ in rows}
        self.last = {c: f"last{_level(int(n), -4, 5)}" for c, _, _, n, _ in rows}
        self.only = {c: f"only{_level(int(n), -3, 5)}" for c, _, _, n, _ in rows}
        self.endings = frozenset(c for c, _, _, n, _ in rows if int(n) > 10)
        self.words = {w: (flag, min(int(size), 4)) for w, flag, size in lexicon.rows("common_words")}
        self.offices = frozenset(lexicon.words("offices"))
        self.roles = frozenset(lexicon.words("roles"))
        self.speech = frozenset(lexicon.words("speech_verbs"))
        self.honorifics = frozenset(lexicon.words("honorifics"))
        self.singles = frozenset(lexicon.words("surnames"))
        self.compounds = frozenset(lexicon.words("surnames_compound"))
        self.pattern = re.compile(f"(?=({'|'.join(sorted(self.compounds))}|[{''.join(sorted(self.singles))}])([{HAN}]{{1,2}}))")
        # 某 masks a name: see etl.names.partial.

    def candidates(self, text: str, floor: float = 0.0) -> Iterator[Candidate]:
        """Yield the candidates of a folded text whose sum reaches `floor`, by their places.

        Example:
            >>> from etl.lexicon import DEFAULT
            >>> text = "市委书记徐立毅强调"
            >>> [text[c.start : c.end] for c in scorer(DEFAULT).candidates(text)]
            ['徐立毅']
        """
        weights, least = self.weights, floor - _GREATEST
        for match in self.pattern.finditer(text):
            start, first = match.span(1)
            for end in range(first + 1, match.end(2) + 1):
                if text[end - 1] == "某":
                    break
                inner = self._inner(text, start, first, end)
                score = sum([weights[m] for m in inner])
                if score < least:
                    continue
                (before, word), (after, verb) = self.left(text, start), self.right(text, end)
                outer = (f"before_{before}", f"after_{after}")
                score += weights[outer[0]] + weights[outer[1]]
                if score >= floor:
                    evidence = " … ".join(w for w in (word, verb) if w)
                    yield Candidate(start, end, score, (*inner, *outer), evidence)

    def _inner(self, text: str, start: int, first: int, end: int) -> list[str]:
        """Return the marks of the string itself and of the words that begin in it or cross its borders."""
        words, size = self.words, end - first
        marks = ["bias", "compound" if first - start > 1 else self.surname.get(text[start], "surname-2")]
        if size == 1:
            marks.append(self.only.get(text[first], "only-3"))
            if text[end : end + 1] in self.endings and text[end : end + 2] not in words:
                marks.append("goes_on")
        else:
            marks += (self.middle.get(text[first], "middle-4"), self.last.get(text[first + 1], "last-4"), "two")
            if given := words.get(text[first:end]):
                marks.append(f"given_word{given[1]}")
            if word := words.get(text[start:end]):
                marks.append("whole_noun" if word[0] == "n" else "whole_word")
            if text[first:end] in self.honorifics:
                marks.append("address")
        if text[end - 1] in _KINDS:
            marks.append("kind")
        if word := words.get(text[start : start + 2]):
            marks.append(f"{'begins' if size == 2 else 'is'}_word{word[1]}")
        if size == 1 and text[start : start + 3] in words:
            marks.append("begins_long")
        if text[start : start + 4] in words:
            marks.append("begins_long")
        if start and (word := words.get(text[start - 1 : start + 1])):
            marks.append(f"cut_before{word[1]}")
        if word := words.get(text[end - 1 : end + 1]):
            marks.append(f"cut_after{size}")
        return marks

    def stands_free(self, text: str, start: int, end: int) -> bool:
        """Tell whether a name that is certain elsewhere is not part of a longer word here."""
        words = self.words
        if start and text[start - 1 : start + 1] in words and self.left(text, start)[0] not in {"office", "role"}:
            return False
        return text[end - 1 : end + 1] not in words or text[end : end + 2] in words

    def left(self, text: str, start: int) -> tuple[str, str]:
        """Return what stands before `start`: its class, and the word if it is one that points at a name."""
        if not start:
            return "start", ""
        before = text[start - 1]
        if before == "、":
            return "enum", ""
        if before in _OPENS:
            return "open", ""
        if before in _STOPS:
            return ("dot" if before == "·" else "stop"), ""
        for size in (5, 4, 3, 2):
            word = text[max(0, start - size) : start]
            if word in self.offices:
                return "office", word
            if word in self.roles:
                return "role", word
        if before == "的":
            return "of", ""
        if before in _LINKS:
            return "link", ""
        if found := self.words.get(text[max(0, start - 2) : start]):
            return _FLAGS.get(found[0], "other"), ""
        return ("none" if "\u4e00" <= before <= "\u9fff" else "digit"), ""

    def right(self, text: str, end: int) -> tuple[str, str]:
        """Return what stands after `end`: its class, and the word if it is one that points at a name."""
        if end >= len(text):
            return "end", ""
        after, pair = text[end], text[end : end + 2]
        if after == "、":
            return "enum", ""
        if after == "(":
            return "paren", ""
        if after in _CLOSES:
            return "close", ""
        if after in _STOPS or after == "“":
            return ("dot" if after == "·" else "stop"), ""
        if pair in self.speech or after in "说称":
            return "speech", pair if pair in self.speech else after
        for word in (text[end : end + 3], pair):
            if word in self.honorifics:
                return "honorific", word
        if found := self.words.get(pair):
            return _FLAGS.get(found[0], "other"), ""
        if after == "的":
            return "of", ""
        if after in _PARTICLES:
            return "particle", ""
        return ("none" if "\u4e00" <= after <= "\u9fff" else "digit"), ""


@lru_cache(maxsize=4)
def scorer(lexicon: Lexicon) -> Scorer:
    """Return the scorer of a lexicon; it is made once."""
    return Scorer(lexicon)
