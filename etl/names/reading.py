"""A text made ready for asking what stands beside a name in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import late

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

_ENUM = re.compile("、")
_CLOSING = frozenset([*",。;)、", ""])
_BREAK = re.compile("[。;:!?、“”\n]")
_STOP = re.compile("[。;:!?,“”\n]")
_LONGEST = 16  # Characters of a phrase that is nothing but an office.
_LONGEST_POST = 28  # Characters of the same in a list of appointments, where bodies are printed in full.
_APPOINTING = ("任命", "任免", "免去", "选举", "职务")
RANK = r"\((?:[正副]?[国部省厅局司地市县处科乡]级|挂职|兼|兼职|挂任|聘任|返聘|主持(?:日常|全面)?工作|已退休)\)"
"""What is printed in brackets between an office and a name."""
_RANK = late(RANK)
# To be mapped: no step of Python for a place in the text.
_TWO_BEFORE, _THREE_BEFORE, _NEXT = (2).__rsub__, (3).__rsub__, (1).__add__
_START = re.Match.start


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
        apposed: where a comma or bracket opens a phrase that is nothing but an office, or 为 or 的 one that is a post.
        posts: those of them where it is a post given or taken.
        commas: where 、 stands.
    """

    beside: Beside
    text: str
    ends: dict[int, str]
    starts: dict[int, str]
    apposed: frozenset[int]
    posts: frozenset[int]
    commas: frozenset[int]

    def left(self, start: int) -> tuple[str, str]:
        """Return what stands before `start`: its mark, and the word if it is one that points at a name."""
        if word := self.ends.get(start):
            return self.beside.before[word], word
        return self.beside.lefts[self.text[start - 2 if start > 1 else 0 : start]], ""

    def right(self, end: int) -> tuple[str, str]:
        """Return what stands after `end`: its mark, and the word if it is one that points at a name."""
        if word := self.starts.get(end):
            return self.beside.after[word], word
        if end in self.apposed:
            return ("after_post" if end in self.posts else "after_apposed"), ""
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
        behind = [*self.starts, *self.apposed, *self.commas]
        beside = {*map(_TWO_BEFORE, behind), *map(_THREE_BEFORE, behind)}
        return beside.union(self.ends, map(_NEXT, self.commas)), beside


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
    for end in [end for end in ends if text[end : end + 1] in _CLOSING]:
        opening = max(text.rfind(",", max(0, end - _LONGEST), end), text.rfind("(", max(0, end - _LONGEST), end))
        if opening >= 0 and not _BREAK.search(text, opening + 1, end):
            found.add(opening)
    return frozenset(found)


def appointments(text: str, ends: Mapping[int, str], offices: Container[str]) -> frozenset[int]:
    r"""Return where 为 opens a phrase that is nothing but an office, or 的 one before 职务; only where posts are given.

    Args:
        text: folded.
        ends: the words in it that point at names, by where they end.
        offices: those of them that are offices.

    Example:
        >>> posts = "任命:\n李文为县文化局局长;\n免去:\n王平的县计委主任职务。"
        >>> sorted(appointments(posts, {13: "局长", 27: "主任"}, {"局长", "主任"}))
        [6, 21]
    """
    if not any(map(text.__contains__, _APPOINTING)):
        return frozenset()
    found = set()
    for end, word in ends.items():
        if word not in offices:
            continue
        left = text.startswith("职务", end)
        opening = text.rfind("的" if left else "为", max(0, end - _LONGEST_POST), end)
        if opening >= 0 and (left or text[end : end + 1] in _CLOSING) and not _STOP.search(text, opening, end):
            found.add(opening)
    return frozenset(found)


def ranked(text: str, ends: Mapping[int, str]) -> dict[int, str]:
    """Return where a rank in brackets ends behind an office, with the office: 副区长(挂职).

    Example:
        >>> ranked("副区长(挂职)李明", {3: "副区长"})
        {7: '副区长'}
    """
    return {m.end(): ends[m.start()] for m in _RANK.finditer(text) if m.start() in ends}


def commas(text: str) -> frozenset[int]:
    """Return where 、 stands.

    Example:
        >>> commas("甲、乙")
        frozenset({1})
    """
    return frozenset(map(_START, _ENUM.finditer(text)))
