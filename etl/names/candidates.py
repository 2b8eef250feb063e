"""Strings that may be a Chinese personal name, and what speaks for and against each.

A candidate is a surname and one or two characters. What its characters are worth, whether common words begin in it or
are cut through by its borders, and what stands before and after it are marks with a weight each; the sum decides. The
weights are logarithms of odds (`person_weights.toml`), so that one number means the same wherever a name stands.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from itertools import filterfalse
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from etl.names.reading import Beside, Reading, appointments, appositions, commas, ranked
from etl.names.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from etl.lexicon import Lexicon

_Own: TypeAlias = tuple[float, tuple[str, ...]]  # What a string is worth by itself, and its marks.
_Chance: TypeAlias = tuple[int, int, _Own]  # Where a string begins and ends; its own worth.
_Most: TypeAlias = tuple[float, float, float]  # The most a surname is worth with one character or two; each of both.
_STOPS = frozenset(",。;:?!\"'’)》]】」』·—…~\n\t -/|●■▲◆★☆①②③④⑤⑥⑦⑧⑨⑩")
_OPENS = frozenset('(“《‘[【「『"')
_CLOSES = frozenset(')”》’]】」』"')
_LINKS = frozenset("和与由对是向为被把给让跟同及在从以请叫找见像如者了经随继据")
_PARTICLES = frozenset(
    "处说称道在等是和对从到为被把也还就都与及同又则将向以因有这那已曾正却便再未不没给让跟之或者后前了着带家致赴率携"
)
_LEFT = (
    dict.fromkeys(_LINKS, "before_link")
    | dict.fromkeys(_STOPS, "before_stop")
    | dict.fromkeys(_OPENS, "before_open")
    | {"、": "before_enum", "·": "before_dot", "的": "before_of"}
)
_RIGHT = (
    dict.fromkeys(_STOPS | {"“"}, "after_stop")
    | dict.fromkeys(_CLOSES, "after_close")
    | {"、": "after_enum", "·": "after_dot", "(": "after_paren", "的": "after_of"}
)
_FLAGS = {"v": "verb", "n": "noun", "p": "prep", "d": "adverb", "a": "adjective"}
_KINDS = frozenset(
    "村镇乡县市区省街路湖岛阁宫寺庙塔桥站港湾党队厂店局院校庄屯沟人氏病族社部段堤感性率度型式费额量值款证者"
)
_POINTERS = frozenset({"before_office", "before_role", "before_lead"})
_ADDRESSED = {"address": "honorific"}  # 李女士 is no full name, and 李兵女士 is one: there both weigh the same.
_MIDDLE, _LAST = 0.8, 1.5  # What the given characters are worth at least where nothing is known of what follows.
_WEAK = -1.3  # A surname worth less is oftener a word: half of the surnames in a text, and hardly a name's.
_FRAMES = frozenset(
    f"after_{kind}"
    for kind in ("stop", "enum", "end", "paren", "close", "speech", "verb", "prep", "adverb", "particle", "of")
)
_LISTED = 1.8  # How much less is asked beside 、, where neighbours may vouch for each other.
_TAILS = frozenset(
    "任则处家等们曾将已还也却便则又再均都就除在从对因被把并该仍即让给要想赴受致携率偕"
)  # Words that follow a name at once.
_UNKNOWN = "-0"  # The kind of what is no common word: below every size.
_NEVER: _Own = -99.0, ()
_HOME = "家"  # 贫困户蔡应学|家: behind a name that a word points at no word is cut there, whatever 学家 is.
_NO_STRING = float("-inf")  # What has fewer Chinese characters than asked for, whatever the floor.
ROUNDING = 1e-6  # Sums of weights that are equal may differ by as much.
_START = re.Match.start  # To be mapped: no step of Python for a surname.


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


def _levels(kind: str, tenths: Sequence[str], low: int, high: int) -> Iterator[str]:
    """Yield the mark of each weight of a column; made once of each, for there are few."""
    marks = {tenth: f"{kind}{max(low, min(high, round(int(tenth) / 10)))}" for tenth in set(tenths)}
    return map(marks.__getitem__, tenths)


def dense(words: Iterable[str]) -> AhoCorasick:
    """Return what finds a few hundred words, twice as fast as usual; made of more it would take too long to make."""
    kind, table = MatchKind.LeftmostLongest, Implementation.DFA
    return AhoCorasick(list(words), matchkind=kind, implementation=table)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


class Scorer:
    """The lists of one lexicon, made ready for looking up."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.weights: dict[str, float] = lexicon.table("person_weights")["chinese"]
        self._read_characters(lexicon)
        self.offices = frozenset(lexicon.words("offices"))
        self.roles = frozenset(lexicon.words("roles"))
        self.forms = frozenset(
            word for name in ("address_forms", "honorifics", "name_leads") for word in lexicon.words(name)
        )
        self.not_names = frozenset(lexicon.words("not_names"))
        self.words = {**lexicon.pairs("common_words"), **dict.fromkeys(self.not_names, "v3")}
        self.compounds = {row[0]: row[1] if len(row) > 1 else "compound" for row in lexicon.rows("surnames_compound")}
        self.singles = frozenset(lexicon.words("surnames"))
        self._read_neighbours(lexicon)
        self._pattern = self._surnames()
        self._compound = dense(self.compounds)
        self.lefts = Remembered(self._left_mark)
        self.rights = Remembered(self._right_mark)
        self._beside = Beside(self.words, self.before_marks, self.after_marks, self.lefts, self.rights)
        self.edges = Remembered(self._edge)
        self._owns = Remembered(partial(self._own, 1))
        self._bounds = _Bounds(self)

    def _read_characters(self, lexicon: Lexicon) -> None:
        """Make the marks of characters: as a surname, in a given name of two or one; and those names often end in."""
        characters, surnames, middles, lasts, _ = lexicon.columns("name_characters")
        self.surname = dict(zip(characters, _levels("surname", surnames, -2, 7), strict=True))
        self.middle = dict(zip(characters, _levels("middle", middles, -4, 5), strict=True))
        self.last = dict(zip(characters, _levels("last", lasts, -4, 5), strict=True))
        self.only = dict(zip(characters, _levels("only", lasts, -3, 5), strict=True))
        self.endings = frozenset(c for c, tenths in zip(characters, lasts, strict=True) if int(tenths) > 10)

    def _read_neighbours(self, lexicon: Lexicon) -> None:
        """Make the words that point at a name beside them, with their marks, and what finds them."""
        self.before = _classes(office=self.offices, role=self.roles, lead=lexicon.words("name_leads"))
        self.after = _classes(
            speech=(*lexicon.words("speech_verbs"), "说", "称"),
            honorific=lexicon.words("honorifics"),
            address=lexicon.words("address_forms"),
            office=self.offices & frozenset(lexicon.words("honorifics")),
            attendance=lexicon.words("attendance_phrases"),
            appointed=[v for v in lexicon.words("appointment_verbs") if len(v) > 1],
        )
        self.before_marks = {word: f"before_{kind}" for word, kind in self.before.items()}
        self.after_marks = {word: f"after_{_ADDRESSED.get(kind, kind)}" for word, kind in self.after.items()}
        self._before = AhoCorasick(list(self.before), matchkind=MatchKind.LeftmostLongest)
        self._after = dense(self.after)

    def _surnames(self) -> re.Pattern[str]:
        """Surnames that are oftener words count only where something before them may point at a name."""
        weak = {c for c in self.singles if self.weights[self.surname.get(c, "surname-2")] < _WEAK}
        points = {w[-1] for w in self.before} | _STOPS | _OPENS | _LINKS | {"、"}
        # One class of all surnames first: the text is then searched for it at the speed of C.
        every, weak_ones = "".join(sorted(self.singles)), "".join(sorted(weak))
        pointing = re.escape("".join(sorted(points)))
        return re.compile(f"[{every}](?<![^{pointing}][{weak_ones}])(?=\\w)")

    def read(self, text: str) -> Reading:
        """Return a folded text made ready for asking what stands where."""
        ends = {end: text[start:end] for _, start, end in self._before.find_matches_as_indexes(text)}
        starts = {start: text[start:end] for _, start, end in self._after.find_matches_as_indexes(text)}
        apposed, posts = appositions(text, ends), appointments(text, ends, self.offices)
        ends.update(ranked(text, ends))
        return Reading(self._beside, text, ends, starts, apposed | posts, posts, commas(text))

    def candidates(self, reading: Reading, floor: float = 0.0, closed: bytes = b"") -> list[Candidate]:
        """Return the candidates of a text whose sum reaches `floor`, by their places; less is asked beside 、.

        Args:
            reading: of the text.
            floor: the least sum.
            closed: 1 for each character that no name begins with or has as its second.

        Example:
            >>> from etl.lexicon import DEFAULT
            >>> found = scorer(DEFAULT)
            >>> [c.evidence for c in found.candidates(found.read("市委书记徐立毅强调"))]
            ['书记 … 强调']
        """
        chances = [*self._hopeful(reading, floor, closed or bytes(len(reading.text))), *self._compounds(reading.text)]
        found = [self._candidate(reading, *chance, floor) for chance in chances]
        return list(filter(None, found))

    def _hopeful(self, reading: Reading, floor: float, closed: bytes) -> Iterator[_Chance]:
        """Yield a surname with one character and with two, wherever what stands beside them can help.

        Most surnames are but characters of words, so that nearly all of the work is to rule them out: by what is known
        of the few characters from before the surname to behind the name, and only then by what they stand for.
        """
        text, ends, bounds = reading.text, reading.ends, self._bounds
        near, beside = reading.near()
        least = floor - ROUNDING
        far = least - bounds.most_behind
        for start, (best, short, long) in self._promising(text, near, closed, far - bounds.most_before):
            before = bounds.pointed[ends[start]] if start in ends else bounds.before[text[start - 2 : start + 1]]
            if start in beside:
                one, two = bounds.beside(reading, start + 2)[0], bounds.beside(reading, start + 3)[1]
            elif best + before < far:
                continue
            else:
                one, two = bounds.behind[text[start + 1 : start + 4]][0], bounds.behind[text[start + 2 : start + 5]][1]
            if short + before + one >= least:
                yield start, start + 2, self._owns[text[start : start + 2]]
            if long + before + two >= least:
                yield start, start + 3, self._owns[text[start : start + 3]]

    def _promising(self, text: str, near: set[int], closed: bytes, least: float) -> list[tuple[int, _Most]]:
        """Return where surnames begin that are worth enough with what follows, or stand near what may help them."""
        worths = self._bounds.own
        starts = filterfalse(closed.__getitem__, map(_START, self._pattern.finditer(text)))
        return [
            (start, most) for start in starts if (most := worths[text[start : start + 3]])[0] >= least or start in near
        ]

    def _compounds(self, text: str) -> Iterator[_Chance]:
        """Yield the surnames of two characters and more with one character and with two."""
        for _, start, first in self._compound.find_matches_as_indexes(text):
            for end in (first + 1, first + 2):
                if not _is_han(text[end - 1 : end]):
                    break
                yield start, end, self._own(first - start, text[start:end])

    def _candidate(self, reading: Reading, start: int, end: int, own: _Own, floor: float) -> Candidate | None:
        """Return what stands there as a candidate if it reaches the floor."""
        (before, word), (after, verb) = reading.left(start), reading.right(end)
        outer = self._outer(reading.text, start, end, before, after)
        score = own[0] + sum(map(self.weights.__getitem__, outer))
        if score < (floor - _LISTED if before == "before_enum" or after == "after_enum" else floor):
            return None
        evidence = f"{word} … {verb}" if word and verb else word or verb
        return Candidate(start, end, score, (*own[1], *outer), evidence)

    def _is_like_name(self, text: str, start: int, end: int) -> bool:
        """Tell whether both given characters are oftener those of names than of words."""
        middle, last = self.middle.get(text[end - 2], "middle1"), self.last.get(text[end - 1], "last1")
        return start + 3 == end and self.weights[middle] >= _MIDDLE and self.weights[last] >= _LAST

    def may_end(self, character: str) -> bool:
        """Tell whether given names end in a character oftener than words hold it; rare characters are mostly names'."""
        if character in _TAILS:
            return False
        return character in self.endings or ("\u4e00" <= character <= "\u9fff" and character not in self.last)

    def _own(self, surname: int, name: str) -> _Own:
        """Return what a string, so many characters of which are its surname, is worth by itself; and why, in marks."""
        marks = self._marks(name, surname)
        return (sum([self.weights[m] for m in marks]), marks) if marks else _NEVER

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
        marks = ["bias", self.compounds[name[:surname]] if surname > 1 else self.surname.get(name[0], "surname-2")]
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

    def _left_mark(self, before: str) -> str:
        """Return the mark of what ends in `before`, the two characters before a name, if no word there points."""
        last = before[-1:]
        if last in _LEFT:
            return _LEFT[last]
        if found := self.words.get(before):
            return f"before_{_FLAGS.get(found[0], 'other')}"
        return "before_none" if _is_han(last) else "before_digit" if last else "before_start"

    def _right_mark(self, after: str) -> str:
        """Return the mark of what begins with `after`, the two characters behind a name, if no word there points."""
        first = after[:1]
        if first in _RIGHT:
            return _RIGHT[first]
        if found := self.words.get(after):
            return f"after_{_FLAGS.get(found[0], 'other')}"
        if first in _PARTICLES:
            return "after_particle"
        return "after_none" if _is_han(first) else "after_digit" if first else "after_end"

    def _edge(self, key: str) -> tuple[bool, bool]:
        """Tell of the last character of a name and two behind it whether a word crosses the border; if it may go on."""
        words, behind = self.words, key[1:]
        cut, follows = words.get(key[:2]), words.get(behind)
        crossed = cut is not None and cut[1] > (follows or _UNKNOWN)[1]
        return crossed, follows is None and self.may_end(behind[:1])

    def _outer(self, text: str, start: int, end: int, before: str, after: str) -> list[str]:
        """Return the marks beside a string: also of words that cross its borders or go on behind it."""
        marks, words, short = [before, after], self.words, end - start == 2
        crossed, goes_on = self.edges[text[end - 1 : end + 2]]
        if crossed and not (before in _POINTERS and text[end] == _HOME):
            marks.append("cut_after1" if short else "cut_after2")
        elif before in _POINTERS and after in _FRAMES:
            marks.append("framed")
        elif before == "before_role" and after == "after_none" and not short and self._is_like_name(text, start, end):
            marks.append("led")
        if short and goes_on:
            marks.append("goes_on")
        if text[start : start + 4] in words or (short and text[start : start + 3] in words):
            marks.append("begins_long")
        # 领导|游野: an office ends there, whatever 导游 is; 落实|习: nor is 实习 cut where as common a word ends.
        cut = words.get(text[start - 1 : start + 1]) if start and before not in _POINTERS else None
        if cut and cut[1] > words.get(text[max(0, start - 2) : start], _UNKNOWN)[1]:
            marks.append(f"cut_before{cut[1]}")
        return marks


