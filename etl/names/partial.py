"""People of whom only the surname is printed, or a name with a mask in it: 李女士, 徐书记, 赵某某, 吴某强, 老李."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.expressions import Few, late
from etl.model import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.names.candidates import Scorer
    from etl.names.reading import Reading

_SURE = {"surname3", "surname4", "surname5", "surname6", "surname7"}
_MASK = late("某某|某|[×＊*]{1,2}|[Xx]{1,2}(?![A-Za-z])")
_MARKS = "某×＊*Xx"
_FAMILIAR = Few("老小", r'\w(?=[,。;:?!、"”)》\s的说称和与在也却还就又都对把被给让向从将是有看想告曾]|$)')
_LASTS = {"last1", "last2", "last3", "last4", "last5"}
_ENDS = {"after_stop", "after_enum", "after_paren", "after_close", "after_end"}


def find_partial(reading: Reading, scorer: Scorer) -> list[Found]:
    """Find people printed with their surname only, or masked.

    Args:
        reading: the folded text as `scorer` reads it.
        scorer: the lists to go by.

    Returns:
        Places in order; the rule is `masked`, `address`, `office_address` or `familiar`, the evidence what follows.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.names.candidates import scorer
        >>> lists = scorer(DEFAULT)
        >>> [f.name for f in find_partial(lists.read("李女士和犯罪嫌疑人吴某强找到老张,徐书记说"), lists)]
        ['李女士', '吴某强', '老张', '徐书记']
    """
    text, found = reading.text, list[Found]()
    for at, word in reading.starts.items():
        if (rule := _ADDRESS.get(scorer.after[word])) and (start := _surname_before(reading, at, scorer)) is not None:
            found.append(Found(start, at + len(word), "person", text[start : at + len(word)], rule, word))
    found += _masked(reading, scorer)
    found += _familiar(reading, scorer)
    return sorted(found, key=lambda f: f.start)


_ADDRESS = {"address": "address", "office": "office_address"}


def _surname_before(reading: Reading, at: int, s: Scorer) -> int | None:
    """Return where the surname before a form of address begins, if that is all that belongs to it there."""
    text = reading.text
    start = at - 1
    if text[max(0, at - 2) : at] in s.compounds:
        return at - 2
    if start < 0 or s.surname.get(text[start]) not in _SURE or text[start : at + 1] in s.words:
        return None
    if start == 0:
        return start
    ends_word = text[start - 1 : at] in s.words
    inside = text[start - 1] in s.singles and reading.left(start)[0] == "before_none"
    return None if ends_word or inside else start


def _masked(reading: Reading, s: Scorer) -> Iterator[Found]:
    """赵某某, 李某, 吴某强, 王××; a name that is whole in one place is whole wherever it stands."""
    text = reading.text
    if not any(map(text.__contains__, _MARKS)):
        return
    spans = []
    for mask in _MASK.finditer(text):
        start = mask.start() - 1
        if start >= 0 and text[start] in s.singles and text[max(0, start - 1) : start + 1] not in s.words:
            start -= text[max(0, start - 1) : start + 1] in s.compounds
            spans.append((start, mask.end() + (mask[0] == "某" and _goes_on(reading, mask.end(), s))))
    whole = {text[start:end] for start, end in spans if text[end - 1] != "某"}
    for start, end in spans:
        longer = end + (text[end - 1] == "某" and text[start : end + 1] in whole)
        yield Found(start, longer, "person", text[start:longer], "masked", "某" if "某" in text[start:end] else "×")


def _goes_on(reading: Reading, end: int, s: Scorer) -> bool:
    """Tell whether the character behind a single mask belongs to the name: 吴某强, not 李某在 or 韩某索贿."""
    text = reading.text
    follows = text[end : end + 1]
    if (
        not "\u4e00" <= follows <= "\u9fff"
        or text[end : end + 2] in s.words
        or reading.right(end)[0] in {"after_particle", "after_speech", "after_of"}
    ):
        return False
    beyond = reading.right(end + 1)[0]
    return beyond in _ENDS or (s.last.get(follows, "last1") in _LASTS and beyond != "after_none")


def _familiar(reading: Reading, s: Scorer) -> Iterator[Found]:
    """老张, 小王: only where no word begins there and the name stands free on its right."""
    text = reading.text
    for match in _FAMILIAR.finditer(text):
        start, end = match.span()
        flag = s.words.get(match[0], "n")[0]
        known = flag != "n" or match[0] in s.not_names or s.surname.get(match[0][1]) not in _SURE
        if known or (start and text[start - 1 : start + 1] in s.words):
            continue
        yield Found(start, end, "person", match[0], "familiar", match[0][0])
