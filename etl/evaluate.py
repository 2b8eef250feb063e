"""Extracted articles against pages annotated by hand: precision, recall and F1 per field.

A gold page is a JSON file: `file` (base name of the page), `publication.date`, and `articles` with `first_line`,
`last_line`, `headline`, `reporters`, `people` and so on; docs/gold.md tells the rules of annotation. Names and texts
are compared without white space and punctuation, in NFKC form. What `*_optional` lists is neither demanded nor
punished.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from etl.document import Document
from etl.errors import GoldError
from etl.text import bare

FIELDS = (
    "boundaries",
    "headline",
    "reporters",
    "correspondents",
    "people",
    "titles",
    "organizations",
    "places",
    "works",
    "events",
    "event_participants",
    "event_places",
    "statements",
)
_NAMED = (("organizations", "organization"), ("places", "place"), ("works", "work"))
_SAME_ARTICLE = 0.5  # share of lines in common from which two articles are held to be the same
_SAME_BOUNDARIES = 0.9


@dataclass(slots=True)
class Tally:
    """True positives, false positives and false negatives of one field.

    Example:
        >>> tally = Tally()
        >>> tally.add({"甲", "乙"}, {"乙", "丙"})
        (['丙'], ['甲'])
        >>> tally.precision, tally.recall, tally.f1, tally.gold
        (0.5, 0.5, 0.5, 2)
    """

    hits: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, got: Iterable[Hashable], want: Iterable[Hashable]) -> tuple[list[Any], list[Any]]:
        """Count `got` against `want` as multisets; return what was missed and what was invented."""
        have, need = Counter(got), Counter(want)
        self.count((have & need).total(), (have - need).total(), (need - have).total())
        return sorted((need - have).elements(), key=str), sorted((have - need).elements(), key=str)

    def count(self, hits: int, invented: int, missed: int) -> None:
        """Add to the three counts."""
        self.hits += hits
        self.invented += invented
        self.missed += missed

    @property
    def gold(self) -> int:
        """How many items the gold has."""
        return self.hits + self.missed

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.hits / (self.hits + self.invented) if self.hits + self.invented else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 1 where there is none."""
        return self.hits / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Right:
    """How many of something are right."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> bool:
        """Count one more, and hand `right` back."""
        self.of += 1
        self.right += right
        return right

    @property
    def share(self) -> float:
        """Share that is right; 1 of nothing."""
        return self.right / self.of if self.of else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One difference: in the article of `page` that starts at `line`."""

    page: str
    line: int
    field: str
    missed: list[Any]
    invented: list[Any]


