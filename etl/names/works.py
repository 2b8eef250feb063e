"""Works (《…》) and terms: quoted policies, campaigns and slogans, and the counted formulas of political language."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.expressions import late
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Found
from etl.text import IDEOGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TITLE = 120
"""Code points. A title longer than this is a lost closing bracket."""

_BRACKET = re.compile("[《〈》〉]")
_OPENING = frozenset("《〈")
_QUOTED = re.compile("“([^“”\n。!?;…]{2,20})”")
_IN_EITHER_QUOTES = late("“([^“”\n。!?;…]{2,20})”|‘([^‘’\n。!?;…]{2,20})’")


def find_works(text: str) -> list[Found]:
    """Return every 《…》 of `text`, without its brackets; of nested titles the outer one.

    Args:
        text: an article's text, folded or not.

    Returns:
        One value a title, in order; offsets stand inside the brackets.

    Example:
        >>> [w.name for w in find_works("印发《关于〈条例〉的通知》《方案》,见《残")]
        ['关于〈条例〉的通知', '方案']
    """
    if "《" not in text and "〈" not in text:
        return []
    return [
        Found(start, end, "work", text[start:end], "title_brackets", text[start - 1] + text[end])
        for start, end in _outermost(_pairs(text))
    ]


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Give the inside of every closed pair of title brackets that is not too long."""
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text):
        if bracket.group() in _OPENING:
            opened.append(bracket.end())
        elif opened:
            start, end = opened.pop(), bracket.start()
            if text[start:end].strip() and end - start <= LONGEST_TITLE:
                yield start, end


def _outermost(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def find_terms(text: str, lexicon: Lexicon = DEFAULT) -> list[Found]:
    """Return quotes that name a policy, campaign or slogan, and counted formulas known by heart (四个意识).

    A quote counts where the word after it (活动, 行动, 工程 …) or before it (开展, 实施 …) says so, where it is a
    counted formula, or where the list of terms holds it. Ordinary quoted speech has none of these.

    Args:
        text: an article's text, folded.
        lexicon: lists `terms`, `term_nouns`, `term_verbs`.

    Example:
        >>> [t.name for t in find_terms("结合“万人助万企”活动,增强四个意识。他说:“你好”。")]
        ['万人助万企', '四个意识']
    """
    after, before, known, automaton = _term_rules(lexicon)
    found = [
        Found(start, end, "term", text[start:end], "known_term", text[start:end])
        for _, start, end in automaton.find_matches_as_indexes(text)
    ]
    # A text is searched for one character much faster than for one of two.
    for quote in (_IN_EITHER_QUOTES if "‘" in text else _QUOTED).finditer(text):
        start, end = quote.span(quote.lastindex or 0)
        if evidence := _term_evidence(text, quote, after, before, known):
            found.append(Found(start, end, "term", text[start:end], "quoted_term", evidence))
    return _without_repeats(found)


def _term_evidence(
    text: str, quote: re.Match[str], after: re.Pattern[str], before: re.Pattern[str], known: frozenset[str]
) -> str | None:
    inside = quote.group(quote.lastindex or 0)
    if inside in known or (inside[0] in _NUMERALS and _formula().fullmatch(inside)):
        return inside
    if "," in inside or ":" in inside:
        return None
    if word := after.match(text, quote.end()):
        return word.group()
    head = text[max(0, quote.start() - 6) : quote.start()]
    verb = before.search(head)
    return verb.group() if verb else None


_NUMERALS = "一二两三四五六七八九十百千万123456789"


@cache
def _formula() -> re.Pattern[str]:
    """Return what a counted formula looks like (四个意识); compiled when the first quote begins with a numeral."""
    return re.compile(
        f"[{_NUMERALS}]{{1,3}}[个大项条种支场张批级新严化保不无有心]{{1,2}}{IDEOGRAPH}{{0,6}}"
        f"(?:、[{_NUMERALS}]{{1,3}}[个大项条种支场张批级]?{IDEOGRAPH}{{1,6}}){{0,4}}"
    )


def _without_repeats(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for term in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or term.start >= kept[-1].end:
            kept.append(term)
    return kept


@lru_cache(maxsize=8)
def _term_rules(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str], AhoCorasick]:
    nouns, verbs, known = (lexicon.words(name) for name in ("term_nouns", "term_verbs", "terms"))
    return (
        re.compile("(?:系列|专项|主题|等)?(?:" + "|".join(map(re.escape, nouns)) + ")"),
        re.compile("(?:" + "|".join(map(re.escape, verbs)) + ")(?:了|好)?$"),
        frozenset(known),
        AhoCorasick(known, matchkind=MatchKind.LeftmostLongest),
    )
