"""The heart: one pure function from a page to its articles."""

from __future__ import annotations

from etl.dates import article_day, find_dates, publication_day
from etl.layout import lay_out
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Article, Draft, Extraction, Page, Publication
from etl.names import name_draft, page_viewpoint
from etl.names.tokens import search_terms
from etl.relate import relate
from etl.version import extractor_version


def article_id(sha256: str, first: int) -> str:
    """Return the stable id of the article that starts at line `first` of the page with that hash.

    Example:
        >>> article_id("ab" * 32, 7)
        'abababababababababababab-7'
    """
    return f"{sha256[:24]}-{first}"


def examine(page: Page, lexicon: Lexicon = DEFAULT) -> Extraction:
    """Take a page through the whole corridor.

    Args:
        page: a page as `etl.read` gives it.
        lexicon: the word lists to go by.

    Returns:
        The articles, the span of every line and the publication, with warnings.

    Raises:
        ExtractError: the page cannot be laid out (100,000 headings in one page, say).
    """
    layout = lay_out(page)
    publication = publication_day(layout, page.declared)
    publication = page_viewpoint(layout, publication, lexicon)
    articles = tuple(_article(page, draft, publication, lexicon) for draft in layout.drafts)
    return Extraction(page, publication, articles, layout.spans, layout.warnings)


def extract(page: Page, lexicon: Lexicon = DEFAULT) -> list[Article]:
    r"""Return the articles of a page.

    Example:
        >>> page = Page("a.txt", "0" * 64, "# 市长调研\n\n本报讯(记者 张三) 昨日,市长李四到二七区调研。")
        >>> [a.draft.headline for a in extract(page)]
        ['市长调研']
    """
    return list(examine(page, lexicon).articles)


def _article(page: Page, draft: Draft, publication: Publication, lexicon: Lexicon) -> Article:
    dates = find_dates(draft.text, publication, draft.dateline)
    when = article_day(draft, dates, publication)
    entities = name_draft(draft, publication, lexicon)
    events, statements, figures = relate(draft, entities, dates, when, lexicon)
    return Article(
        id=article_id(page.sha256, draft.first),
        path=page.path,
        sha256=page.sha256,
        draft=draft,
        publication=publication,
        when=when,
        entities=entities,
        events=events,
        statements=statements,
        figures=figures,
        terms=search_terms(draft, entities),
        url=page.declared.url,
        extractor=extractor_version(lexicon),
    )
