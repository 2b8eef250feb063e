"""The values that travel down the corridor. All are named tuples, which are quick to make; none knows a database.

A value equals any tuple of the same fields, whatever its kind: do not mix kinds in one set, one memo or one comparison.
Lines are 1-based and inclusive; offsets are 0-based code points, `end` exclusive, into the text they are said of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

Precision = Literal["day", "month", "year", "month_day", "recent", "unknown"]
Basis = Literal["stated", "resolved", "inferred"]
Kind = Literal["news", "brief", "feature", "notice", "speech", "photo"]
SpanKind = Literal["article", "masthead", "column", "noise"]
EntityType = Literal["person", "organization", "place", "work", "term"]
EventType = Literal[
    "inspection",
    "meeting",
    "training",
    "activity",
    "award",
    "ceremony",
    "agreement",
    "document",
    "accident",
    "appointment",
    "other",
]
Role = Literal["lead", "host", "speaker", "attendee", "observer", "companion"]


# --- read ---------------------------------------------------------------------------------------------------------


class Declared(NamedTuple):
    """What a file says of itself beside its text (a JSON Lines record, an HTML head)."""

    headline: str | None = None
    day: date | None = None
    publication: str | None = None
    url: str | None = None


class Page(NamedTuple):
    r"""One page as read: decoded, newlines made `\n`, invisible characters and HTML tags taken out, nothing else.

    Lines are those of the file. Where HTML inside a line divides paragraphs (`<p>…</p><p>…</p>`), U+2029 (PARAGRAPH
    SEPARATOR) stands in the line at each division; layout makes a paragraph break of it.

    Attributes:
        path: as given, relative to the loaded root; a record of a JSON Lines file is `news.jsonl#12`.
        sha256: of the page's bytes (of the record's line, for a JSON Lines record).
        text: the decoded text.
        encoding: the name of the codec that was used.
        form: `txt`, `md`, `html` or `jsonl`.
        declared: what the file says of itself.
        warnings: what a person should know of the reading (encoding guessed, characters replaced …).
    """

    path: str
    sha256: str
    text: str
    encoding: str = "utf-8"
    form: str = "txt"
    declared: Declared = Declared()
    warnings: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines of the page; line 1 is item 0."""
        return self.text.split("\n")


# --- lay out ------------------------------------------------------------------------------------------------------


class Span(NamedTuple):
    """Consecutive lines of a page and what they are; `article` is the ordinal where `kind` is "article"."""

    kind: SpanKind
    first: int
    last: int
    article: int | None = None


class Masthead(NamedTuple):
    """What the head of a page prints of the paper. `day` is there only where it is printed whole."""

    name: str | None = None
    publisher: str | None = None
    day: date | None = None
    issue: int | None = None
    total_issue: int | None = None
    evidence: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Byline(NamedTuple):
    """Who wrote it. `agency` as printed without role words (郑报全媒体, 新华社)."""

    agency: str | None = None
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    interns: tuple[str, ...] = ()


class Dateline(NamedTuple):
    """新华社郑州1月1日电: where and when a piece was sent. `day_text` as printed (1月1日)."""

    place: str | None = None
    day_text: str | None = None


class Section(NamedTuple):
    """An inner heading and the part of the text that stands under it."""

    heading: str
    start: int
    end: int


class Draft(NamedTuple):
    r"""An article as laid out, before anybody read it for meaning.

    Attributes:
        ordinal: 0-based place on the page.
        first, last: lines of the page.
        headline: single spaces between its printed lines; `None` where the piece has none.
        text: paragraphs joined by `\\n`; byline and headline not in it.
        line_starts: `(offset, line)` pairs, ascending: the text from `offset` on stands in `line` of the page.
    """

    ordinal: int
    first: int
    last: int
    text: str
    kicker: str | None = None
    headline: str | None = None
    subheads: tuple[str, ...] = ()
    column: str | None = None
    kind: Kind = "news"
    byline: Byline = Byline()
    dateline: Dateline = Dateline()
    sections: tuple[Section, ...] = ()
    line_starts: tuple[tuple[int, int], ...] = ()

    @property
    def head(self) -> str:
        """What stands over the text, each part on a line of its own."""
        return "".join([f"{part}\n" for part in (self.kicker, self.headline, *self.subheads) if part])


class Layout(NamedTuple):
    """A page laid out: every line in exactly one span, in order."""

    masthead: Masthead
    drafts: tuple[Draft, ...]
    spans: tuple[Span, ...]
    warnings: tuple[str, ...] = ()


# --- date ---------------------------------------------------------------------------------------------------------


