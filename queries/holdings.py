"""What there is: papers and days, who wrote, and how to cite an article."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from queries import arguments
from queries.expressions import ARTICLES, DAY, listed, tally
from queries.questions import Arguments, Document, Pipeline, question
from queries.results import plain
from queries.scope import Scope, levels, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from queries.arguments import Day
    from queries.scope import Condition

Role = Literal["reporters", "correspondents", "photographers", "editors"]


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Somebody of a byline.

    Attributes:
        name: as printed; `role`: `reporters`, `correspondents`, `photographers` or `editors`.
        articles: how many bear the name; `publications`: in which papers.
        first, last: first and last day of those articles.
        partners: `{name, articles}`: who stands in the same role beside the name, the most frequent first.
    """

    columns: ClassVar[tuple[str, ...]] = ("name", "articles", "first", "last", "publications", "partners")
    name: str
    role: str
    articles: int
    first: date | None
    last: date | None
    publications: list[str]
    partners: list[dict[str, Any]]
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What there is of a paper.

    Attributes:
        publication: its name; None for articles that do not say. `region`: where it is at home, as written out.
        articles, pages: how many.
        days: on how many days it came out; `first`, `last`: the first and last of them.
        undated: articles of which the day of the paper is not known.
        every: usual number of days from one issue to the next; None where fewer than three are there.
        gaps: `{after, before, days}`: where more than that passes between two issues.
    """

    columns: ClassVar[tuple[str, ...]] = (
        "publication",
        "region",
        "articles",
        "pages",
        "days",
        "undated",
        "first",
        "last",
        "every",
    )
    publication: str | None = None
    region: str | None = None
    articles: int
    pages: int
    days: int
    undated: int
    first: date | None
    last: date | None
    every: int | None = None
    gaps: list[dict[str, Any]]
    article_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class Citation:
    """How to refer to an article.

    Attributes:
        text: the reference, by GB/T 7714: authors. headline[N]. paper, day.
        page: path of the page file; `lines`: first and last line of the article there; `sha256`: of the page.
        authors, headline, publication, day, issue: what the reference is made of.
    """

    columns: ClassVar[tuple[str, ...]] = ()
    article: str
    text: str
    authors: list[str]
    headline: str | None = None
    publication: str | None = None
    day: date | None = None
    issue: int | None = None
    page: str
    lines: list[int]
    sha256: str
    article_ids: list[str]


def _with_partners(documents: list[Document], given: Arguments) -> list[Document]:
    rows = []
    for row in documents:
        beside = Counter(name for names in row.pop("teams") for name in dict.fromkeys(names) if name != row["name"])
        ordered = sorted(beside.items(), key=lambda item: (-item[1], item[0]))
        papers = sorted(name for name in row["publications"] if name)
        partners = [{"name": name, "articles": number} for name, number in ordered]
        rows.append(row | {"role": given["role"], "publications": papers, "partners": partners})
    return rows


@question(Writer, finish=_with_partners)
def bylines(
    name: str | None = None,
    role: Role = "reporters",
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Pipeline:
    """Who wrote how much, and with whom.

    Args:
        name: only this writer.
        role: reporters, correspondents (通讯员), photographers or editors.
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only articles of this paper.
        region: only articles that name a place or body in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(w.name, w.articles) for w in queries.bylines(queries.examples(), limit=1)]
        [('李娟', 4)]
    """
    path = f"byline.{arguments.choice(role, 'role', get_args(Role))}"
    writer = arguments.optional_text(name, "name")
    only: Condition = {path: writer} if writer else {}
    kept = dict.fromkeys(("first", "last", "publications", "teams"), 1)
    return [
        *Scope.of(since, until, publication, region).match(only),
        {"$project": {"day": DAY, "paper": {"$ifNull": ["$publication.name", None]}, "team": listed(f"${path}")}},
        {"$addFields": {"name": "$team"}},
        {"$unwind": "$name"},
        *([{"$match": {"name": writer}}] if writer else []),
        tally("$name", publications={"$addToSet": "$paper"}, teams={"$push": "$team"}),
        {"$project": {"_id": 0, "name": "$_id", "articles": ARTICLES, "article_ids": "$ids"} | kept},
        {"$sort": {"articles": -1, "name": 1}},
        *window(limit, skip),
    ]


def _with_gaps(documents: list[Document], _given: Arguments) -> list[Document]:
    rows = []
    for row in documents:
        days = sorted(plain(day) for day in row.pop("issued") if day)
        steps = [(later - earlier).days for earlier, later in pairwise(days)]
        usual = median_low(steps) if len(steps) > 1 else None
        gaps = [] if usual is None else _gaps(days, usual)
        regions = sorted(name for name in row.pop("regions") if name)
        whole = row | {"days": len(days), "first": days[0] if days else None, "last": days[-1] if days else None}
        rows.append(whole | {"gaps": gaps, "every": usual, "region": regions[0] if regions else None})
    return rows


def _gaps(days: Sequence[date], usual: int) -> list[dict[str, Any]]:
    pairs = pairwise(days)
    return [{"after": a, "before": b, "days": (b - a).days} for a, b in pairs if (b - a).days > usual]


@question(Paper, finish=_with_gaps)
def coverage(
    *,
    since: Day | None = None,
    until: Day | None = None,
    publication: str | None = None,
    region: str | None = None,
    limit: int = 100,
    skip: int = 0,
) -> Pipeline:
    """What was loaded: papers, days, gaps.

    Args:
        since: first day, such as 2021-11-23, 2021-11 or 2021.
        until: last day.
        publication: only this paper.
        region: only papers at home in this region, of any level.
        limit: at most so many rows.
        skip: leave out so many rows first.

    Example:
        >>> import queries
        >>> [(paper.publication, paper.days) for paper in queries.coverage(queries.examples(), limit=1)]
        [('郑州日报', 5)]
    """
    scope = Scope.of(since, until, publication, None)
    at_home = _at_home(arguments.optional_text(region, "region"))
    return [
        *scope.match(at_home),
        {"$project": _issue()},
        {"$group": {"_id": {"paper": "$paper"}} | _issues()},
        {"$project": _paper()},
        {"$sort": {"articles": -1, "publication": 1}},
        *window(limit, skip),
    ]


def _issue() -> dict[str, Any]:
    """Return the projection that leaves of an article where it was printed."""
    return {
        "paper": {"$ifNull": ["$publication.name", None]},
        "region": {"$ifNull": ["$publication.region", None]},
        "issued": "$publication.date",
        "page": "$source.sha256",
        "undated": {"$cond": [{"$eq": [{"$ifNull": ["$publication.date", None]}, None]}, 1, 0]},
    }


def _issues() -> dict[str, Any]:
    """Return the accumulators that sum up the articles of a paper."""
    return {
        "articles": {"$sum": 1},
        "undated": {"$sum": "$undated"},
        "pages": {"$addToSet": "$page"},
        "issued": {"$addToSet": "$issued"},
        "regions": {"$addToSet": "$region"},
        "article_ids": {"$push": "$_id"},
    }


def _paper() -> dict[str, Any]:
    """Return the projection that makes a paper's sums what `_with_gaps` takes."""
    kept = dict.fromkeys(("articles", "undated", "issued", "regions", "article_ids"), 1)
    return {"_id": 0, "publication": "$_id.paper", "pages": {"$size": "$pages"}} | kept


