"""The headline stack (kicker, headline, subheads), and which markdown heads are headlines at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from etl.layout.lines import Line
from etl.layout.masthead import column_names, is_paper_name, masthead_weight
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Kind
from etl.text import bare

HeadRole = Literal["article", "stack", "column", "section", "masthead", "noise"]

NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]")
"""一、 (二) 3.: inner headings are numbered, headlines are not."""
_PAGE = re.compile(r"第?.{1,3}版[:：]?.{0,6}$|[A-D]\d{1,2}.{0,6}$")
_PART = 5
"""Longest name, in characters, that is taken for the name of a part of a page for its shortness alone."""
_NAME = 8
"""Longest name, in characters, of a paper whose ending is not in the list."""
_IMPRINT = 3
"""Pieces of masthead matter under the first head from which it is the paper's name, though the text follows."""
_HEADLINE = 12
"""Median length from which heads under a head are headlines, not inner headings."""


class _Head:
    """A markdown head, its place in the tree of heads, and what stands directly under it."""

    __slots__ = (
        "body",
        "bulleted",
        "children",
        "closed",
        "dated",
        "imprint",
        "line",
        "parent",
        "parts",
        "role",
        "signed",
    )

    def __init__(self, line: Line, parent: int | None) -> None:
        self.line, self.parent = line, parent
        self.body = self.signed = self.closed = self.bulleted = self.dated = self.parts = False
        self.imprint = 0
        self.children: list[int] = []
        self.role: HeadRole = "article"


@cache
def _kicker(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, lexicon.words('kicker_endings')))})$")


