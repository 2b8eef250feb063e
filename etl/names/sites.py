"""Sites by their last word: streets, villages, parks, stations, rivers; where such a name begins is the hard part.

A suffix of list `place_suffixes` ends the name. To its left the words that jieba cuts are taken in until one of list
`place_borders` (verbs, prepositions, conjunctions …), punctuation, a number or a listed region stops it. Words that name
nothing (`place_generic`, `place_whole_words`) make no site.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs

from etl.names import gazetteer
from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.lexicon import Lexicon

VillageCheck = "Callable[[str], bool]"


class Site(NamedTuple):
    """A site where it stands.

    Attributes:
        start, end: offsets.
        kind: what the suffix makes (township, village, road, crossing, site, area, nature, station).
        suffix: the word it ends in.
        listed: whether the gazetteer has it.
        weak: whether it wants support from what stands before it.
    """

    start: int
    end: int
    kind: str
    suffix: str
    listed: bool = False
    weak: bool = False


class _Words(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    suffixes: tuple[tuple[str, ...], ...]
    borders: frozenset[str]
    generic: frozenset[str]
    whole: frozenset[str]


_WINDOW = 26
_HARD = re.compile(r"""[^一-鿿㐀-䶿A-Za-z0-9·]""")
_COMPACT = frozenset({"township", "village", "road", "crossing", "nature", "station"})
_LONGEST = {"township": 7, "village": 8, "road": 9, "crossing": 12, "nature": 7, "station": 8, "site": 16, "area": 12}
_NUMBER = re.compile(r"[0-9.]+$")
_ROAD_NUMBER = re.compile(r"(?<![A-Za-z0-9])([GSXY]?[0-9]{2,4})$")


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    rows = lexicon.rows("place_suffixes")
    return _Words(
        ahocorasick_rs.AhoCorasick(
            [row[0] for row in rows], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        ),
        rows,
        frozenset(lexicon.words("place_borders")),
        frozenset(lexicon.words("place_generic")),
        frozenset(lexicon.words("place_whole_words")),
    )


def find_sites(
    text: str, ends: dict[int, int], is_village: Callable[[str], bool], lexicon: Lexicon
) -> list[Site]:
    """Return the sites of `text` in order of their end; they may overlap or touch.

    Args:
        text: folded text.
        ends: end → start of the listed regions already found; a site begins no earlier than the end of one.
        is_village: whether a string is a village of the counties the text is about.
        lexicon: the word lists to go by.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> text = "随后来到铝城公园和济源路街道,沿五云大道行驶"
        >>> [text[s.start : s.end] for s in find_sites(text, {}, lambda name: False, DEFAULT)]
        ['铝城公园', '济源路街道', '五云大道']
    """
    words = _words(lexicon)
    found: list[Site] = []
    floor = 0
    for i, start, end in words.automaton.find_matches_as_indexes(text):
        suffix, kind, *mark = words.suffixes[i]
        if kind == "-":
            continue
        low = _window(text, start, floor, ends)
        begin, listed = _begin(text, low, start, end, kind, is_village, words)
        if begin is not None:
            found.append(Site(begin, end, kind, suffix, listed, bool(mark)))
            floor = end
    return found


def _window(text: str, start: int, floor: int, ends: dict[int, int]) -> int:
    """Return how far to the left a site that ends in a suffix at `start` may reach."""
    low = max(floor, start - _WINDOW)
    for position in range(start, low, -1):
        if position in ends or _HARD.match(text, position - 1):
            return position
    return low


def _begin(
    text: str, low: int, start: int, end: int, kind: str, is_village: Callable[[str], bool], words: _Words
) -> tuple[int | None, bool]:
    """Return where the site begins, and whether the gazetteer says so."""
    if kind in {"township", "village"}:
        known = gazetteer.townships if kind == "township" else is_village
        for begin in range(max(low, end - 9), start):
            if known(text[begin:end]):
                return begin, True
    if kind == "road" and (number := _ROAD_NUMBER.search(text, low, start)):
        return number.start(), False
    return _left_border(text, low, start, end, kind, words), False


def _left_border(text: str, low: int, start: int, end: int, kind: str, words: _Words) -> int | None:
    """Walk over jieba's words from the suffix to the left."""
    tokens = cut(text[low:end])
    begin, core = end, 0
    while tokens:
        token = tokens.pop()
        if core == 0 and end - begin == 0 and token in words.whole:
            return start if low == start else None
        if core and (begin <= start) and _stops(token, core, kind, words, tokens):
            break
        if begin <= start and not core and (token in words.generic or _stops(token, 0, kind, words, tokens)):
            return None
        begin -= len(token)
        core = max(0, start - begin)
        if end - begin > _LONGEST[kind] + len(token) - 1:
            return None
    return begin if core and text[begin:start] not in words.generic else None


def _stops(token: str, core: int, kind: str, words: _Words, rest: list[str]) -> bool:
    """Whether the name does not take in `token`, the next word to the left; `core` letters are in it already."""
    if _NUMBER.match(token):
        return True
    if core == 0:
        return token in words.borders and len(token) == 1 and token not in words.generic
    if token in words.borders or token in words.generic:
        return True
    if kind in _COMPACT:
        return core >= 2 and (len(token) > 1 or core >= 3 or not rest or rest[-1] not in words.borders)
    return False