class When(NamedTuple):
    """A day, a month, a year or a range, as far as the text and the evidence allow.

    Attributes:
        precision: `month_day` where no evidence decides the year (then `month_day` is "11-23" and `start` is None).
        start, end: first and last day, inclusive; both None where `precision` is month_day, recent or unknown.
        text: as written.
        basis: `stated` (the text gives it whole), `resolved` (against the publication day), `inferred` (by evidence).
    """

    precision: Precision
    start: date | None = None
    end: date | None = None
    month_day: str | None = None
    text: str = ""
    basis: Basis = "resolved"


class DateMention(NamedTuple):
    """A date expression in a text and what it means."""

    start: int
    end: int
    when: When


class Publication(NamedTuple):
    """The paper a page is of. `day` and `year` only where stated or decided by `evidence`."""

    name: str | None = None
    publisher: str | None = None
    region: tuple[str, ...] = ()
    issue: int | None = None
    total_issue: int | None = None
    day: date | None = None
    year: int | None = None
    stated: bool = False
    evidence: tuple[str, ...] = ()


# --- name ---------------------------------------------------------------------------------------------------------


class Viewpoint(NamedTuple):
    """Whose 我市 it is: the region that speaks, names from the province down, and why it is held to be that one."""

    region: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Found(NamedTuple):
    """A string that a recogniser takes for a name, before strings are joined into entities.

    Attributes:
        start, end: offsets into the text that was searched.
        name: the string itself, as printed.
        rule: the rule that found it (`office_before`, `list`, `gazetteer`, `suffix` …).
        evidence: the words that set the rule off.
        certain: False where the string alone is doubtful and wants support elsewhere in the article.
    """

    start: int
    end: int
    type: EntityType
    name: str
    rule: str
    evidence: str = ""
    certain: bool = True


class Mention(NamedTuple):
    """A place where a name stands. In the headline there are no offsets."""

    start: int | None = None
    end: int | None = None
    in_headline: bool = False


class Position(NamedTuple):
    """An office of a person: `title` without its body (书记), `organization` canonical, `text` as printed."""

    title: str
    organization: str | None
    text: str


class Entity(NamedTuple):
    """One person, body, place, work or term of an article, with all its mentions.

    Attributes:
        name: as printed, the fullest form in the article.
        canonical: what it stands for; only where certain.
        mentions: in order; those with offsets satisfy `text[start:end]` is a printed form of it.
        aliases: other printed forms (钻石精密公司 beside the long form; 徐书记).
        partial: surname only or masked (李女士, 赵某某).
        rule, evidence: the rule that made it and the words that set it off, for people to read.
    """

    type: EntityType
    name: str
    mentions: tuple[Mention, ...] = ()
    canonical: str | None = None
    aliases: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    region: tuple[str, ...] = ()
    code: str | None = None
    partial: bool = False
    rule: str = ""
    evidence: str = ""


# --- relate -------------------------------------------------------------------------------------------------------


class Participant(NamedTuple):
    """A person at an event; `title` as printed there."""

    name: str
    role: Role
    title: str | None = None


class Trigger(NamedTuple):
    """The word that gave an event away, with its own offsets and those of its sentence."""

    word: str
    start: int
    end: int


class Event(NamedTuple):
    """One happening. `places` and `organizations` are names that stand in the article's entities."""

    type: EventType
    trigger: Trigger
    when: When
    name: str | None = None
    places: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    organizations: tuple[str, ...] = ()
    summary: str = ""
    rule: str = ""


class Statement(NamedTuple):
    """Who said what; `text == article.text[start:end]`. `speaker` is None where the text does not settle it."""

    speaker: str | None
    verb: str | None
    text: str
    start: int
    end: int
    rule: str = ""


class Figure(NamedTuple):
    """A numeric fact: `text == article.text[start:end]` (总投资146亿元 → 146, 亿元, 总投资)."""

    value: float | int
    unit: str
    about: str | None
    text: str
    start: int
    end: int


# --- the result ---------------------------------------------------------------------------------------------------


class Article(NamedTuple):
    """One article, extracted. `etl.document.article_document` turns it into what is stored."""

    id: str
    path: str
    sha256: str
    draft: Draft
    publication: Publication
    when: When
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()
    terms: tuple[str, ...] = ()
    url: str | None = None
    extractor: str = ""


class Extraction(NamedTuple):
    """A page and all that came of it: what the ledger and the articles are written from."""

    page: Page
    publication: Publication
    articles: tuple[Article, ...]
    spans: tuple[Span, ...]
    warnings: tuple[str, ...] = ()
