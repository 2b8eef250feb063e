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

from ahocorasick_rs import AhoCorasick, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from etl.lexicon import Lexicon

HAN = "\u4e00-\u9fff"
_STOPS = frozenset(",。;:?!\"'’)》]】」』·—…~\n\t -/|●■▲◆★☆①②③④⑤⑥⑦⑧⑨⑩")
_OPENS = frozenset('(“《‘[【「『"')
_CLOSES = frozenset(')”》’]】」』"')
_LINKS = frozenset("和与由对是向为被把给让跟同及在从以请叫找见像如者了经随继据")
_PARTICLES = frozenset(
    "处说称道在等是和对从到为被把也还就都与及同又则将向以因有这那已曾正却便再未不没给让跟之或者后前了着带家"
)
_LEFT = (
    dict.fromkeys(_LINKS, "link")
    | dict.fromkeys(_STOPS, "stop")
    | dict.fromkeys(_OPENS, "open")
    | {"、": "enum", "·": "dot", "的": "of"}
)
_RIGHT = (
    dict.fromkeys(_STOPS | {"“"}, "stop")
    | dict.fromkeys(_CLOSES, "close")
    | {"、": "enum", "·": "dot", "(": "paren", "的": "of"}
)
_FLAGS = {"v": "verb", "n": "noun", "p": "prep", "d": "adverb", "a": "adjective"}
_KINDS = frozenset(
    "村镇乡县市区省街路湖岛阁宫寺庙塔桥站港湾党队厂店局院校庄屯沟人氏病族社部段堤感性率度型式费额量值款证者"
)
POINTERS = frozenset({"office", "role"})
_WEAK = -1.6  # A surname worth less is oftener a word.
_ADDRESSED = {"address": "honorific"}  # 李女士 is no full name, and 李兵女士 is one: there both weigh the same.
_FRAMES = frozenset(["stop", "enum", "end", "paren", "close", "speech", "verb", "prep", "adverb", "particle", "of"])
_LISTED = 1.8  # How much less is asked beside 、, where neighbours may vouch for each other.
_BESIDE_LIST = frozenset({"before_enum", "after_enum"})
_TAILS = frozenset(
    "任则处家等们曾将已还也却便则又再均都就除在从对因被把并该仍即让给要想"
)  # Words that follow a name at once.
_CLOSING = frozenset([*",。;)、", ""])
_BREAK = re.compile("[。;:!?、“”\n]")
_UNKNOWN = ("", 0)
_ENUM = re.compile("、")
_POINTED = 4.0  # More than an office before a name adds.
_NEVER = -99.0
_KEPT = 60_000  # Strings whose own worth is remembered.


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
        self.addresses = self.offices & frozenset(lexicon.words("honorifics"))
        self.forms = frozenset(lexicon.words("address_forms")) | frozenset(lexicon.words("honorifics"))
        self.not_names = frozenset(lexicon.words("not_names"))
        self.words |= dict.fromkeys(self.not_names, ("v", 3))
        self.compounds = {row[0]: row[1] if len(row) > 1 else "compound" for row in lexicon.rows("surnames_compound")}
        self.singles = frozenset(lexicon.words("surnames"))
        self.before = _classes(office=self.offices, role=self.roles)
        self.after = _classes(
            speech=(*lexicon.words("speech_verbs"), "说", "称"),
            honorific=lexicon.words("honorifics"),
            address=lexicon.words("address_forms"),
            office=self.addresses,
            appointed=[v for v in lexicon.words("appointment_verbs") if len(v) > 1],
        )
        self._before = AhoCorasick(list(self.before), matchkind=MatchKind.LeftmostLongest)
        self._after = AhoCorasick(list(self.after), matchkind=MatchKind.LeftmostLongest)
        self._pattern = self._surnames()
        self._compound = re.compile(f"(?:{'|'.join(sorted(self.compounds))})(?=([{HAN}]{{1,2}}))")
        self._left = {m.removeprefix("before_"): w for m, w in self.weights.items() if m.startswith("before_")}
        self._most = {pointed: self._most_after(pointed) for pointed in (True, False)}
        self._most_left = max(w for m, w in self._left.items() if m not in POINTERS)
        self._own: dict[str, tuple[float, tuple[str, ...]]] = {}

    def _surnames(self) -> re.Pattern[str]:
        """Surnames that are oftener words count only where something before them may point at a name."""
        weak = {c for c in self.singles if self.weights[self.surname.get(c, "surname-2")] < _WEAK}
        points = {w[-1] for w in self.before} | _STOPS | _OPENS | _LINKS | {"、"}
        strong = "".join(sorted(self.singles - weak))
        pointing = re.escape("".join(sorted(points)))
        return re.compile(f"(?:[{strong}]|(?<![^{pointing}])[{''.join(sorted(weak))}])(?=([{HAN}]{{1,2}}))")

    def _most_after(self, pointed: bool) -> float:
        """Return what the place after a name adds at the most, with a word that points at names and without."""
        kinds = {f"after_{kind}" for kind in self.after.values()} - {"after_address"}
        after = [w for m, w in self.weights.items() if m.startswith("after_") and (m in kinds) == pointed]
        return max(after)

    def read(self, text: str) -> Reading:
        """Return a folded text made ready for asking what stands where."""
        ends = {end: text[start:end] for _, start, end in self._before.find_matches_as_indexes(text)}
        starts = {start: text[start:end] for _, start, end in self._after.find_matches_as_indexes(text)}
        return Reading(self, text, ends, starts, _appositions(text, ends))

    def candidates(self, reading: Reading, floor: float = 0.0) -> Iterator[Candidate]:
        """Yield the candidates of a text whose sum reaches `floor`, by their places; less is asked beside 、.

        Example:
            >>> from etl.lexicon import DEFAULT
            >>> found = scorer(DEFAULT)
            >>> [c.evidence for c in found.candidates(found.read("市委书记徐立毅强调"))]
            ['书记 … 强调']
        """
        text, starts, ends, own = reading.text, reading.starts, reading.ends, self._own
        commas = {match.start() for match in _ENUM.finditer(text)}
        pointed, other, most_left, framed = self._most[True], self._most[False], self._most_left, self.weights["framed"]
        if len(own) > _KEPT:
            own.clear()
        for start, first, last in self._spans(text):
            left = framed + _POINTED if start in ends else most_left
            for end in range(first + 1, last + 1):
                name = text[start:end]
                score, marks = own.get(name) or own.setdefault(name, self._worth(name, first - start))
                # Most surnames are but characters of words: ask first whether what stands beside can help them at all.
                hope = score + (pointed if end in starts else other)
                if end in commas or start - 1 in commas:
                    hope += _LISTED
                if hope + left < floor:
                    continue
                if start not in ends and hope + self._left[reading.left(start)[0]] < floor:
                    continue
                found = self._candidate(reading, start, end, score, marks)
                if found.score >= floor or (found.score >= floor - _LISTED and _BESIDE_LIST.intersection(found.marks)):
                    yield found

    def _spans(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield where surnames begin and end, and how far a given name may reach."""
        for match in self._pattern.finditer(text):
            yield match.start(), match.start() + 1, match.end(1)
        for match in self._compound.finditer(text):
            yield match.start(), match.end(), match.end(1)

    def _candidate(self, reading: Reading, start: int, end: int, score: float, marks: tuple[str, ...]) -> Candidate:
        (before, word), (after, verb) = reading.left(start), reading.right(end)
        outer = [f"before_{before}", f"after_{after}", *self._borders(reading.text, start, end, before, after)]
        score += sum([self.weights[m] for m in outer])
        return Candidate(start, end, score, (*marks, *outer), " … ".join(w for w in (word, verb) if w))

    def may_end(self, character: str) -> bool:
        """Tell whether given names end in a character oftener than words hold it; rare characters are mostly names'."""
        return character in self.endings or ("\u4e00" <= character <= "\u9fff" and character not in self.last)

    def _worth(self, name: str, surname: int) -> tuple[float, tuple[str, ...]]:
        """Return what a string is worth by its own characters and the words in it, with the marks."""
        words, given = self.words, name[surname:]
        marks = ["bias", self.compounds[name[:2]] if surname > 1 else self.surname.get(name[0], "surname-2")]
        if len(given) == 1:
            marks.append(self.only.get(given, "only2"))
        else:
            marks += (self.middle.get(given[0], "middle1"), self.last.get(given[1], "last1"), "two")
            if word := words.get(given):
                marks.append(f"given_word{word[1]}")
            if word := words.get(name):
                marks.append("whole_noun" if word[0] == "n" else "whole_word")
        if given[-1] in _KINDS:
            marks.append("kind")
        if len(given) == 2 and given[1] in _TAILS:
            marks.append("tail")
        if (
            given in self.forms
            or "某" in given
            or given[-1] in "说称"
            or name in self.not_names
            or name[:2] in self.not_names
        ):
            return _NEVER, ()
        if word := words.get(name[:2]):
            marks.append(f"{'is' if len(name) == 2 else 'begins'}_word{word[1]}")
        return sum([self.weights[m] for m in marks]), tuple(marks)

    def _borders(self, text: str, start: int, end: int, before: str, after: str) -> Iterator[str]:
        """Yield the marks of words that cross the borders of the string or go on behind it, and of whole borders."""
        words, size = self.words, min(end - start, 3) - 1
        if (cut := words.get(text[end - 1 : end + 1])) and cut[1] > words.get(text[end : end + 2], _UNKNOWN)[1]:
            yield f"cut_after{size}"
        elif before in POINTERS and after in _FRAMES:
            yield "framed"
        if size == 1 and self.may_end(text[end : end + 1]) and text[end : end + 2] not in words:
            yield "goes_on"
        if (size == 1 and text[start : start + 3] in words) or text[start : start + 4] in words:
            yield "begins_long"
        # 领导|游野: an office ends there, whatever 导游 is.
        if start and before not in POINTERS and (word := words.get(text[start - 1 : start + 1])):
            yield f"cut_before{word[1]}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with the words that point at names, by the offsets where they end (`ends`) and where they start."""

    scorer: Scorer
    text: str
    ends: dict[int, str]
    starts: dict[int, str]
    apposed: frozenset[int]

    def left(self, start: int) -> tuple[str, str]:
        """Return what stands before `start`: its class, and the word if it is one that points at a name."""
        if not start:
            return "start", ""
        if word := self.ends.get(start):
            return self.scorer.before[word], word
        before = self.text[start - 1]
        if before in _LEFT:
            return _LEFT[before], ""
        if found := self.scorer.words.get(self.text[max(0, start - 2) : start]):
            return _FLAGS.get(found[0], "other"), ""
        return ("none" if "\u4e00" <= before <= "\u9fff" else "digit"), ""

    def right(self, end: int) -> tuple[str, str]:
        """Return what stands after `end`: its class, and the word if it is one that points at a name."""
        if end >= len(self.text):
            return "end", ""
        if word := self.starts.get(end):
            return _ADDRESSED.get(kind := self.scorer.after[word], kind), word
        after = self.text[end]
        if after in ",(" and end in self.apposed:
            return "apposed", ""
        if after in _RIGHT:
            return _RIGHT[after], ""
        if found := self.scorer.words.get(self.text[end : end + 2]):
            return _FLAGS.get(found[0], "other"), ""
        if after in _PARTICLES:
            return "particle", ""
        return ("none" if "\u4e00" <= after <= "\u9fff" else "digit"), ""

    def stands_free(self, start: int, end: int) -> bool:
        """Tell whether a name that is certain elsewhere is not part of a longer word here."""
        words, text = self.scorer.words, self.text
        if start and start not in self.ends and text[start - 1 : start + 1] in words:
            return False
        return text[end - 1 : end + 1] not in words or text[end : end + 2] in words


def _appositions(text: str, ends: Iterable[int]) -> frozenset[int]:
    """Return where a comma or bracket opens a phrase that is nothing but an office (姚明,篮协主席,到场)."""
    found = set()
    for end in ends:
        if text[end : end + 1] in _CLOSING:
            opening = max(text.rfind(",", max(0, end - 16), end), text.rfind("(", max(0, end - 16), end))
            if opening >= 0 and not _BREAK.search(text, opening + 1, end):
                found.add(opening)
    return frozenset(found)


def _classes(**groups: Iterable[str]) -> dict[str, str]:
    return {word: name for name, words in groups.items() for word in words}


@lru_cache(maxsize=4)
def scorer(lexicon: Lexicon) -> Scorer:
    """Return the scorer of a lexicon; it is made once."""
    return Scorer(lexicon)
