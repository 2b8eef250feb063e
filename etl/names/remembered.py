"""Answers to questions about short strings that a language repeats: words, surnames, pairs of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")
_KEPT = 60_000  # Strings of one sort of which something is remembered.


class Remembered(dict[str, Answer]):
    """What `ask` says of strings, asked once of each; all is forgotten when it has become too much.

    Example:
        >>> sizes = Remembered(len)
        >>> sizes["市委"], dict(sizes)
        (2, {'市委': 2})
    """

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, string: str) -> Answer:
        """Ask, and keep the answer."""
        if len(self) >= _KEPT:
            self.clear()
        self[string] = answer = self._ask(string)
        return answer
