"""Words to look for: how they are written, how an article is found by them, and where they stand in it.

Chinese text has no spaces and MongoDB's own text index cannot cut it, so articles are found by their stored tokens
(`terms`), which are indexed; a word of several tokens and a phrase must then stand in headline or text as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etl.errors import QueryError
from etl.model import Draft
from etl.text import fold
from queries import arguments
from queries.scope import every

if TYPE_CHECKING:
    from collections.abc import Iterable

    from queries.expressions import Expression
    from queries.scope import Condition

_WRITTEN = re.compile(r'(-?)(?:"([^"]*)"|“([^”]*)”|([^\s"“”]+))')
_MOST = 10
_EXPECTED = 'words to look for, such as 志愿服务 "文明城市" -足球'
_AROUND = 30
_SNIPPETS = 3


@dataclass(frozen=True)
class Words:
    """What is looked for: words, phrases (in quotes) and what must not be there (after a minus)."""

    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @classmethod
    def read(cls, written: str, what: str = "words") -> Words:
        """Return the words that `written` asks for.

        Raises:
            QueryError: there are none, or too many, or one is no plain text.

        Example:
            >>> Words.read('志愿服务 "文明城市" -足球')
            Words(words=('志愿服务',), phrases=('文明城市',), without=('足球',))
        """
        found: tuple[list[str], list[str], list[str]] = ([], [], [])
        for minus, *quoted, word in _WRITTEN.findall(arguments.text(written, what, _EXPECTED)):
            phrase = "".join(quoted)
            place = 2 if minus else int(bool(phrase))
            found[place].append(fold(arguments.text(phrase or word, what, _EXPECTED)))
        words, phrases, without = (tuple(dict.fromkeys(one)) for one in found)
        if not words and not phrases:
            raise QueryError(f"{what}: expected {_EXPECTED}, got {written!r}")
        if sum(map(len, (words, phrases, without))) > _MOST:
            raise QueryError(f"{what}: expected at most {_MOST} words, got {written!r}")
        return cls(words, phrases, without)

    @property
    def wanted(self) -> tuple[str, ...]:
        """What must be there, words before phrases."""
        return self.words + self.phrases

    def condition(self) -> Condition:
        """Return the condition that an article has the words, for a leading `$match`."""
        wanted = [*map(has_word, self.words), *map(has_phrase, self.phrases)]
        without = {"$nor": [*map(has_word, self.without)]} if self.without else {}
        return every(*wanted, without)


def tokens(words: str) -> tuple[str, ...]:
    """Return the tokens that articles with `words` are stored under.

    Example:
        >>> tokens("文明城市的创建")
        ('文明城市', '创建')
    """
    from etl.names.tokens import search_terms  # noqa: PLC0415 - loads a dictionary; most questions need none

    return search_terms(Draft(0, 1, 1, words), ())


def stands_in(words: str, *paths: str) -> Condition:
    """Return the condition that `words` stand in one of the texts at `paths`, as they are."""
    found = {"$regex": arguments.pattern(words)}
    return {"$or": [{path: found} for path in paths]} if len(paths) > 1 else {paths[0]: found}


def _may_have(words: str) -> Condition:
    """Return the condition by which the index finds articles that may have `words`."""
    cut = tokens(words)
    if cut in ((words,), ()):
        return {"terms": words} if cut else {}
    return {"$or": [{"terms": words}, {"terms": {"$all": list(cut)}}]}


def has_word(word: str) -> Condition:
    """Return the condition that an article has a word: as one token, or as several that stand together."""
    cut = tokens(word)
    if cut == (word,):
        return {"terms": word}
    together = stands_in(word, "text", "headline")
    return {"$or": [{"terms": word}, {"terms": {"$all": list(cut)}} | together]} if cut else together


def has_phrase(phrase: str) -> Condition:
    """Return the condition that a phrase stands in an article's headline or text."""
    return every(_may_have(phrase), stands_in(phrase, "text", "headline"))


def occurrences_in(path: str, words: Iterable[str]) -> Expression:
    """Return how often `words` stand in the text at `path`."""
    parts = [{"$split": [{"$ifNull": [path, ""]}, {"$literal": word}]} for word in words]
    return {"$add": [{"$subtract": [{"$size": part}, 1]} for part in parts]}


def snippets(text: str, words: Iterable[str]) -> list[dict[str, Any]]:
    """Return the parts of `text` where `words` stand: `{start, end, text, hits}`, offsets into `text`.

    Example:
        >>> snippets("全市开展志愿服务。", ["志愿服务"])
        [{'start': 0, 'end': 9, 'text': '全市开展志愿服务。', 'hits': [[4, 8]]}]
    """
    wanted = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    parts: list[dict[str, Any]] = []
    for match in wanted.finditer(fold(text)):
        start, end = max(0, match.start() - _AROUND), min(len(text), match.end() + _AROUND)
        if parts and start <= parts[-1]["end"]:
            parts[-1]["end"] = end
        elif len(parts) == _SNIPPETS:
            break
        else:
            parts.append({"start": start, "end": end, "hits": []})
        parts[-1]["hits"].append([match.start(), match.end()])
    # Found by a name it stands for, or in the headline alone: the beginning will do.
    parts = parts or [{"start": 0, "end": min(len(text), 2 * _AROUND), "hits": []}]
    for part in parts:
        part["text"] = text[part["start"] : part["end"]]
    return [{key: part[key] for key in ("start", "end", "text", "hits")} for part in parts]


def highlight(snippet: dict[str, Any], before: str = "【", after: str = "】") -> str:
    """Return the text of a snippet with its hits marked.

    Example:
        >>> highlight(snippets("全市开展志愿服务。", ["志愿服务"])[0])
        '全市开展【志愿服务】。'
    """
    text, at = snippet["text"], snippet["start"]
    for start, end in reversed(snippet["hits"]):
        text = text[: start - at] + before + text[start - at : end - at] + after + text[end - at :]
    return str(text)
