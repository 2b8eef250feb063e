"""Short forms of long names of the same article: 钻石精密公司 of 郑州市钻石精密制造有限公司."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.model import Found
from etl.names.gazetteer import named
from etl.names.tokens import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.lexicon import Lexicon

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
    names = dict.fromkeys(body.name for body in found if rules.ending.search(body.name) and len(body.name) >= 6)
    spans = [(body.start, body.end) for body in found]
    return [short for name in names for short in _short_forms(text, name, spans, rules)]


def _short_forms(text: str, name: str, spans: Sequence[tuple[int, int]], rules: _Rules) -> Iterator[Found]:
    words = _core(name, rules)
    if not words or len(words[0]) < 2:
        return
    optional = "".join(f"(?:{re.escape(word)})?" for word in words[1:])
    pattern = re.compile(f"{re.escape(words[0])}{optional}(?:{_CLOSE})?")
    for match in pattern.finditer(text):
        if _enough(match.group(), words[0], rules) and not any(s < match.end() and match.start() < e for s, e in spans):
            yield Found(*match.span(), "organization", match.group(), "short_form", name)


def _enough(form: str, first: str, rules: _Rules) -> bool:
    """Tell whether `form` can be a name: one word alone (中部) or common words (行政副中心) may be anything."""
    if len(form) < 4 or form == first or rules.kind.fullmatch(form):
        return False
    return bool(rules.close.search(form)) or any(word not in rules.common for word in cut(form))


def _core(name: str, rules: _Rules) -> list[str]:
    """Return the words of `name` that tell it from others: without place, group and legal form."""
    body = rules.ending.sub("", name)
    body = rules.group.sub("", body)
    words = cut(body)
    while len(words) > 1 and words[0] in named():
        words = words[1:]
    return words


class _Rules(NamedTuple):
    ending: re.Pattern[str]
    group: re.Pattern[str]
    close: re.Pattern[str]
    kind: re.Pattern[str]
    common: frozenset[str]


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> _Rules:
    endings = "|".join(map(re.escape, sorted(lexicon.words("firm_endings"), key=len, reverse=True)))
    kinds = "|".join(map(re.escape, sorted(lexicon.words("body_kinds"), key=len, reverse=True)))
    return _Rules(
        ending=re.compile(f"(?:{endings})$"),
        group=re.compile("^[一-鿿]{2,8}集团(?=[一-鿿]{2})"),
        close=re.compile(f"(?:{_CLOSE})$"),
        kind=re.compile(f"(?:{kinds})+"),
        common=frozenset((*lexicon.words("common_words"), *lexicon.words("body_kinds"))),
    )