class _Bounds:
    """The most that a few characters can add to what a name is worth: never less than the marks of a candidate there.

    Attributes:
        pointed: of a word before a name that points at it.
        before: of two characters before a surname, and the surname.
        own: of a surname and the two characters behind it.
        behind: of the last character of a name, and two characters behind it.
        most_before, most_behind: of anything on that side but what points at a name, and 、.
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer, self._weights = scorer, scorer.weights
        before, behind = scorer.before_marks, scorer.after_marks
        self.pointed = {word: self._weights[mark] + self._weights["framed"] for word, mark in before.items()}
        self.before = Remembered(self._most_before)
        self.own = Remembered(self._most_own)
        self.behind = Remembered(self._most_behind)
        self.most_before = self._highest("before_", before.values())
        self.most_behind = self._highest("after_", behind.values())
        surnames = {c: scorer.surname.get(c, "surname-2") for c in scorer.singles}
        self._surnames = {c: self._weights["bias"] + self._weights[mark] for c, mark in surnames.items()}
        self._alones, self._middles, self._lasts = map(_given, (self._alone, self._middle, self._last))
        self._is_word, self._begins_word = (
            {size: self._weights[f"{kind}_word{size}"] for size in "1234"} for kind in ("is", "begins")
        )

    def _highest(self, side: str, pointing: Iterable[str]) -> float:
        """Return the most that a mark of one side is worth which is neither a word that points at a name nor 、."""
        special = {*pointing, f"{side}enum", f"{side}apposed", f"{side}post"}
        return max(w for mark, w in self._weights.items() if mark.startswith(side) and mark not in special)

    def beside(self, reading: Reading, end: int) -> tuple[float, float]:
        """Return the most that what stands behind a name adds to it: to one of two characters, and to a longer one."""
        if end in reading.starts or end in reading.apposed:
            most = self._weights[reading.right(end)[0]]
            return most, most
        return self.behind[reading.text[end - 1 : end + 2]]

    def _most_own(self, key: str) -> _Most:
        """Return the most that a surname is worth with the next character and with the next two: the more, and both.

        Most strings are asked for once, to be ruled out: they are put together of what is known of each character.
        """
        surname, second = self._surnames[key[0]], key[1]
        short, long = surname + self._alones[second], surname + self._middles[second] + self._lasts[key[2:]]
        if word := self._scorer.words.get(key[:2]):
            short, long = short + self._is_word[word[1]], long + self._begins_word[word[1]]
        return max(short, long), short, long

    def _alone(self, character: str) -> float:
        """Return the most that a character is worth as all of a given name."""
        return self._weights[self._scorer.only.get(character, "only2")] + self._kind(character)

    def _middle(self, character: str) -> float:
        """Return the most that a character is worth as the first of a given name of two."""
        return self._weights[self._scorer.middle.get(character, "middle1")] + self._weights["two"]

    def _last(self, character: str) -> float:
        """Return the most that a character is worth as the second of a given name."""
        tail = self._weights["tail"] if character in _TAILS else 0.0
        return self._weights[self._scorer.last.get(character, "last1")] + self._kind(character) + tail

    def _kind(self, character: str) -> float:
        return self._weights["kind"] if character in _KINDS else 0.0

    def _most_before(self, key: str) -> float:
        """Return the most that the two characters before a surname add to a name; `key` is they and the surname."""
        if len(key) < 3:  # The text begins there, and whatever stands there may be a 、.
            return max(self.most_before, self._weights["before_enum"] + _LISTED)
        mark = self._scorer.lefts[key[:2]]
        words = self._scorer.words
        cut = words.get(key[1:])
        cost = self._weights[f"cut_before{cut[1]}"] if cut and cut[1] > words.get(key[:2], _UNKNOWN)[1] else 0.0
        return self._weights[mark] + cost + (_LISTED if mark == "before_enum" else 0.0)

    def _most_behind(self, key: str) -> tuple[float, float]:
        """Return the most that the two characters behind a name add to it; `key` is its last character and they.

        Returns:
            For a name of two characters, and for a longer one.
        """
        weights, mark = self._weights, self._scorer.rights[key[1:]]
        short = long = weights[mark] + (_LISTED if mark == "after_enum" else 0.0)
        crossed, goes_on = self._scorer.edges[key]
        if crossed and key[1] != _HOME:
            short, long = short + weights["cut_after1"], long + weights["cut_after2"]
        return short + (weights["goes_on"] if goes_on else 0.0), long


def _given(worth: Callable[[str], float]) -> Remembered[float]:
    """Return what characters of given names are worth, and that others rule a name out."""
    return Remembered(lambda character: worth(character) if _is_han(character) else _NO_STRING)


def _classes(**groups: Iterable[str]) -> dict[str, str]:
    return {word: name for name, words in groups.items() for word in words}


@lru_cache(maxsize=4)
def scorer(lexicon: Lexicon) -> Scorer:
    """Return the scorer of a lexicon; it is made once."""
    return Scorer(lexicon)
