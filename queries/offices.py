"""Who held which office, and when the papers say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from queries import arguments
from queries.expressions import ARTICLES, CERTAIN, DAY, Expression, as_person, each, entities, tally
from queries.questions import Arguments, Document, Pipeline, question
from queries.results import plain
from queries.scope import Scope, window

if TYPE_CHECKING:
    from queries.arguments import Day
    from queries.scope import Condition, Stage

_AT = "found.positions."
_IN_OFFICE = {key: f"$$e.{key}" for key in ("name", "canonical", "positions")}
_ORGANS = ("", "委", "人民政府", "政府")
"""What may stand between a place and a title: 郑州市 and 书记 make 郑州市委书记."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """An office of a person, and the days between which the papers give it.

    Attributes:
        title: without its body (书记).
        organization: the body, where certain (郑州市委).
        texts: as printed beside the name (市委书记, 郑州市委书记).
        first, last: first and last day of articles that give it.
        articles: how many do.
    """

    columns: ClassVar[tuple[str, ...]] = ("title", "organization", "texts", "first", "last", "articles")
    title: str
    organization: str | None = None
    texts: list[str]
    first: date | None
    last: date | None
    articles: int
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A person in an office.

    Attributes:
        name: the person.
        title, organization: the office as in `Office`.
        first, last: first and last day of articles that give it.
        articles: how many do.
        days_away: where a day was asked for: days between it and the nearest article; 0 where articles span it.
    """

    columns: ClassVar[tuple[str, ...]] = ("name", "title", "organization", "first", "last", "articles", "days_away")
    name: str
    title: str
    organization: str | None = None
    first: date | None
    last: date | None
    articles: int
    days_away: int | None = None
    article_ids: list[str]


def offices() -> list[Stage]:
    """Return the stages from documents with `day` and `me` (entities of one person) to offices, first seen first."""
    return [
        {"$unwind": "$me"},
        {"$unwind": "$me.positions"},
        tally(_office("$me.positions"), texts={"$addToSet": "$me.positions.text"}),
        {
            "$project": {
                "_id": 0,
                "title": "$_id.title",
                "organization": "$_id.organization",
                "texts": 1,
                "first": 1,
                "last": 1,
                "articles": ARTICLES,
                "article_ids": "$ids",
            }
        },
        {"$sort": {"first": 1, "title": 1, "organization": 1}},
    ]


def _office(path: str) -> Expression:
    return {"title": f"{path}.title", "organization": {"$ifNull": [f"{path}.organization", None]}}


def in_texts_order(documents: list[Document], _arguments: Arguments) -> list[Document]:
    """Return office documents with their printed forms in order."""
    return [document | {"texts": sorted(document["texts"])} for document in documents]


@question(Office, finish=in_texts_order)
def positions(
    person: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 50,
    skip: int = 0,
) -> Pipeline:
    """Which offices a person held, in the order in which the papers first give them.

    Args:
        person: any printed form of the name, an alias or the canonical one.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(o.organization, o.title) for o in queries.positions(queries.examples(), "徐立毅")]
        [('郑州市委', '书记'), ('河南省委', '常委')]
    """
    who = as_person(arguments.text(person, "person"))
    return [
        *Scope.of(since, until, publication, region).match(who.condition()),
        {"$project": {"day": DAY, "me": entities("person", who.test())}},
        *offices(),
        *window(limit, skip),
    ]


def _tails(office: str) -> list[str]:
    """Return the titles that the end of `office` may be, the longest first."""
    return [office[start:] for start in range(max(1, len(office) - 1))]


def _joined(organization: str, head: str) -> list[str]:
    """Return the bodies that a place or body and the beginning of an office make together.

    Example:
        >>> _joined("郑州市", "市委"), _joined("郑州市", "")
        (['郑州市市委', '郑州市委'], ['郑州市', '郑州市委', '郑州市人民政府', '郑州市政府'])
    """
    if not head:
        return [organization + organ for organ in _ORGANS]
    shared = [size for size in range(len(head) + 1) if organization.endswith(head[:size])]
    return [organization + head[size:] for size in dict.fromkeys((0, shared[-1]))]


def _holding(office: str, organization: str | None) -> Condition:
    """Return the condition on an unwound position that it is this office."""
    ways: list[Condition] = []
    for title in _tails(office):
        head = office.removesuffix(title)
        if not organization and not head:
            ways.append({_AT + "title": title})
            continue
        bodies = _joined(organization, head) if organization else [head]
        endings = "|".join(map(arguments.pattern, bodies))
        ways.append({_AT + "title": title, _AT + "organization": {"$regex": f"(?:{endings})$"}})
    texts = _joined(organization, office) if organization else [office]
    return {"$or": [*ways, {_AT + "text": {"$in": texts}}]}


def _away(row: Document, day: date) -> int:
    first: date | None = plain(row["first"])
    last: date | None = plain(row["last"])
    if first is None or last is None:
        return date.max.toordinal()
    return max(0, (first - day).days, (day - last).days)


def _nearest(documents: list[Document], given: Arguments) -> list[Document]:
    """Put holders in order of their nearness to the day asked for, if one was."""
    day = arguments.day(given["on"], "on")
    if day is None:
        return documents
    rows = [row | {"days_away": _away(row, day)} for row in documents]
    rows.sort(key=lambda row: row["days_away"])
    return rows[given["skip"] : given["skip"] + given["limit"]]


@question(Holder, finish=_nearest)
def office_holders(
    office: str,
    organization: str | None = None,
    *,
    on: Day | None = None,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Who held an office, by what the papers print beside names.

    Asked for a day, those whom articles from before and after (or of) that day give the office come first, then those
    nearest to it; `days_away` says how near.

    Args:
        office: as it is called: 书记, 市委书记, 市长.
        organization: the body or the place it belongs to: 郑州市委, or 郑州市 for 市委书记.
        on: the day for which to know it.
        since: first day of articles to go by, such as 2021-11-23, 2021-11 or 2021.
        until: last day of articles to go by.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [h.name for h in queries.office_holders(queries.examples(), "市委书记", "郑州市", on="2021-11-30")[:1]]
        ['徐立毅']
    """
    title = arguments.text(office, "office", "the name of an office")
    holding = _holding(title, arguments.optional_text(organization, "organization"))
    shown = window(limit, skip)
    if arguments.day(on, "on"):
        # The order by nearness is made in Python: all holders are wanted for it.
        shown = window(arguments.MOST_ROWS, 0)
    titles = {"entities.positions.title": {"$in": _tails(title)}}
    return [
        *Scope.of(since, until, publication, region).match(titles),
        *_holders(holding),
        {"$sort": {"first": 1, "name": 1, "title": 1, "organization": 1}},
        *shown,
    ]


def _holders(holding: Condition) -> list[Stage]:
    """Return the stages from articles to people in the offices that meet `holding`."""
    best_name = {"$ifNull": ["$found.canonical", "$found.name"]}
    office = {key: f"$_id.{key}" for key in ("name", "title", "organization")}
    return [
        {"$project": {"day": DAY, "found": each(entities("person", CERTAIN), _IN_OFFICE)}},
        {"$unwind": "$found"},
        {"$unwind": "$found.positions"},
        {"$match": holding},
        tally({"name": best_name} | _office("$found.positions")),
        {"$project": {"_id": 0} | office | {"first": 1, "last": 1, "articles": ARTICLES, "article_ids": "$ids"}},
    ]
