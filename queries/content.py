"""What the papers say: statements, figures, words over time, policies and slogans on the rise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from queries import arguments
from queries.expressions import ARTICLES, BEST_NAME, DAY, Named, each, entities, within
from queries.questions import Pipeline, question
from queries.scope import FINE_ENOUGH, PERIODS, Scope, every, window
from queries.words import Words, has_word, occurrences_in, stands_in

if TYPE_CHECKING:
    from datetime import date

    from queries.arguments import Day
    from queries.scope import Condition, Stage

Period = Literal["day", "week", "month", "year"]
_IN_ORDER: Stage = {"$sort": {"day": 1, "_id": 1, "index": 1}}


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something somebody said.

    Attributes:
        speaker, verb, text: as in the documents; `start`, `end`: offsets into the article's text.
        day: day of the article; `article`, `headline`, `publication`: where it stands.
    """

    columns: ClassVar[tuple[str, ...]] = ("day", "speaker", "verb", "text", "article")
    speaker: str | None = None
    verb: str | None = None
    text: str
    start: int
    end: int
    day: date | None = None
    article: str
    headline: str | None = None
    publication: str | None = None
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A numeric fact.

    Attributes:
        value, unit, about, text: as in the documents (总投资146亿元: 146, 亿元, 总投资); `start`, `end`: offsets.
        day: day of the article; `article`, `headline`, `publication`: where it stands.
    """

    columns: ClassVar[tuple[str, ...]] = ("value", "unit", "about", "text", "day", "article")
    value: float | int
    unit: str | None = None
    about: str | None = None
    text: str
    start: int
    end: int
    day: date | None = None
    article: str
    headline: str | None = None
    publication: str | None = None
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Point:
    """A word in one period.

    Attributes:
        period: 2021-11-23, 2021-W47, 2021-11 or 2021.
        articles: how many have it; `mentions`: how often it stands in their headlines and texts.
    """

    columns: ClassVar[tuple[str, ...]] = ("period", "articles", "mentions")
    period: str
    articles: int
    mentions: int
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Rising:
    """A policy, campaign or slogan.

    Attributes:
        name: as quoted.
        articles: how many quote it in the period; `before`: how many in the one before.
        rise: `articles` less `before`.
        first, last: first and last day of both periods on which it is quoted.
    """

    columns: ClassVar[tuple[str, ...]] = ("name", "articles", "before", "rise", "first", "last")
    name: str
    articles: int
    before: int
    rise: int
    first: date | None
    last: date | None
    article_ids: list[str]


def _single(field: str, *keys: str) -> dict[str, Any]:
    """Return the projection that makes one unwound item of `field` a row with its article."""
    where = {"article": "$_id", "headline": 1, "publication": "$publication.name", "day": 1}
    return {"_id": 0} | where | {key: f"${field}.{key}" for key in keys}


@question(Said)
def statements(
    speaker: str | None = None,
    words: str | None = None,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 50,
    skip: int = 0,
) -> Pipeline:
    """Who said what, in the order of days.

    Args:
        speaker: only what this person or body said; any printed form, an alias or the canonical name.
        words: only statements with all of these words or "phrases in quotes", and without those after a minus.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [said.verb for said in queries.statements(queries.examples(), "徐立毅", limit=2)]
        ['强调', '指出']
    """
    who = Named(None, arguments.text(speaker, "speaker")) if speaker is not None else None
    asked = Words.read(words) if words is not None else None
    speaks = {"$or": [{"statements.speaker": who.name}, *who.condition()["$or"]]} if who else {}
    # What is not in a statement may well stand elsewhere in the article: exclusion waits for the statements.
    mentions = every(*map(has_word, asked.wanted)) if asked else {}
    same: list[Stage] = [
        {"$addFields": {"same": within("$statements.speaker", "$who")}},
        {"$match": {"same": True}},
    ]
    return [
        *Scope.of(since, until, publication, region).match(speaks, mentions, {"statements": {"$ne": []}}),
        {"$addFields": {"day": DAY} | ({"who": who.printed()} if who else {})},
        {"$unwind": {"path": "$statements", "includeArrayIndex": "index"}},
        *(same if who else []),
        *([{"$match": _spoken(asked)}] if asked else []),
        _IN_ORDER,
        *window(limit, skip),
        {"$project": _single("statements", "speaker", "verb", "text", "start", "end")},
    ]


def _spoken(asked: Words) -> Condition:
    without = [stands_in(word, "statements.text") for word in asked.without]
    spoken = [stands_in(word, "statements.text") for word in asked.wanted]
    return every({"$and": spoken}, {"$nor": without} if without else {})


def _measured(about: str | None, unit: str | None, least: float | None, most: float | None) -> Condition:
    """Return the condition that a figure is about something, in a unit, between bounds."""
    words = arguments.optional_text(about, "about", "words")
    bounds = {"$gte": arguments.number(least, "least"), "$lte": arguments.number(most, "most")}
    bounds = {operator: bound for operator, bound in bounds.items() if bound is not None}
    measure = arguments.optional_text(unit, "unit", "a unit")
    return every(
        stands_in(words, "figures.about", "figures.text") if words else {},
        {"figures.unit": measure} if measure else {},
        {"figures.value": bounds} if bounds else {},
    )


@question(Fact)
def figures(
    about: str | None = None,
    *,
    unit: str | None = None,
    least: float | None = None,
    most: float | None = None,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 50,
    skip: int = 0,
) -> Pipeline:
    """Which numbers the papers give, the largest first.

    Args:
        about: only figures about this: words that stand in what the figure is about or in its text.
        unit: only figures in this unit, such as 亿元.
        least: only values of at least so much.
        most: only values of at most so much.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(fact.value, fact.unit) for fact in queries.figures(queries.examples(), "总投资")]
        [(146, '亿元')]
    """
    wanted = _measured(about, unit, least, most)
    # The same condition finds articles and then settles their figures one by one.
    return [
        *Scope.of(since, until, publication, region).match(wanted, {"figures": {"$ne": []}}),
        {"$unwind": {"path": "$figures", "includeArrayIndex": "index"}},
        *([{"$match": wanted}] if wanted else []),
        {"$addFields": {"day": DAY}},
        {"$sort": {"figures.value": -1, "day": 1, "_id": 1, "index": 1}},
        *window(limit, skip),
        {"$project": _single("figures", "value", "unit", "about", "text", "start", "end")},
    ]


@question(Point)
def term_trend(
    term: str,
    by: Period = "month",
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 200,
    skip: int = 0,
) -> Pipeline:
    """How often a word, a campaign or a name is used over time. Periods without it are left out.

    Args:
        term: the word.
        by: the length of a period.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(p.period, p.articles) for p in queries.term_trend(queries.examples(), "志愿服务", by="year")]
        [('2021', 2), ('2023', 1)]
    """
    word = arguments.text(term, "term", "a word")
    fine = FINE_ENOUGH[arguments.choice(by, "by", get_args(Period))]
    settled = {"$or": [{"date.precision": {"$in": fine}}, {"date.start": {"$exists": False}}]}
    mentions = {"$add": [occurrences_in("$text", [word]), occurrences_in("$headline", [word])]}
    return [
        *Scope.of(since, until, publication, region).match(has_word(word)),
        {"$match": settled},
        {"$project": {"day": DAY, "mentions": mentions}},
        {"$match": {"day": {"$ne": None}}},
        {
            "$group": {
                "_id": {"$dateToString": {"format": PERIODS[by], "date": "$day"}},
                "mentions": {"$sum": "$mentions"},
                "ids": {"$addToSet": "$_id"},
            }
        },
        {"$sort": {"_id": 1}},
        *window(limit, skip),
        {"$project": {"_id": 0, "period": "$_id", "articles": ARTICLES, "mentions": 1, "article_ids": "$ids"}},
    ]


@question(Rising)
def terms(
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Which policies, campaigns and slogans are on the rise.

    With `since` and `until` the period is compared with an equally long one before it; with `since` alone, with all
    that went before.

    Args:
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(t.name, t.rise) for t in queries.terms(queries.examples(), since="2021-11", limit=1)]
        [('万人助万企', 2)]
    """
    scope = Scope.of(since, until, publication, region)
    return [
        *_with_period_before(scope).match({"entities.type": "term"}),
        *_quoted(scope),
        {"$match": {"articles": {"$gt": 0}}},
        {"$addFields": {"name": "$_id", "rise": {"$subtract": ["$articles", "$before"]}}},
        {"$sort": {"rise": -1, "articles": -1, "name": 1}},
        *window(limit, skip),
        {
            "$project": {"_id": 0}
            | dict.fromkeys(("name", "articles", "before", "rise", "first", "last", "article_ids"), 1)
        },
    ]


