"""A text made ready for asking what stands beside a name in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ENUM = re.compile("、")
_CLOSING = frozenset([*",。;)、", ""])
_BREAK = re.compile("[。;:!?、“”\n]")
_LONGEST = 16  # Characters of a phrase that is nothing but an office.


class Beside(NamedTuple):
    """What may stand beside a name.

    Attributes:
        words: the common words.
        before, after: the marks of words that point at a name.
        lefts, rights: the marks of the two characters before and behind a name, where no word points at it.
    """

    words: Mapping[str, str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    lefts: Mapping[str, str]
    rights: Mapping[str, str]


class Reading(NamedTuple):
    """A text with the words that point at names, by the offsets where they end (`ends`) and where they start.

    Attributes:
        beside: what the words are told by.
        apposed: where a comma or bracket opens a phrase that is nothing but an office.
        commas: where 、 stands.
    """

    beside: Beside
    text: str
    ends: dict[int, str]
    starts: dict[int, str]
    apposed: frozenset[int]
    commas: frozenset[int]

    def left(self, start: int) -> tuple[str, str]:
        """Return what stands before `start`: its mark, and the word if it is one that points at a name."""
        if not start:
            return "before_start", ""
        if word := self.ends.get(start):
            return self.beside.before[word], word
        return self.beside.lefts[self.text[max(0, start - 2) : start]], ""

    def right(self, end: int) -> tuple[str, str]:
        """Return what stands after `end`: its mark, and the word if it is one that points at a name."""
        if end >= len(self.text):
            return "after_end", ""
        if word := self.starts.get(end):
            return self.beside.after[word], word
        if end in self.apposed:
            return "after_apposed", ""
        return self.beside.rights[self.text[end : end + 2]], ""

    def stands_free(self, start: int, end: int) -> bool:
        """Tell whether a name that is certain elsewhere is not part of a longer word here."""
        words, text = self.beside.words, self.text
        if start and start not in self.ends and text[start - 1 : start + 1] in words:
            return False
        return text[end - 1 : end + 1] not in words or text[end : end + 2] in words

    def near(self) -> tuple[set[int], set[int]]:
        """Return where a surname would stand beside a word or mark that counts for more than any other.

        Returns:
            All such places, and those where it may stand behind the name.
        """
        ends = [*self.starts, *self.apposed, *self.commas]
        beside = {*[at - 2 for at in ends], *[at - 3 for at in ends]}
        return beside.union(self.ends, [at + 1 for at in self.commas]), beside


def appositions(text: str, ends: Iterable[int]) -> frozenset[int]:
    """Return where a comma or bracket opens a phrase that is nothing but an office.

    Args:
        text: folded.
        ends: where offices and other words that point at names end in it.

    Example:
        >>> appositions("姚明,篮协主席,到场", [7])
        frozenset({2})
    """
    found = set()
    for end in ends:
        if text[end : end + 1] in _CLOSING:
            opening = max(text.rfind(",", max(0, end - _LONGEST), end), text.rfind("(", max(0, end - _LONGEST), end))
            if opening >= 0 and not _BREAK.search(text, opening + 1, end):
                found.add(opening)
    return frozenset(found)


def commas(text: str) -> frozenset[int]:
    """Return where 、 stands.

    Example:
        >>> commas("甲、乙")
        frozenset({1})
    """
    return frozenset([match.start() for match in _ENUM.finditer(text)])