def is_column(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether a head names a column or a part of the page.

    Example:
        >>> is_column("简讯"), is_column("第2版：要闻"), is_column("市长调研防汛工作")
        (True, True, False)
    """
    word = bare(text)
    return len(word) <= _PART or word in column_names(lexicon) or bool(_PAGE.match(text))


def is_kicker(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether a line over a headline is its kicker by its ending.

    Example:
        >>> is_kicker("徐立毅调研疫苗接种工作时强调")
        True
    """
    return bool(_kicker(lexicon).search(text))


def head_roles(lines: Sequence[Line], lexicon: Lexicon = DEFAULT) -> dict[int, HeadRole]:
    """Tell of every markdown head whether it is a headline, a part of one, a column, an inner heading or the masthead.

    The levels alone do not tell: `##` is an article on one page and a part on the next. The level that carries text
    does, with the bylines under the heads and the length of the heads.

    Args:
        lines: the lines of a page.
        lexicon: the lists of columns and kicker endings.

    Returns:
        Index of the line in `lines` → role.
    """
    heads, places = _tree(lines)
    for at, head in enumerate(heads):
        head.role = _role(heads, at, lexicon)
    _drop_overviews(heads, lexicon)
    return {place: head.role for place, head in zip(places, heads, strict=True)}


def _tree(lines: Sequence[Line]) -> tuple[list[_Head], list[int]]:
    heads: list[_Head] = []
    places: list[int] = []
    above: list[int] = []
    for place, line in enumerate(lines):
        if line.kind == "head":
            while above and heads[above[-1]].line.level >= line.level:
                above.pop()
            heads.append(_Head(line, above[-1] if above else None))
            if above:
                heads[above[-1]].children.append(len(heads) - 1)
            above.append(len(heads) - 1)
            places.append(place)
        elif heads:
            _put_under(heads[-1], line)
    return heads, places


def _put_under(head: _Head, line: Line) -> None:
    if line.kind == "bullet" and not head.body:
        head.bulleted = True
    if line.kind in ("text", "opening", "bullet", "caption") or (line.kind == "title" and len(line.folded) > 24):
        head.body = True
    if line.kind in ("byline", "closing", "opening") or line.closing:
        head.signed = True
    head.dated = head.dated or line.kind == "masthead"
    head.imprint += 0 if head.body else line.weight
    if line.kind != "noise":
        head.closed = line.kind == "closing" or line.closing is not None


def _role(heads: list[_Head], at: int, lexicon: Lexicon) -> HeadRole:
    head = heads[at]
    parent = heads[head.parent] if head.parent is not None else None
    over = at == 0 and head.imprint >= _IMPRINT and len(bare(head.line.text)) <= _NAME
    if over or (not head.body and _heads_page(head, first=at == 0, lexicon=lexicon)):
        head.parts = True
        return "masthead"
    if parent is not None and parent.role in ("article", "section") and not parent.parts:
        return "section"
    if not head.children:
        return _leaf(heads, at, lexicon)
    head.parts = _holds_articles(heads, head, lexicon)
    if not head.parts or head.body:
        return "article"
    alone = len(head.children) == 1 and not is_column(head.line.text, lexicon)
    return "stack" if alone else "column"


def _heads_page(head: _Head, *, first: bool, lexicon: Lexicon) -> bool:
    """Whether a head without text is the masthead: a paper's name, a date, or the page's first words over a date."""
    named = is_paper_name(head.line.folded, lexicon) or masthead_weight(head.line.folded, lexicon) > 0
    return named or (first and head.dated and len(bare(head.line.text)) <= _NAME)


def _leaf(heads: list[_Head], at: int, lexicon: Lexicon) -> HeadRole:
    head, column = heads[at], is_column(heads[at].line.text, lexicon)
    if head.body:
        return "column" if head.bulleted and (column or len(bare(head.line.text)) <= 8) else "article"
    if head.parent is not None and heads[head.parent].role == "column":
        # A headline among headlines, whose text is a video or was lost.
        return "stack" if is_kicker(head.line.text, lexicon) else "article"
    following = heads[at + 1] if at + 1 < len(heads) else None
    beside = following is not None and following.line.level == head.line.level and following.body
    return "stack" if beside and not column else "column"


def _holds_articles(heads: list[_Head], head: _Head, lexicon: Lexicon) -> bool:
    """Whether the heads under `head` are headlines of their own (else they are its inner headings)."""
    children = [heads[child] for child in head.children]
    signed, lengths = [child.signed for child in children], [len(bare(child.line.text)) for child in children]
    # A byline under the last of several short heads closes the whole piece.
    closes = len(signed) > 1 and signed.index(True) == len(signed) - 1 if any(signed) else False
    if sum(signed) * 2 >= len(children) and not (closes and _median(lengths) < _HEADLINE):
        return True
    if any(NUMBERED.match(child.line.text) for child in children):
        return False
    if is_column(head.line.text, lexicon) or head.closed:
        return True
    return not head.signed and _median(lengths) >= _HEADLINE


def _median(sizes: list[int]) -> float:
    # Not `statistics.median`, which takes longer to import than a page to lay out.
    sizes, middle = sorted(sizes), len(sizes) // 2
    return (sizes[middle] + sizes[~middle]) / 2


def _drop_overviews(heads: list[_Head], lexicon: Lexicon) -> None:
    """A part with text beside a part that holds the articles is a list of contents, not an article."""
    containers = {head.parent for head in heads if head.role == "column" and head.parts}
    for head in heads:
        beside = head.parent in containers and not head.children and head.role == "article"
        if beside and is_column(head.line.text, lexicon):
            head.role = "noise"


class Headline(NamedTuple):
    """What stands over a piece."""

    kicker: str | None = None
    headline: str | None = None
    subheads: tuple[str, ...] = ()


def spaced(text: str) -> str:
    """Return `text` with single spaces where it has white space.

    Example:
        >>> spaced("政策引导　 政企合作")
        '政策引导 政企合作'
    """
    return " ".join(text.split())


def stack_headline(lines: Sequence[str], *, marked: int = 0, lexicon: Lexicon = DEFAULT) -> Headline:
    """Tell kicker, headline and subheads of the lines of a stack apart.

    Args:
        lines: the printed lines, top first.
        marked: how many of them are markdown heads; those after them are subheads.
        lexicon: the list of kicker endings.

    Returns:
        The stack. A single marked line stays whole, as its page has it.

    Example:
        >>> stack_headline(["徐立毅调研疫苗接种工作时强调", "安全有序高效推进"])
        Headline(kicker='徐立毅调研疫苗接种工作时强调', headline='安全有序高效推进', subheads=())
    """
    texts = [spaced(line) for line in lines]
    if not texts:
        return Headline()
    if marked == 1:
        return Headline(None, texts[0], tuple(texts[1:]))
    main, subheads = (texts[:marked], tuple(texts[marked:])) if marked else (texts, ())
    if len(main) == 1:
        first, _, rest = main[0].partition(" ")
        main = [first, rest] if rest and is_kicker(first, lexicon) else main
    if len(main) > 1 and is_kicker(main[0], lexicon):
        return Headline(main[0], " ".join(main[1:]), subheads)
    return Headline(None, " ".join(main), subheads)


@cache
def _kinds(lexicon: Lexicon) -> list[tuple[re.Pattern[str], str]]:
    forms = {"end": "(?:{})[”》)]?$", "start": "^(?:{})[:：|丨]", "any": "{}"}
    return [(re.compile(forms[row[2]].format(row[0])), row[1]) for row in lexicon.rows("headline_kinds")]


@cache
def _announced(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lexicon.words("headline_kinds"))))


def headline_kind(headline: Headline, lexicon: Lexicon = DEFAULT) -> Kind:
    """Return the kind of piece a headline announces; `news` where it announces none.

    Example:
        >>> headline_kind(Headline(headline="关于停水的公告")), headline_kind(Headline(headline="市长调研"))
        ('notice', 'news')
    """
    text = headline.headline or ""
    if not _announced(lexicon).search(text):
        return "news"
    for form, kind in _kinds(lexicon):
        if form.search(text):
            return kind  # type: ignore[return-value]  # the list says which words it may hold
    return "news"
