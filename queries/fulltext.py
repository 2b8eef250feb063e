"""Full text: articles that have certain words, and articles like another one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from etl.errors import QueryError
from queries import arguments
from queries.expressions import DAY, listed
from queries.questions import Arguments, Document, Pipeline, question
from queries.scope import Scope, window
from queries.words import Words, occurrences_in, snippets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from queries.arguments import Day

_HEADLINE_WEIGHT = 5
_MOST_TERMS = 16
_LONGEST = 40
_TELLING = ("person", "organization", "work", "term")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An article that has the words.

    Attributes:
        article, headline, publication, day: which article.
        score: how often the words stand in it; in the headline they count five times.
        snippets: `{start, end, text, hits}`: parts of the text and the words in them, offsets into the article's text;
            `queries.highlight` marks them.
    """

    columns: ClassVar[tuple[str, ...]] = ("score", "day", "headline", "snippets", "article")
    article: str
    headline: str | None = None
    publication: str | None = None
    day: date | None = None
    score: int
    snippets: list[dict[str, Any]]
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """An article like another.

    Attributes:
        article, headline, publication, day: which article.
        score: how many of the telling terms it shares; `shared`: which.
    """

    columns: ClassVar[tuple[str, ...]] = ("score", "day", "headline", "shared", "article")
    article: str
    headline: str | None = None
    publication: str | None = None
    day: date | None = None
    score: int
    shared: list[str] = field(default_factory=list)
    article_ids: list[str]


def _with_snippets(documents: list[Document], given: Arguments) -> list[Document]:
    wanted = Words.read(given["words"]).wanted
    return [row | {"snippets": snippets(row.pop("text", ""), wanted)} for row in documents]


@question(Hit, finish=_with_snippets)
def search(
    words: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Which articles have certain words: the best first, then the latest.

    Every word must be there; a phrase in quotes must stand as it is; what follows a minus must not be there. Nothing in
    the words is a pattern.

    Args:
        words: such as: 志愿服务 "文明城市" -足球.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [hit.headline for hit in queries.search(queries.examples(), '志愿服务 -足球', limit=1)]
        ['上街区开展志愿服务活动']
    """
    asked = Words.read(words)
    headline = {"$multiply": [occurrences_in("$headline", asked.wanted), _HEADLINE_WEIGHT]}
    return [
        *Scope.of(since, until, publication, region).match(asked.condition()),
        {
            "$project": {
                "headline": 1,
                "publication": "$publication.name",
                "day": DAY,
                "text": 1,
                "score": {"$add": [occurrences_in("$text", asked.wanted), headline]},
            }
        },
        {"$sort": {"score": -1, "day": -1, "_id": 1}},
        *window(limit, skip),
        {"$project": {"_id": 0, "article": "$_id", "headline": 1, "publication": 1, "day": 1, "text": 1, "score": 1}},
    ]


def _look_up_terms(db: Any, given: Arguments) -> Arguments:
    """Fill in the telling terms of the article, unless the caller named some."""
    if given["terms"] is not None:
        return given
    _id = arguments.text(given["article"], "article", "the id of an article")
    kept = {"entities.type": 1, "entities.name": 1, "entities.canonical": 1, "entities.partial": 1, "terms": 1}
    found = next(iter(db["articles"].aggregate([{"$match": {"_id": _id}}, {"$project": kept}])), None)
    if found is None:
        raise QueryError(f"article: expected the id of an article, got {_id!r}, which is not in the store")
    return given | {"terms": telling_terms(found)}


def telling_terms(article: Document) -> list[str]:
    """Return the terms by which to know an article: names and works it tells of, then its words, the longest first.

    A long name or word is seldom in another article by chance, and what is seldom is quickly looked up.

    Example:
        >>> telling_terms({"entities": [{"type": "person", "name": "徐立毅"}], "terms": ["徐立毅", "调研", "信访局"]})
        ['徐立毅', '信访局', '调研']
    """
    named = [e for e in article["entities"] if e["type"] in _TELLING and not e.get("partial")]
    names = {e.get("canonical") or e["name"] for e in named}
    words = [*sorted(names, key=_longest_first), *sorted(article["terms"], key=_longest_first)]
    told = [word for word in dict.fromkeys(words) if not word.startswith("$") and len(word) <= _LONGEST]
    return told[:_MOST_TERMS]


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


@question(Likeness, prepare=_look_up_terms)
def similar(
    article: str,
    terms: Sequence[str] | None = None,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 10,
    skip: int = 0,
) -> Pipeline:
    """Which articles are like this one: those that share most of its telling terms.

    Args:
        article: the id of an article.
        terms: what to compare by; the names in the article and its longest words, where not given.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> db = queries.examples()
        >>> [one.article for one in queries.similar(db, "e01-3", limit=1)]
        ['e03-1']
    """
    _id = arguments.text(article, "article", "the id of an article")
    if terms is None or isinstance(terms, str) or not isinstance(terms, list | tuple) or len(terms) > _MOST_TERMS:
        raise QueryError(f"terms: expected at most {_MOST_TERMS} words, got {terms!r}")
    telling = [arguments.text(term, "terms", "a word") for term in terms]
    shared = {"$filter": {"input": {"$literal": telling}, "as": "t", "cond": {"$in": ["$$t", listed("$terms")]}}}
    return [
        *Scope.of(since, until, publication, region).match({"terms": {"$in": telling}, "_id": {"$ne": _id}}),
        {"$project": {"headline": 1, "publication": "$publication.name", "day": DAY, "shared": shared}},
        {"$addFields": {"score": {"$size": "$shared"}}},
        {"$sort": {"score": -1, "day": -1, "_id": 1}},
        *window(limit, skip),
        {"$project": {"_id": 0, "article": "$_id", "headline": 1, "publication": 1, "day": 1, "score": 1, "shared": 1}},
    ]