def _quoted(scope: Scope) -> list[Stage]:
    """Return the stages from articles to terms and the articles that quote them, in the period and before it."""
    # Stored days as text, since a day in an expression is not read alike by all stores.
    written = {"$dateToString": {"format": "%Y-%m-%d", "date": "$day"}}
    now = {"$and": [{"$gte": [written, scope.since.isoformat()]}]} if scope.since else {"$literal": True}
    once = {"_id": {"name": "$found", "article": "$_id"}, "now": {"$max": "$now"}, "day": {"$min": "$day"}}
    counts = {
        "articles": {"$sum": {"$cond": ["$now", 1, 0]}},
        "before": {"$sum": {"$cond": ["$now", 0, 1]}},
        "first": {"$min": "$day"},
        "last": {"$max": "$day"},
        "article_ids": {"$push": "$_id.article"},
    }
    return [
        {"$project": {"day": DAY, "found": each(entities("term"), BEST_NAME)}},
        {"$addFields": {"now": now}},
        {"$unwind": "$found"},
        {"$group": once},
        {"$group": {"_id": "$_id.name"} | counts},
    ]


def _with_period_before(scope: Scope) -> Scope:
    """Return the scope together with the period before it."""
    first = None
    if scope.since and scope.until:
        first = scope.since - (scope.until - scope.since) - timedelta(days=1)
    return Scope(first, scope.until, scope.publication, scope.region)
