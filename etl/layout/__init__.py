"""From a page of lines to its masthead, its articles and the span of every line."""

from __future__ import annotations

from etl.model import Draft, Layout, Masthead, Page, Span


def lay_out(page: Page) -> Layout:
    """Return the masthead, the articles and the span of every line of `page`.

    Example:
        >>> page = Page("a.txt", "0" * 64, "# 市长调研\\n\\n昨日,市长李四到二七区调研。")
        >>> lay_out(page).drafts[0].headline
        '市长调研'
    """
    spans: list[Span] = []
    drafts: list[Draft] = []
    lines = page.lines
    heads = [n for n, line in enumerate(lines) if line.startswith("#")]
    for start, after in zip(heads, [*heads[1:], len(lines)], strict=True):
        body = [line for line in lines[start + 1 : after] if line.strip()]
        headline = lines[start].lstrip("# ")
        drafts.append(Draft(len(drafts), start + 1, after, "\n".join(body), headline=headline))
        spans.append(Span("article", start + 1, after, len(drafts) - 1))
    first = heads[0] if heads else len(lines)
    if first:
        spans.insert(0, Span("noise", 1, first))
    return Layout(Masthead(), tuple(drafts), tuple(spans))
