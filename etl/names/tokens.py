"""Search tokens: the distinct words of an article, as jieba cuts them, with the names kept whole.

MongoDB's own text index cannot segment Chinese, so the tokens are stored and indexed as they are.
"""

from __future__ import annotations

import re
from functools import cache
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
    parts = (draft.kicker, draft.headline, *draft.subheads, draft.text)
    words = dict.fromkeys(cut(fold("\n".join(part for part in parts if part))))
    stop = _stopwords()
    tokens = [word for word in words if word not in stop and (word[0].isalnum() or _WORD.search(word))]
    return tuple(dict.fromkeys([*tokens, *_names(entities)]))


def _names(entities: Sequence[Entity]) -> Iterable[str]:
    for entity in entities:
        for name in (entity.name, *entity.aliases, entity.canonical):
            if name:
                yield "".join(name.split())


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(DEFAULT.words("stopwords"))
