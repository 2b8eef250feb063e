"""Kinds of bodies against names of bodies: 大型医院, 高水平医院, 有关部门 say what a body is, not which."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.lexicon import Lexicon


_NUMBER = "[0-9一二三四五六七八九十百千多几]"


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
        self._kind = re.compile(f"(?:{either(words)}|{_NUMBER}+)+")
        # 中 and 原 may stand in the name of a kind, but 中原 is none: a longer word must be among them.
        self._telling = re.compile(either([word for word in words if len(word) > 1]) + f"|{_NUMBER}")
        common, flags, _ = lexicon.columns("common_words")
        self._common = frozenset(common).union(lexicon.words("body_kinds"), lexicon.words("stopwords"))
        self._other_than_nouns = frozenset(word for word, flag in zip(common, flags, strict=True) if flag != "n")

    def is_kind(self, modifier: str) -> bool:
        """Whether nothing but words that make a kind stands in `modifier` (大型物流|公司)."""
        if self._kind.fullmatch(modifier) is None:
            return False
        return len(modifier) == 1 or self._telling.search(modifier) is not None

    def is_common(self, modifier: str) -> bool:
        """Whether `modifier` is made of common words only, and so hardly a name (热点|学校)."""
        return self.is_kind(modifier) or all(word in self._common for word in cut(modifier))

    def is_noun(self, word: str) -> bool:
        """Whether a common word of two characters may be a name after all (光明|小学; not 协调|医院)."""
        return word not in self._other_than_nouns


@lru_cache(maxsize=8)
def kinds_of(lexicon: Lexicon) -> Kinds:
    """Return the kinds by the lists of `lexicon`."""
    return Kinds(lexicon)


def either(words: Sequence[str]) -> str:
    """Return an expression that matches any of `words`, the longest first; nothing where there are none.

    Example:
        >>> either(["市", "市委"]), either([])
        ('市委|市', '(?!)')
    """
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
