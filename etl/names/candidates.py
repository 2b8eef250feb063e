"""Strings that may be a Chinese personal name, and what speaks for and against each.

A candidate is a surname and one or two characters. What its characters are worth, whether common words begin in it or
are cut through by its borders, and what stands before and after it are marks with a weight each; the sum decides. The
weights are logarithms of odds (`person_weights.toml`), so that one number means the same wherever a name stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from etl.lexicon import Lexicon

Answer = TypeVar("Answer")
_Chance: TypeAlias = tuple[int, int, int, float]  # Where a string begins, its surname ends, it ends; its own worth.
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
POINTERS = frozenset({"office", "role", "lead"})
_WEAK = -1.6  # A surname worth less is oftener a word.
_ADDRESSED = {"address": "honorific"}  # 李女士 is no full name, and 李兵女士 is one: there both weigh the same.
_FRAMES = frozenset(["stop", "enum", "end", "paren", "close", "speech", "verb", "prep", "adverb", "particle", "of"])
_LISTED = 1.8  # How much less is asked beside 、, where neighbours may vouch for each other.
_TAILS = frozenset(
    "任则处家等们曾将已还也却便则又再均都就除在从对因被把并该仍即让给要想"
)  # Words that follow a name at once.
_CLOSING = frozenset([*",。;)、", ""])
_BREAK = re.compile("[。;:!?、“”\n]")
_UNKNOWN = ("", 0)
_ENUM = re.compile("、")
_NEVER = -99.0
_NO_NAME = 20 * _NEVER  # What has fewer characters than asked for.
ROUNDING = 1e-6  # Sums of weights that are equal may differ by as much.
_KEPT = 60_000  # Strings of one sort of which something is remembered.


class Candidate(NamedTuple):
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


class Remembered(dict[str, Answer]):
    """What `ask` says of strings, asked once of each; all is forgotten when it has become too much."""

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, string: str) -> Answer:
        """Ask, and keep the answer."""
        if len(self) >= _KEPT:
            self.clear()
        self[string] = answer = self._ask(string)
        return answer


def _levels(kind: str, tenths: Sequence[str], low: int, high: int) -> Iterator[str]:
    """Yield the mark of each weight of a column; made once of each, for there are few."""
    marks = {tenth: f"{kind}{max(low, min(high, round(int(tenth) / 10)))}" for tenth in set(tenths)}
    return map(marks.__getitem__, tenths)


def _words(words: Sequence[str], flags: Sequence[str], sizes: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Return word → part of speech and order of magnitude, of which there are but some tens of pairs."""
    pairs = list(zip(flags, sizes, strict=True))
    kinds = {pair: (pair[0], min(int(pair[1]), 4)) for pair in set(pairs)}
    return dict(zip(words, map(kinds.__getitem__, pairs), strict=True))


