"""Short forms of long names of the same article: 钻石精密公司 of 郑州市钻石精密制造有限公司."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.expressions import either, late
from etl.model import Found
from etl.names.gazetteer import named
from etl.names.kinds import kinds_of
from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.lexicon import Lexicon
    from etl.names.kinds import Kinds

_SHORTEST, _SHORTEST_LONG_FORM = 4, 6
_MOST_ALIKE = 8
"""Firms of one article whose own names begin with the same word; more are not looked for."""
_CLOSE = "公司|集团|厂|银行|医院|大学|学院|中学|小学|研究院"


def find_short_forms(text: str, found: Sequence[Found], lexicon: Lexicon) -> list[Found]:
    """Return short forms of the long enterprise names in `found`, wherever they stand.

    Args:
        text: folded.
        found: the bodies found so far.
        lexicon: list `firm_endings`.

    Returns:
        Found with rule `short_form`; the evidence is the long form.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> long = "郑州市钻石精密制造有限公司"
        >>> text = f"{long}投产。钻石精密公司负责人说"
        >>> body = Found(0, len(long), "organization", long, "place_and_suffix")
        >>> [(f.name, f.evidence) for f in find_short_forms(text, [body], DEFAULT)]
        [('钻石精密公司', '郑州市钻石精密制造有限公司')]
    """
    rules = _rules(lexicon)
    firms = [f.name for f in found if f.name.endswith(rules.endings) and len(f.name) >= _SHORTEST_LONG_FORM]
    patterns = _patterns(firms, rules)
    if not patterns:
        return []
    kinds = kinds_of(lexicon)
    firsts = list(patterns)
    shorts: list[Found] = []
    for index, start, _ in AhoCorasick(firsts, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes(text):
        for name, pattern in patterns[firsts[index]]:
            match = pattern.match(text, start)
            if match and _is_enough(match.group(), firsts[index], rules, kinds):
                shorts.append(Found(*match.span(), "organization", match.group(), "short_form", name))
    return shorts


def _patterns(names: Sequence[str], rules: _Rules) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return for the first word of each firm's own name what may follow it: its other words, each of which may lack."""
    patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name in dict.fromkeys(names):
        words = _core(name, rules)
        if words and len(words[0]) > 1 and len(patterns.get(words[0], ())) < _MOST_ALIKE:
            optional = "".join(f"(?:{re.escape(word)})?" for word in words[1:])
            pattern = re.compile(f"{re.escape(words[0])}{optional}(?:{_CLOSE})?")
            patterns.setdefault(words[0], []).append((name, pattern))
    return patterns


def _is_enough(form: str, first: str, rules: _Rules, kinds: Kinds) -> bool:
    """Tell whether `form` can be a name: one word alone (中部) or common words (行政副中心) may be anything."""
    if len(form) < _SHORTEST or form == first or kinds.is_kind(form):
        return False
    return bool(rules.close.search(form)) or not kinds.is_common(form)


def _core(name: str, rules: _Rules) -> list[str]:
    """Return the words of `name` that tell it from others: without place, group and legal form."""
    body = rules.group.sub("", rules.ending.sub("", name))
    words = cut(body)
    while len(words) > 1 and words[0] in named():
        words = words[1:]
    return words


class _Rules(NamedTuple):
    endings: tuple[str, ...]
    ending: re.Pattern[str]
    group: re.Pattern[str]
    close: re.Pattern[str]


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> _Rules:
    endings = lexicon.words("firm_endings")
    return _Rules(
        endings,
        ending=late(f"(?:{either(endings)})$"),
        group=late(r"^[^\W\d_A-Za-z]{2,8}集团(?=[^\W\d_A-Za-z]{2})"),
        close=late(f"(?:{_CLOSE})$"),
    )
