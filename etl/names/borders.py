"""Where the name of a body may begin: the run of characters before its last word, cut at the last border.

The left border is the hard part of Chinese names: nothing but a verb (走进), a preposition (在), a conjunction (和) or
the name of a place tells where the company of 深入郑州航鹏电子科技有限公司 begins. Longer words that merely contain
a border (协和, 自然资源和规划) stand in a list of their own and win over it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.expressions import late

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.lexicon import Lexicon
    from etl.model import Found

REACH = 32
"""Code points that are looked back over for the beginning of a name."""

_BACKWARDS = re.compile(r"(?:[一-鿿㐀-䶿A-Za-z0-9·&]++|\)(?:[^\W_]|·){1,8}\((?=[^\W\d_]))*")
"""What may be part of a name, its brackets among it, read from its last character to its first."""
_DAY = late(r"\d+(?:年|月|日|时|分|点|号|余?名|多?人)|第[一二三四五六七八九十]+次|(?:19|20)\d\d")


class Border(NamedTuple):
    """Where a name may begin, and the word or mark that stands before it."""

    start: int
    evidence: str


class Borders:
    """The borders of one text.

    Args:
        text: folded.
        places: found in it, in order, none overlapping another; a border inside a place is none (和 of 呼和浩特).
        lexicon: lists `borders`, `borders_not`.
    """

    def __init__(self, text: str, places: Sequence[Found], lexicon: Lexicon) -> None:
        self.text, self.places = text, places
        self._backwards = text[::-1]  # Backwards one match tells how far back a name may reach.
        self._starts = [p.start for p in places]
        self._automaton, self._cuts, self._soft = _automaton(lexicon)

    def before(self, end: int, *, firm: bool = False) -> Border:
        """Return where the name that runs up to `end` may begin.

        Args:
            end: where the last word of the name begins.
            firm: whether that word is the legal form of a firm, whose name may hold common verbs (江苏联侨聚合材料).
        """
        text, size = self.text, len(self.text)
        backwards = _BACKWARDS.match(self._backwards, size - end, size - end + REACH)
        start = size - backwards.end() if backwards else end
        border = Border(start, text[start - 1 : start])
        if start == end:
            return border
        run = text[start:end]
        for index, at, stop in reversed(self._automaton.find_matches_as_indexes(run)):
            if self._cuts[index] and not self.inside_place(start + at):
                word = run[at:stop]
                if not (firm and at and word in self._soft):
                    border = Border(start + stop, word)
                    break
        if run.isalpha() and "第" not in run:
            return border  # Days have digits or are counted, and brackets are no letters.
        for day in _DAY.finditer(text, border.start, end):
            border = Border(day.end(), day.group())
        return self._balanced(border, end)

    def _balanced(self, border: Border, end: int) -> Border:
        """Move a border that lies within brackets to their end: (记者张三)|郑州市公安局."""
        run = self.text[border.start : end]
        opened, closed = run.find("("), run.rfind(")")
        if closed >= 0 and not 0 <= opened < closed:
            return Border(border.start + closed + 1, ")")
        return Border(border.start + closed + 1, ")") if opened == 0 and closed > 0 else border

    def inside_place(self, at: int) -> bool:
        """Whether the character at `at` lies within the name of a place."""
        before = bisect_right(self._starts, at)
        return before > 0 and at < self.places[before - 1].end

    def places_between(self, start: int, end: int) -> Sequence[Found]:
        """Return the places that begin in `start` … `end`, in order."""
        first = bisect_left(self._starts, start)
        return self.places[first : bisect_left(self._starts, end, lo=first)]


@lru_cache(maxsize=8)
def _automaton(lexicon: Lexicon) -> tuple[AhoCorasick, tuple[bool, ...], frozenset[str]]:
    cuts = dict.fromkeys(lexicon.words("borders"), True) | dict.fromkeys(lexicon.words("borders_not"), False)
    soft = frozenset(row[0] for row in lexicon.rows("borders") if "soft" in row)
    return AhoCorasick(list(cuts), matchkind=MatchKind.LeftmostLongest), tuple(cuts.values()), soft
