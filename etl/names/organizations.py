"""Bodies: organs of party, state and people, enterprises, schools, hospitals, societies, media, named groups.

One automaton finds the words a body is known by: names known wherever they stand (新华社), organs after a level word
(区政协), last words of names (有限公司, 局). From each of them the name is followed to the left, up to a border
(`etl.names.borders`), a place or a level word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Found
from etl.names.borders import Borders

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS = ("自治区", "自治州", "街道", "省", "市", "区", "县", "州", "盟", "旗", "镇", "乡")

Strength = Literal["known", "level", "strong", "anchored", "industry", "extension", "team", "none"]


class _Head(NamedTuple):
    word: str
    kind: str
    strength: Strength


class _Body(NamedTuple):
    start: int
    end: int
    rule: str
    evidence: str
    certain: bool = True


def find_organizations(text: str, places: Sequence[Found], lexicon: Lexicon = DEFAULT) -> list[Found]:
    """Return the bodies named in `text`.

    Args:
        text: folded.
        places: the places found in it; they tell where many a body begins.
        lexicon: lists `organs`, `body_suffixes`, `bodies_known`, `body_kinds`, `borders`, `borders_not`, `offices`.

    Returns:
        Bodies in order, none within another. `certain` is False where a body stands only inside an office
        (rule `in_office`: 市政协 of 市政协副主席) or has nothing but its last word to speak for it.

    Example:
        >>> [body.name for body in find_organizations("区残联联合河南天马新材料股份有限公司走进区公安局", ())]
        ['区残联', '河南天马新材料股份有限公司', '区公安局']
    """
    rules = _rules(lexicon)
    borders = Borders(text, places, lexicon)
    bodies: list[_Body] = []
    for index, start, end in rules.automaton.find_matches_as_indexes(text):
        head = rules.heads[index]
        if head.strength != "none" and (body := _READERS[head.strength](head, start, end, borders, rules, bodies)):
            bodies.append(body)
    return [_found(text, body, rules) for body in _widest(bodies)]


def _found(text: str, body: _Body, rules: _Rules) -> Found:
    name = text[body.start : body.end]
    office = rules.office.match(text, body.end)
    if office:
        return Found(body.start, body.end, "organization", name, "in_office", office.group(), certain=False)
    return Found(body.start, body.end, "organization", name, body.rule, body.evidence, body.certain)


def _widest(bodies: list[_Body]) -> list[_Body]:
    """Leave out bodies that lie within, or overlap, a wider one."""
    kept: list[_Body] = []
    for body in sorted(bodies, key=lambda b: (b.start, -b.end)):
        if not kept or body.start >= kept[-1].end:
            kept.append(body)
    return kept


def _known(head: _Head, start: int, end: int, *_: object) -> _Body:
    return _Body(start, end, "known", head.word)


def _level(
    head: _Head, start: int, end: int, borders: Borders, rules: _Rules, _bodies: list[_Body]
) -> _Body | None:
    """区政协, 二七区政协: an organ after a level word, with the place the level word may belong to."""
    if rules.not_after_organ.match(borders.text, end):
        return None
    anchor = _place_before(borders, start + _level_length(head.word))
    if anchor is not None:
        return _Body(anchor, end, "place_and_organ", head.word)
    before = borders.text[max(0, start - 1) : start]
    if before in rules.not_before_level:
        return None
    return _Body(start, end, "level_and_organ", head.word)


def _level_length(word: str) -> int:
    return next(len(level) for level in LEVELS if word.startswith(level))


def _place_before(borders: Borders, end: int) -> int | None:
    """Return the start of the chain of places that ends at `end` (郑州市二七区|信访局)."""
    start: int | None = None
    for place in reversed(borders.places_between(max(0, end - 24), end)):
        if place.end == (end if start is None else start):
            start = place.start
    return start


def _strong(
    head: _Head, start: int, end: int, borders: Borders, rules: _Rules, _bodies: list[_Body]
) -> _Body | None:
    border = borders.before(start)
    if anchored := _anchored_start(borders, border.start, start, rules):
        return _Body(anchored[0], end, "place_and_suffix", f"{anchored[1]} … {head.word}")
    modifier = borders.text[border.start : start]
    if len(modifier) < 2 or len(modifier) > 14 or rules.kind.fullmatch(modifier):
        return None
    return _Body(border.start, end, "name_and_suffix", f"{border.evidence}|… {head.word}", len(modifier) <= 8)


def _anchored(
    head: _Head, start: int, end: int, borders: Borders, rules: _Rules, bodies: list[_Body]
) -> _Body | None:
    border = borders.before(start)
    if anchored := _anchored_start(borders, border.start, start, rules):
        return _Body(anchored[0], end, "place_and_suffix", f"{anchored[1]} … {head.word}")
    return _extended(head, start, end, borders, rules, bodies)


def _anchored_start(borders: Borders, border: int, end: int, rules: _Rules) -> tuple[int, str] | None:
    """Return where the place or level word that opens the name begins, and that word."""
    text = borders.text
    if prefix := rules.prefix.match(text, border, end):
        return border, prefix.group()
    if (level := rules.level.match(text, border, end)) and text[border - 1 : border] not in rules.not_before_level:
        return border, level.group()
    places = borders.places_between(border, end)
    if places:
        first = places[0]
        led = first.start - border
        start = border if 2 <= led <= 6 and first.name[-1] not in "省市区县镇乡村" else first.start
        return start, first.name
    return None


def _extension(
    head: _Head, start: int, end: int, borders: Borders, rules: _Rules, bodies: list[_Body]
) -> _Body | None:
    return _extended(head, start, end, borders, rules, bodies)


def _extended(
    head: _Head, start: int, end: int, borders: Borders, rules: _Rules, bodies: list[_Body]
) -> _Body | None:
    """政府办公室|文电科: a department right after a body that was found."""
    if not bodies:
        return None
    body = bodies[-1]
    gap = borders.text[body.end : start]
    if body.end > start or len(gap) > 6 or not gap.isalnum() or borders.before(start).start > body.start:
        return None
    return _Body(body.start, end, "department", f"{borders.text[body.start : body.end]} … {head.word}")


def _industry(
    head: _Head, start: int, end: int, borders: Borders, rules: _Rules, _bodies: list[_Body]
) -> _Body | None:
    """河南三和航空: a place, a name and a trade, alone between commas or before 等."""
    if not rules.listed.match(borders.text, end):
        return None
    border = borders.before(start)
    places = borders.places_between(border.start, start)
    if not places or places[0].start != border.start:
        return None
    modifier = borders.text[places[0].end : start]
    if not 2 <= len(modifier) <= 6 or rules.kind.fullmatch(modifier):
        return None
    return _Body(border.start, end, "listed_firm", f"{places[0].name} … {head.word}", certain=True)


_READERS = {
    "known": _known,
    "level": _level,
    "strong": _strong,
    "anchored": _anchored,
    "extension": _extension,
    "industry": _industry,
    "team": _extension,
}


class _Rules(NamedTuple):
    automaton: AhoCorasick
    heads: tuple[_Head, ...]
    office: re.Pattern[str]
    kind: re.Pattern[str]
    level: re.Pattern[str]
    prefix: re.Pattern[str]
    listed: re.Pattern[str]
    not_after_organ: re.Pattern[str]
    not_before_level: frozenset[str]


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> _Rules:
    heads = tuple(_heads(lexicon).values())
    return _Rules(
        AhoCorasick([head.word for head in heads], matchkind=MatchKind.LeftmostLongest),
        heads,
        office=re.compile(f"(?:原|前|时任|现任|代|常务|党委|党组|执行|名誉|第一)*(?:{_either(lexicon.words('offices'))})"),
        kind=re.compile(f"(?:{_either(lexicon.words('body_kinds'))}|[0-9一二三四五六七八九十百千多几]+)+"),
        level=re.compile(f"(?:{_either(LEVELS)})(?!{_either(lexicon.words('level_not'))})"),
        prefix=re.compile(_either(lexicon.words("body_prefixes"))),
        listed=re.compile("[、,。;)]|等|和|及|(?=\n)|$"),
        not_after_organ=re.compile("[托派任员屈]|实习生"),
        not_before_level=frozenset("全各每该本某两城都超社地校景园辖小"),
    )


def _heads(lexicon: Lexicon) -> dict[str, _Head]:
    """Collect every word that may give a body away; a later list wins over an earlier one."""
    organs = lexicon.rows("organs")
    heads = {row[0]: _Head(row[0], row[-1], "anchored") for row in organs if len(row[0]) > 1 and row[-1] != "none"}
    heads |= {row[0]: _Head(row[0], row[1], row[2]) for row in lexicon.rows("body_suffixes")}  # type: ignore[arg-type]
    for level in LEVELS:
        for word, *_, kind in organs:
            heads[level + word] = _Head(level + word, kind, "none" if kind == "none" else "level")
    heads |= {row[0]: _Head(row[0], row[-1], "none" if row[-1] == "none" else "known") for row in lexicon.rows("bodies_known")}
    heads |= {row[0]: _Head(row[0], "user", "known") for row in lexicon.rows("user_organizations")}
    return heads


def _either(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