def _at_home(region: str | None) -> Condition:
    """Return the condition that a paper is at home in `region`, as its own is written out (河南省郑州市上街区)."""
    if region is None:
        return {}
    return {"publication.region": {"$regex": ".*".join(map(arguments.pattern, levels(region)))}}


def _referred(documents: list[Document], _given: Arguments) -> list[Document]:
    return [row | {"text": reference(plain(row))} for row in documents]


def reference(row: Document) -> str:
    """Return a reference by GB/T 7714 to the article that `row` tells of.

    Example:
        >>> reference({"authors": ["李娟", "王军"], "headline": "市领导调研", "publication": "上街时报",
        ...            "day": date(2021, 11, 24), "issue": 47})
        '李娟, 王军. 市领导调研[N]. 上街时报, 2021-11-24(总第47期).'
    """
    authors = ", ".join(row["authors"])
    issued = ", ".join(str(row[key]) for key in ("publication", "day") if row.get(key))
    issue = f"(总第{row['issue']}期)" if row.get("issue") else ""
    parts = [authors, f"{row.get('headline') or '[无标题]'}[N]", issued + issue]
    return ". ".join(part for part in parts if part) + "."


@question(Citation, finish=_referred)
def cite(article: str) -> Pipeline:
    """How to refer to an article, with its page and lines.

    Args:
        article: the id of an article.

    Example:
        >>> import queries
        >>> [one.text for one in queries.cite(queries.examples(), "e01-3")]
        ['李娟, 王军. 徐立毅到二七区调研信访工作[N]. 上街时报, 2021-11-24(总第47期).']
    """
    return [
        {"$match": {"_id": arguments.text(article, "article", "the id of an article")}},
        {
            "$project": {
                "_id": 0,
                "article": "$_id",
                "headline": 1,
                "publication": "$publication.name",
                "day": "$publication.date",
                "issue": {"$ifNull": ["$publication.total_issue", {"$ifNull": ["$publication.issue", None]}]},
                "authors": listed("$byline.reporters"),
                "page": "$source.path",
                "lines": "$source.lines",
                "sha256": "$source.sha256",
            }
        },
    ]
