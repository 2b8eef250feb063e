"""Words at the end of a string, found by looking up its last character: no pattern is tried at every offset."""

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
        self._lengths: dict[str, list[int]] = {}
        for last, length in sorted({(w[-1], len(w)) for w in self._words}, reverse=True):
            self._lengths.setdefault(last, []).append(length)

    def of(self, text: str) -> str:
        """Return the longest word that `text` ends in, or an empty string."""
        for length in self._lengths.get(text[-1:], ()):
            if text[-length:] in self._words:
                return text[-length:]
        return ""

    def strip(self, text: str) -> str:
        """Return `text` without the words it ends in, one after the other.

        Example:
            >>> Endings(("共有", "达")).strip("全市企业共有达")
            '全市企业'
        """
        while word := self.of(text):
            text = text[: -len(word)]
        return text
