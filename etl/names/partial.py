"""People of whom only the surname is printed, or a name with a mask in it: 李女士, 徐书记, 赵某某, 吴某强, 老李."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.model import Found
from etl.names.candidates import HAN, Reading, Scorer, scorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.lexicon import Lexicon

_SURE = {"surname3", "surname4", "surname5", "surname6", "surname7"}
_FREE = re.compile(r"[,。;:?!、\"”)》\s的说称和与在也却还就又都对把被给让向从将是有看想告曾]|$")


def find_partial(text: str, lexicon: Lexicon) -> list[Found]:
    """Find people printed with their surname only, or masked.

    Args:
        text: folded.
        lexicon: lists `surnames`, `surnames_compound`, `address_forms`, `offices`, `common_words`.

    Returns:
        Places in order; the rule is `masked`, `address`, `office_address` or `familiar`, the evidence what follows.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> [f.name for f in find_partial("李女士和犯罪嫌疑人吴某强找到老张,徐书记说", DEFAULT)]
        ['李女士', '吴某强', '老张', '徐书记']
    """
    rules, found = _rules(lexicon), list[Found]()
    reading = rules.scorer.read(text)
    for match in rules.pattern.finditer(text):
        start, end, rule = match.start(), match.end(), str(match.lastgroup)
        reader = _READERS[rule]
        if end := reader(reading, match):
            found.append(Found(start, end, "person", text[start:end], rule, text[match.end("surname") : end]))
    return found


def _masked(reading: Reading, match: re.Match[str]) -> int:
    """赵某某, 李某, 吴某强: the third character belongs to the name where it may end one and begins no word."""
    text, s = reading.text, reading.scorer
    end = match.end()
    follows = text[end : end + 1]
    if match["masked"] != "某" or not "\u4e00" <= follows <= "\u9fff" or text[end : end + 2] in s.words:
        return end
    beyond = reading.right(end + 1)[0]
    free = beyond in {"stop", "enum", "paren", "close", "end"} or (follows in s.endings and beyond != "none")
    return end + 1 if free and reading.right(end)[0] != "particle" else end


def _address(reading: Reading, match: re.Match[str]) -> int:
    """李女士, 徐书记: a surname that ends no word before it, and no full name."""
    text, s, start = reading.text, reading.scorer, match.start()
    if start and (text[start - 1 : start + 1] in s.words or text[start - 1] in s.singles and reading.left(start)[0] == "none"):
        return 0
    if s.surname.get(text[start]) not in _SURE and match.end("surname") - start == 1:
        return 0
    return match.end() if text[start : match.end("surname") + 1] not in s.words else 0


def _familiar(reading: Reading, match: re.Match[str]) -> int:
    """老张, 小王: only where no word begins there and the name stands free on its right."""
    text, s = reading.text, reading.scorer
    start, end = match.span()
    if match[0] in s.words or s.surname.get(text[end - 1]) not in _SURE or not _FREE.match(text, end):
        return 0
    return 0 if start and text[start - 1 : start + 1] in s.words else end


_READERS = {"masked": _masked, "address": _address, "office_address": _address, "familiar": _familiar}


class _Rules(NamedTuple):
    pattern: re.Pattern[str]
    scorer: Scorer


@lru_cache(maxsize=4)
def _rules(lexicon: Lexicon) -> _Rules:
    s = scorer(lexicon)
    address = sorted(lexicon.words("address_forms"), key=len, reverse=True)
    offices = sorted(s.addresses, key=len, reverse=True)
    surname = f"(?P<surname>{'|'.join(sorted(s.compounds))}|[{''.join(sorted(s.singles))}])"
    return _Rules(
        re.compile(
            f"{surname}(?:(?P<masked>某某|某|[×＊*XxＸ]{{1,2}})|(?P<address>{'|'.join(address)})"
            f"|(?P<office_address>{'|'.join(offices)}))|(?P<familiar>[老小][{HAN}])"
        ),
        s,
    )