@dataclass(slots=True)
class Score:
    """The outcome of an evaluation."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIELDS})
    dates: Right = field(default_factory=Right)
    publication_dates: Right = field(default_factory=Right)
    misses: list[Miss] = field(default_factory=list)

    def figures(self) -> dict[str, dict[str, float]]:
        """Return the figures as plain values, rounded to three places; fields the gold says nothing of are left out."""
        found: dict[str, dict[str, float]] = {
            name: {"p": round(t.precision, 3), "r": round(t.recall, 3), "f1": round(t.f1, 3), "n": t.gold}
            for name, t in self.tallies.items()
            if t.gold
        }
        for name, right in (("dates", self.dates), ("publication_dates", self.publication_dates)):
            found[name] = {"right": right.right, "of": right.of}
        return found

    def below(self, floors: Mapping[str, float]) -> list[str]:
        """Return a message for each field whose F1 (or share of days that are right) is under its floor.

        Raises:
            GoldError: a floor for a field that does not exist.
        """
        reached = {name: tally.f1 for name, tally in self.tallies.items()}
        reached |= {"dates": self.dates.share, "publication_dates": self.publication_dates.share}
        if unknown := sorted(set(floors) - set(reached)):
            raise GoldError(f"floors for {', '.join(unknown)}, which are no fields; known are {', '.join(reached)}")
        return [
            f"{name} {reached[name]:.3f} is below its floor {floor:.3f}"
            for name, floor in floors.items()
            if round(reached[name], 3) < floor
        ]


def read_gold(path: Path) -> Document:
    """Return the gold page in the file `path`.

    Raises:
        GoldError: there is no such file, or it is no gold page.

    Example:
        >>> read_gold(Path("tests/gold/000.json"))["file"]
        '000_96144172191d751d.txt'
    """
    page = _json_of(path)
    if (
        not isinstance(page, dict)
        or not isinstance(page.get("file"), str)
        or not isinstance(page.get("articles"), list)
    ):
        raise GoldError(f"{path}: no gold page; it needs a file and articles")
    for number, article in enumerate(page["articles"], 1):
        if not {"first_line", "last_line", "reporters", "correspondents"} <= article.keys():
            raise GoldError(f"{path}: article {number} lacks first_line, last_line, reporters or correspondents")
    return page


def read_floors(path: Path) -> dict[str, float]:
    """Return the floors in the file `path`: field → least F1.

    Raises:
        GoldError: there is no such file, or it holds no floors.

    Example:
        >>> read_floors(Path("tests/gold/floors.json"))["boundaries"]
        1.0
    """
    floors = _json_of(path)
    if not isinstance(floors, dict) or not all(isinstance(floor, int | float) for floor in floors.values()):
        raise GoldError(f"{path}: no floors; it needs a JSON object of numbers by field")
    return floors


def _json_of(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GoldError(f"{path}: it cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise GoldError(f"{path}: this is no JSON ({error})") from None


def evaluate(articles: Iterable[Document], pages: Iterable[Document]) -> Score:
    """Score article documents against gold pages.

    Args:
        articles: as `etl.document.article_document` makes them, or parsed from the output of `etl extract`.
        pages: as `read_gold` gives them; articles of other pages are passed over.

    Returns:
        The counts of every field and each single difference.

    Example:
        >>> gold = {"first_line": 1, "last_line": 9, "headline": "市长调研", "reporters": [], "correspondents": []}
        >>> got = {"source": {"path": "a.txt", "lines": [1, 9]}, "headline": "市长　调研"}
        >>> evaluate([got], [{"file": "a.txt", "articles": [gold]}]).figures()["headline"]
        {'p': 1.0, 'r': 1.0, 'f1': 1.0, 'n': 1}
    """
    by_page: dict[str, list[Document]] = {}
    for article in articles:
        by_page.setdefault(PurePosixPath(article["source"]["path"]).name, []).append(article)
    score = Score()
    for page in pages:
        _score_page(score, page, sorted(by_page.get(page["file"], []), key=lambda a: int(a["source"]["lines"][0])))
    return score


def _score_page(score: Score, page: Document, got: Sequence[Document]) -> None:
    golds = page["articles"]
    pairs = _pair_up(got, golds)
    exact = sum(common >= _SAME_BOUNDARIES for _, _, common in pairs)
    score.tallies["boundaries"].count(exact, len(got) - exact, len(golds) - exact)
    published = (page.get("publication") or {}).get("date")
    if published:
        days = [_iso_day((article.get("publication") or {}).get("date")) for article in got]
        score.publication_dates.add(bool(days) and set(days) == {published})
    found = {number: article for article, number, _ in pairs}
    for number, gold in enumerate(golds):
        _ArticleScore(score, page["file"], gold, found.get(number, {}), published).all()


def _pair_up(got: Sequence[Document], golds: Sequence[Document]) -> list[tuple[Document, int, float]]:
    """Pair extracted articles with gold ones by the share of lines they have in common."""
    pairs: list[tuple[Document, int, float]] = []
    used: set[int] = set()
    for article in got:
        first, last = article["source"]["lines"][0], article["source"]["lines"][-1]
        common, number = max(((_common(first, last, gold), i) for i, gold in enumerate(golds)), default=(0.0, -1))
        if common >= _SAME_ARTICLE and number not in used:
            used.add(number)
            pairs.append((article, number, common))
    return pairs


def _common(first: int, last: int, gold: Document) -> float:
    shared = min(last, gold["last_line"]) - max(first, gold["first_line"]) + 1
    return float(shared / (max(last, gold["last_line"]) - min(first, gold["first_line"]) + 1))


def _iso_day(value: Any) -> str | None:
    """Give the YYYY-MM-DD of a date in any form documents have it, or None."""
    if isinstance(value, dict):
        return _iso_day(value.get("$date", value.get("start")))
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)[:10] if value else None


def _month_day(when: Any) -> str | None:
    """Give the MM-DD a date object claims, or None where it claims no day."""
    when = when or {}
    if when.get("precision", "day") == "day" and (day := _iso_day(when.get("start"))):
        return day[5:]
    month_day: str | None = when.get("month_day")
    return month_day


def _bares(names: Iterable[str] | None) -> set[str]:
    return {bare(name) for name in names or ()}


@dataclass(frozen=True, slots=True)
class _ArticleScore:
    """One gold article and what was extracted of it (an empty document where it was not found)."""

    score: Score
    file: str
    gold: Document
    got: Document
    published: str | None

    def all(self) -> None:
        if not self.got:
            self._report("article", ["not found"], [])
        self._head()
        if "people" in self.gold:
            self._people()
        for name, kind in _NAMED:
            if self.gold.get(name) is not None:
                self._compare(
                    name, self._tolerant(self._names(kind), name, f"{name}_optional"), _bares(self.gold[name])
                )
        self._date()
        if "events" in self.gold:
            self._events()
        if self.gold.get("statements") is not None:
            self._statements()

    def _report(self, name: str, missed: list[Any], invented: list[Any]) -> None:
        if missed or invented:
            self.score.misses.append(Miss(self.file, self.gold["first_line"], name, missed, invented))

    def _compare(self, name: str, got: Iterable[Hashable], want: Iterable[Hashable]) -> None:
        self._report(name, *self.score.tallies[name].add(got, want))

    def _tolerant(self, got: set[str], name: str, *optional: str) -> set[str]:
        """Take out of `got` what the gold neither demands (in field `name`) nor punishes (in `optional`)."""
        return got - (set[str]().union(*(_bares(self.gold.get(o)) for o in optional)) - self._wanted(name))

    def _wanted(self, name: str) -> set[str]:
        return _bares(x["name"] if isinstance(x, dict) else x for x in self.gold[name])

    def _names(self, kind: str) -> set[str]:
        return {bare(e["name"]) for e in self.got.get("entities") or [] if e.get("type") == kind}

    def _head(self) -> None:
        gold, got, byline = self.gold, self.got, self.got.get("byline") or {}
        if gold.get("headline"):
            stack = bare("".join([got.get("kicker") or "", got.get("headline") or "", *(got.get("subheads") or [])]))
            self._compare("headline", [stack] if stack else [], [bare((gold.get("kicker") or "") + gold["headline"])])
        reporters = self._tolerant(_bares(byline.get("reporters")), "reporters", "interns", "photographers")
        self._compare("reporters", reporters, self._wanted("reporters"))
        self._compare("correspondents", _bares(byline.get("correspondents")), self._wanted("correspondents"))

    def _people(self) -> None:
        want = self._wanted("people")
        byline = ("reporters", "correspondents", "photographers", "interns")
        got = self._tolerant(self._names("person"), "people", "people_partial", "people_optional", *byline)
        self._compare("people", got, want)
        optional = self._gold_titles("titles_optional", "roles")
        titles = {title for title in self._titles() if title[0] in want}
        self._compare("titles", titles - optional, self._gold_titles("titles"))

    def _gold_titles(self, *keys: str) -> set[tuple[str, str]]:
        people = self.gold["people"]
        return {(bare(p["name"]), bare(title)) for p in people for key in keys for title in p.get(key, [])}

    def _titles(self) -> set[tuple[str, str]]:
        people = (e for e in self.got.get("entities") or [] if e.get("type") == "person")
        return {
            (bare(e["name"]), bare(p.get("text") or p.get("title") or ""))
            for e in people
            for p in e.get("positions") or []
        }

    def _date(self) -> None:
        day = self.gold.get("date")
        if self.published and day and self.gold.get("precision") == "day":
            got = _iso_day((self.got.get("date") or {}).get("start"))
            if not self.score.dates.add(got == day):
                self._report("date", [day], [got])

    def _events(self) -> None:
        golds, events = self.gold["events"], self.got.get("events") or []
        left = list(events)
        for gold in golds:
            if (match := next((e for e in left if self._same_event(e, gold)), None)) is not None:
                left.remove(match)
        hits = len(events) - len(left)
        self.score.tallies["events"].count(hits, len(left), len(golds) - hits)
        if left or hits < len(golds):
            want = [(g["type"], g["date"] or g.get("month_day")) for g in golds]
            self._report("events", want, [(e.get("type"), _month_day(e.get("date"))) for e in events])
        people = {bare(p["name"]) for e in events for p in e.get("participants") or []}
        self._compare("event_participants", people, {bare(p) for g in golds for p in g["participants"]})
        places = {bare(p) for e in events for p in e.get("places") or []}
        self._compare("event_places", places, {bare(p) for g in golds for p in g["places"]})

    def _same_event(self, event: Document, gold: Document) -> bool:
        """Compare type and day; on an undated page the day needs no year, and may be missing."""
        if event.get("type") not in {gold["type"], *gold.get("type_alternatives", [])}:
            return False
        when = event.get("date") or {}
        if gold["precision"] != "day":
            return _month_day(when) is None
        if self.published:
            return bool(_iso_day(when.get("start")) == gold["date"])
        return _month_day(when) in {None, str(gold["date"] or gold.get("month_day"))[-5:]}

    def _statements(self) -> None:
        left = [(bare(s.get("speaker") or ""), bare(s.get("text") or "")[:6]) for s in self.got.get("statements") or []]
        hits, missed = 0, []
        for gold in self.gold["statements"]:
            speakers = (gold["speaker"], *gold.get("speaker_alternatives", []))
            keys = [(bare(speaker or ""), bare(gold["starts_with"])[:6]) for speaker in speakers]
            if (key := next((k for k in keys if k in left), None)) is not None:
                left.remove(key)
                hits += not gold.get("optional")
            elif not gold.get("optional"):
                missed.append(keys[0])
        self.score.tallies["statements"].count(hits, len(left), len(missed))
        self._report("statements", missed, left)
