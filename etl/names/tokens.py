"""Words as jieba cuts them: the borders that names are held against, and the search tokens of an article.

MongoDB's own text index cannot segment Chinese, so the tokens are stored and indexed as they are: the distinct words,
with the names kept whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import accumulate, filterfalse
from typing import TYPE_CHECKING

from etl.lexicon import DEFAULT
from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from etl.model import Draft, Entity

_WORD = re.compile(r"\w")


@cache
def _cutter() -> Callable[[str], Iterable[str]]:
    """Return the segmenter: `rjieba` (jieba's algorithm and dictionary, compiled), else jieba itself."""
    try:
        import rjieba  # noqa: PLC0415 - loads its dictionary: 0.17 s that only extraction should pay
    except ImportError:
        import jieba  # noqa: PLC0415 - as above

        jieba.setLogLevel("WARNING")
        return jieba.cut  # type: ignore[no-any-return]  # jieba is not typed
    cut_words: Callable[[str], Iterable[str]] = rjieba.cut
    return cut_words


def cut(text: str) -> list[str]:
    """Return the words of `text`, white space and punctuation among them, as jieba's accurate mode cuts them.

    Example:
        >>> cut("徐立毅到二七区调研")
        ['徐立毅', '到', '二七区', '调研']
    """
    return list(_cutter()(text))


class Words:
    """The words of a text and the borders between them.

    Attributes:
        all: the words, white space and punctuation among them.
        borders: where each begins, and at last where the text ends.

    Example:
        >>> words = Words("徐立毅到二七区调研")
        >>> words.borders, words.between(3, 7), words.between(4, 6)
        ([0, 3, 4, 7, 9], ['到', '二七区'], ['二七'])
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.all = cut(text)
        self.borders = list(accumulate(map(len, self.all), initial=0))

    def divide(self, at: int) -> bool:
        """Tell whether one word ends and another begins there."""
        return self.borders[bisect_left(self.borders, at)] == at

    def between(self, start: int, end: int) -> list[str]:
        """Return the words from `start` to `end`; where these are no borders, as they are cut without the rest."""
        borders = self.borders
        first = bisect_left(borders, start)
        last = bisect_left(borders, end, first)
        if borders[first] == start and borders[last] == end:
            return self.all[first:last]
        return cut(self._text[start:end])


@lru_cache(maxsize=32)
def words_of(text: str) -> Words:
    """Return the words of a whole text, which is cut once for its names and for its search terms."""
    return Words(text)


def whole(draft: Draft) -> str:
    """Return head and text of an article in one, folded; the text by itself is folded for its dates already."""
    return fold(draft.head) + fold(draft.text)


def search_terms(draft: Draft, entities: Sequence[Entity]) -> tuple[str, ...]:
    """Return the distinct search tokens of an article in order of first appearance.

    Args:
        draft: its headline, kicker, subheads and text are cut.
        entities: their names, aliases and canonical forms are tokens of their own, unbroken.

    Returns:
        Words without punctuation and stop words (list `stopwords`), then names.

    Example:
        >>> from etl.model import Draft
        >>> search_terms(Draft(0, 1, 1, "他在二七区信访局接待群众。", headline="接访"), ())
        ('接访', '二七区', '信访局', '接待', '群众')
    """
    terms = dict.fromkeys(words_of(whole(draft)).all)
    for word in terms.keys() & _stopwords():
        del terms[word]
    # Nearly all terms are letters and digits only, which the filter tells without a step of Python.
    for word in [word for word in filterfalse(str.isalnum, terms) if not _WORD.search(word)]:
        del terms[word]
    terms.update(dict.fromkeys(_names(entities)))
    return tuple(terms)


def _names(entities: Sequence[Entity]) -> list[str]:
    """Return all forms of the entities' names, without white space."""
    names = [name for entity in entities for name in (entity.name, *entity.aliases, entity.canonical) if name]
    return [name if name.isalnum() else "".join(name.split()) for name in names]


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(DEFAULT.words("stopwords"))