class Scorer:
    """The lists of one lexicon, made ready for looking up."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.weights: dict[str, float] = lexicon.table("person_weights")["chinese"]
        characters, surnames, middles, lasts, _ = lexicon.columns("name_characters")
        self.surname = dict(zip(characters, _levels("surname", surnames, -2, 7), strict=True))
        self.middle = dict(zip(characters, _levels("middle", middles, -4, 5), strict=True))
        self.last = dict(zip(characters, _levels("last", lasts, -4, 5), strict=True))
        self.only = dict(zip(characters, _levels("only", lasts, -3, 5), strict=True))
        self.endings = frozenset(c for c, tenths in zip(characters, lasts, strict=True) if int(tenths) > 10)
        self.words = _words(*lexicon.columns("common_words"))
        self.offices = frozenset(lexicon.words("offices"))
        self.roles = frozenset(lexicon.words("roles"))
        self.addresses = self.offices & frozenset(lexicon.words("honorifics"))
        self.forms = frozenset(
            word for name in ("address_forms", "honorifics", "name_leads") for word in lexicon.words(name)
        )
        self.not_names = frozenset(lexicon.words("not_names"))
        self.words |= dict.fromkeys(self.not_names, ("v", 3))
        self.compounds = {row[0]: row[1] if len(row) > 1 else "compound" for row in lexicon.rows("surnames_compound")}
        self.singles = frozenset(lexicon.words("surnames"))
        self.before = _classes(office=self.offices, role=self.roles, lead=lexicon.words("name_leads"))
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
        self._left = self._weights_of("before_")
        self._right = self._weights_of("after_")
        pointing = {*self.after.values(), "enum"}
        self._most_right = max(w for kind, w in self._right.items() if kind not in pointing)
        self._most_beside = max([*self._right.values(), self._right["enum"] + _LISTED]) + ROUNDING
        self._worths = Remembered(self._both_worths)
        self.lefts = Remembered(self._left_kind)
        self.rights = Remembered(self._right_kind)

    def _weights_of(self, side: str) -> dict[str, float]:
        return {mark.removeprefix(side): weight for mark, weight in self.weights.items() if mark.startswith(side)}

    def _surnames(self) -> re.Pattern[str]:
        """Surnames that are oftener words count only where something before them may point at a name."""
        weak = {c for c in self.singles if self.weights[self.surname.get(c, "surname-2")] < _WEAK}
        points = {w[-1] for w in self.before} | _STOPS | _OPENS | _LINKS | {"、"}
        # One class of all surnames first: the text is then searched for it at the speed of C.
        every, weak_ones = "".join(sorted(self.singles)), "".join(sorted(weak))
        pointing = re.escape("".join(sorted(points)))
        return re.compile(f"[{every}](?=[{HAN}])(?<![^{pointing}][{weak_ones}])")

    def read(self, text: str) -> Reading:
        """Return a folded text made ready for asking what stands where."""
        ends = {end: text[start:end] for _, start, end in self._before.find_matches_as_indexes(text)}
        starts = {start: text[start:end] for _, start, end in self._after.find_matches_as_indexes(text)}
        return Reading(self, text, ends, starts, _appositions(text, ends))

    def candidates(self, reading: Reading, floor: float = 0.0) -> list[Candidate]:
        """Return the candidates of a text whose sum reaches `floor`, by their places; less is asked beside 、.

        Example:
            >>> from etl.lexicon import DEFAULT
            >>> found = scorer(DEFAULT)
            >>> [c.evidence for c in found.candidates(found.read("市委书记徐立毅强调"))]
            ['书记 … 强调']
        """
        chances = [*self._hopeful(reading, floor), *self._compounds(reading.text)]
        found = [self._candidate(reading, chance, floor) for chance in chances if chance[-1] > floor + _NEVER]
        return [c for c in found if c]

    def _hopeful(self, reading: Reading, floor: float) -> Iterator[_Chance]:
        """Yield a surname with one character and with two, wherever what stands beside them can help.

        Most surnames are but characters of words, so that nearly all of the work is to rule them out.
        """
        text, worths, lefts, weights = reading.text, self._worths, self.lefts, self._left
        near, least = _near(reading), floor - ROUNDING
        most_right = self._most_right + ROUNDING
        far = least - most_right
        for match in self._pattern.finditer(text):
            start = match.start()
            best, short, long = worths[text[start : start + 3]]
            before, most = weights[lefts[text[start - 2 : start]]], most_right
            if start in near:
                before, most = self._before_worth(reading, start), self._most_beside
            elif best + before < far:
                continue
            for end, worth in ((start + 2, short), (start + 3, long)):
                rest = least - before - worth
                if rest < most and self._after_worth(reading, end) >= rest:
                    yield start, start + 1, end, worth

    def _before_worth(self, reading: Reading, start: int) -> float:
        """Return the most that what stands before a name adds to it."""
        kind = reading.left(start)[0]
        more = self.weights["framed"] if kind in POINTERS else _LISTED if kind == "enum" else 0.0
        return self._left[kind] + more

    def _after_worth(self, reading: Reading, end: int) -> float:
        """Return the most that what stands behind a name adds to it."""
        kind = reading.right(end)[0]
        return self._right[kind] + (_LISTED if kind == "enum" else 0.0)

    def _compounds(self, text: str) -> Iterator[_Chance]:
        """Yield the surnames of two characters with one character and with two."""
        for match in self._compound.finditer(text):
            start, first = match.span()
            for end in range(first + 1, match.end(1) + 1):
                yield start, first, end, self._worth(text[start:end], 2)

    def _candidate(self, reading: Reading, chance: _Chance, floor: float) -> Candidate | None:
        """Return what stands there as a candidate if it reaches the floor."""
        start, first, end, worth = chance
        (before, word), (after, verb) = reading.left(start), reading.right(end)
        outer = [f"before_{before}", f"after_{after}", *self._borders(reading.text, start, end, before, after)]
        score = worth + sum([self.weights[m] for m in outer])
        if score < (floor - _LISTED if before == "enum" or after == "enum" else floor):
            return None
        marks = self._marks(reading.text[start:end], first - start)
        return Candidate(start, end, score, (*marks, *outer), " … ".join(w for w in (word, verb) if w))

    def may_end(self, character: str) -> bool:
        """Tell whether given names end in a character oftener than words hold it; rare characters are mostly names'."""
        return character in self.endings or ("\u4e00" <= character <= "\u9fff" and character not in self.last)

    def _both_worths(self, key: str) -> tuple[float, float, float]:
        """Return what a surname is worth with the next character and with the next two: the greater, and both."""
        short = self._worth(key[:2], 1)
        long = self._worth(key, 1) if "\u4e00" <= key[2:] <= "\u9fff" else _NO_NAME
        return max(short, long), short, long

    def _worth(self, name: str, surname: int) -> float:
        """Return what a string is worth by its own characters and the words in it."""
        marks = self._marks(name, surname)
        return sum([self.weights[m] for m in marks]) if marks else _NEVER

    def _marks(self, name: str, surname: int) -> tuple[str, ...]:
        """Return the marks of a string by its own characters and the words in it; none if it is never a name."""
        words, given = self.words, name[surname:]
        if (
            given in self.forms
            or "某" in given
            or given[-1] in "说称"
            or name in self.not_names
            or name[:2] in self.not_names
        ):
            return ()
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
        if word := words.get(name[:2]):
            marks.append(f"{'is' if len(name) == 2 else 'begins'}_word{word[1]}")
        return tuple(marks)

    def _left_kind(self, before: str) -> str:
        """Return the class of what ends in `before`, the two characters before a name, if no word there points."""
        last = before[-1:]
        if last in _LEFT:
            return _LEFT[last]
        if found := self.words.get(before):
            return _FLAGS.get(found[0], "other")
        return "none" if "\u4e00" <= last <= "\u9fff" else "digit" if last else "start"

    def _right_kind(self, after: str) -> str:
        """Return the class of what begins with `after`, the two characters behind a name, if no word there points."""
        first = after[:1]
        if first in _RIGHT:
            return _RIGHT[first]
        if found := self.words.get(after):
            return _FLAGS.get(found[0], "other")
        if first in _PARTICLES:
            return "particle"
        return "none" if "\u4e00" <= first <= "\u9fff" else "digit" if first else "end"

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
        return self.scorer.lefts[self.text[max(0, start - 2) : start]], ""

    def right(self, end: int) -> tuple[str, str]:
        """Return what stands after `end`: its class, and the word if it is one that points at a name."""
        if end >= len(self.text):
            return "end", ""
        if word := self.starts.get(end):
            return _ADDRESSED.get(kind := self.scorer.after[word], kind), word
        if end in self.apposed:
            return "apposed", ""
        return self.scorer.rights[self.text[end : end + 2]], ""

    def stands_free(self, start: int, end: int) -> bool:
        """Tell whether a name that is certain elsewhere is not part of a longer word here."""
        words, text = self.scorer.words, self.text
        if start and start not in self.ends and text[start - 1 : start + 1] in words:
            return False
        return text[end - 1 : end + 1] not in words or text[end : end + 2] in words


def _near(reading: Reading) -> set[int]:
    """Return where a surname would stand beside a word or mark that counts for more than any other."""
    commas = [match.start() for match in _ENUM.finditer(reading.text)]
    ends = [*reading.starts, *commas]
    return {*reading.ends, *(at + 1 for at in commas), *(at - 2 for at in ends), *(at - 3 for at in ends)}


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
