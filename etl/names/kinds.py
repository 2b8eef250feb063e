"""Kinds of bodies against names of bodies: 大型医院, 高水平医院, 有关部门 say what a body is, not which."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from etl.lexicon import Lexicon


_NUMBERS = "0123456789一二三四五六七八九十百千多几"


class Openings:
    """Words looked up where they begin: as fast as an expression made of them all, and ready at once.

    Example:
        >>> organs = Openings(["市", "市委"])
        >>> text = "到市委去"
        >>> organs.end(text, 1), organs.end(text, 2), organs.ends(text, 1)
        (3, 2, [3, 2])
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        sizes: dict[str, set[int]] = {}
        for word in self.words:
            sizes.setdefault(word[0], set()).add(len(word))
        self._sizes = {first: sorted(longest, reverse=True) for first, longest in sizes.items()}

    def end(self, text: str, at: int) -> int:
        """Return where the longest word that begins at `at` ends; `at` itself if none begins there."""
        for size in self._sizes.get(text[at : at + 1], ()):
            if (word := text[at : at + size]) in self.words:
                return at + len(word)
        return at

    def ends(self, text: str, at: int) -> list[int]:
        """Return where the words that begin at `at` end, the longest first."""
        last, words = len(text), self.words
        sizes = self._sizes.get(text[at : at + 1], ())
        return [at + size for size in sizes if at + size <= last and text[at : at + size] in words]


class Kinds:
    """Tells whether what stands before the last word of a body is a name.

    Args:
        lexicon: lists `body_kinds` and `trades` (words that make a kind only), `common_words`, `stopwords`.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> kinds = kinds_of(DEFAULT)
        >>> kinds.is_kind("大型物流"), kinds.is_kind("钻石精密"), kinds.is_common("热点"), kinds.is_common("歌斐颂")
        (True, False, True, False)
    """

    def __init__(self, lexicon: Lexicon) -> None:
        words = (*lexicon.words("body_kinds"), *lexicon.words("trades"))
        self._kinds = Openings([*words, *_NUMBERS])
        # 中 and 原 may stand in the name of a kind, but 中原 is none: a longer word must be among them.
        self._telling = Openings([*(word for word in words if len(word) > 1), *_NUMBERS])
        self._common = lexicon.pairs("common_words")
        self._empty = frozenset((*lexicon.words("body_kinds"), *lexicon.words("stopwords")))

    def is_kind(self, modifier: str) -> bool:
        """Whether nothing but words that make a kind stands in `modifier` (大型物流|公司)."""
        ends = [0]
        for at in ends:  # grows by every place that a row of words reaches
            ends += [end for end in self._kinds.ends(modifier, at) if end not in ends]
        if len(modifier) not in ends:
            return False
        return len(modifier) == 1 or any(self._telling.end(modifier, at) > at for at in range(len(modifier)))

    def is_common(self, modifier: str) -> bool:
        """Whether `modifier` is made of common words only, and so hardly a name (热点|学校)."""
        return self.is_kind(modifier) or all(word in self._common or word in self._empty for word in cut(modifier))

    def is_noun(self, word: str) -> bool:
        """Whether a common word of two characters may be a name after all (光明|小学; not 协调|医院)."""
        return self._common.get(word, "n")[0] == "n"


@lru_cache(maxsize=8)
def kinds_of(lexicon: Lexicon) -> Kinds:
    """Return the kinds by the lists of `lexicon`."""
    return Kinds(lexicon)
