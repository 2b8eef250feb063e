"""From a page of lines to its masthead, its articles and the span of every line.

`lines` tells what each line is by itself, `segment` where one piece ends and the next begins, `drafts` what of a piece
is headline, byline and text.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.errors import ExtractError
from etl.layout.drafts import draft_of
from etl.layout.lines import Line, read_lines
from etl.layout.masthead import read_masthead
from etl.layout.paragraphs import line_at
from etl.layout.segment import Cut, Owner, cut, one_piece
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Draft, Layout, Page, Span

__all__ = ["MOST_ARTICLES", "MOST_CHARACTERS", "MOST_HEADINGS", "lay_out", "line_at"]

MOST_ARTICLES = 5_000
MOST_HEADINGS = 20_000
"""A year of a small paper in one file has fewer; more is no newspaper."""
MOST_CHARACTERS = 1_000_000
"""Longest article: longer than most novels; more is a page whose articles could not be told apart."""


def lay_out(page: Page, lexicon: Lexicon = DEFAULT) -> Layout:
    r"""Lay a page out.

    Args:
        page: as `etl.read` gives it. Where it declares a headline it is one article.
        lexicon: the word lists to go by.

    Returns:
        The masthead, the drafts in the order of the page, and spans that cover every line once. Blank lines belong to
        the span before them, those at the very beginning to none (noise).

    Raises:
        ExtractError: `too_many_articles`, `too_long`.

    Example:
        >>> page = Page("a.txt", "0" * 64, "# 市长调研\n\n本报讯(记者 张三) 昨日,市长李四到二七区调研。")
        >>> draft = lay_out(page).drafts[0]
        >>> draft.headline, draft.byline.reporters, draft.text
        ('市长调研', ('张三',), '昨日,市长李四到二七区调研。')
    """
    raw = page.lines
    lines = read_lines(raw, lexicon)
    heads = sum(line.kind == "head" for line in lines) if len(lines) > MOST_HEADINGS else 0
    if heads > MOST_HEADINGS:
        told = f"{heads} headings in one page, at most {MOST_HEADINGS} are read; divide the file"
        raise ExtractError("too_many_articles", told, path=page.path)
    declared = page.declared.headline
    pieces = one_piece(lines) if declared else cut(lines, lexicon)
    if len(pieces.blocks) > MOST_ARTICLES:
        told = f"{len(pieces.blocks)} articles in one page, at most {MOST_ARTICLES} are read; divide the file"
        raise ExtractError("too_many_articles", told, path=page.path)
    masthead = read_masthead(
        [line.folded for line, owner in zip(lines, pieces.owners, strict=True) if owner == "masthead"], lexicon
    )
    drafts = tuple([draft_of(block, at, declared, lexicon) for at, block in enumerate(pieces.blocks)])
    for draft in drafts:
        if len(draft.text) > MOST_CHARACTERS:
            raise _too_long(draft, page)
    return Layout(masthead, drafts, _spans(lines, pieces, len(raw)), masthead.warnings)


def _too_long(draft: Draft, page: Page) -> ExtractError:
    told = (
        f"the article on lines {draft.first} to {draft.last} has {len(draft.text):,} characters, and over "
        f"{MOST_CHARACTERS:,} is no article; divide it"
    )
    return ExtractError("too_long", told, line=draft.first, path=page.path)


def _spans(lines: Sequence[Line], pieces: Cut, count: int) -> tuple[Span, ...]:
    """Cover lines 1 to `count`; neighbours with one owner make one span."""
    starts: list[tuple[int, int | Owner]] = [(1, "noise")] if lines and lines[0].number > 1 else []
    before = starts[-1][1] if starts else None
    for line, owner in zip(lines, pieces.owners, strict=True):
        if owner != before:
            starts.append((line.number, owner))
            before = owner
    if not starts:
        return (Span("noise", 1, count),)
    ends = [start - 1 for start, _ in starts[1:]] + [count]
    return tuple(
        Span("article", start, end, owner) if isinstance(owner, int) else Span(owner, start, end)
        for (start, owner), end in zip(starts, ends, strict=True)
    )
