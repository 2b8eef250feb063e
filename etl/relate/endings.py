"""Words at the end of a string, found by looking up its last characters: no pattern is tried at every offset."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Endings:
    """A list of words that strings may end in.

    Example:
        >>> Endings(("人", "负责人")).of("相关负责人")
        '负责人'
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._last = frozenset(w[-1] for w in self._words)
        self._lengths = sorted({len(w) for w in self._words}, reverse=True)

    def of(self, text: str) -> str:
        """Return the longest word that `text` ends in, or an empty string."""
        if text[-1:] in self._last:
            for length in self._lengths:
                if text[-length:] in self._words:
                    return text[-length:]
        return ""

    def strip(self, text: str) -> str:
        """Return `text` without the words it ends in, one after the other.

        Example:
            >>> Endings(("共有", "达")).strip("全市企业共有达")
            '全市企业'
        """
        while text and (word := self.of(text)):
            text = text[: -len(word)]
        return text
