"""The words that give a body away, and the rules around them, made from the lists once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.names.kinds import either

if TYPE_CHECKING:
    from etl.lexicon import Lexicon

LEVELS = ("自治区", "自治州", "街道", "省", "市", "区", "县", "州", "盟", "旗", "镇", "乡")


class Head(NamedTuple):
    """A word that gives a body away.

    Attributes:
        word: itself.
        kind: of body (`party`, `enterprise` …).
        strength: how it is read; the lists tell.
        bare: whether a place alone may stand before it.
        level: the level word it opens with (市 of 市政协).
    """

    word: str
    kind: str
    strength: str
    bare: bool = False
    level: str = ""


_SESSION = "第?[一二三四五六七八九十]{1,3}(?:届[一-鿿]{0,6}次|次)"


class Rules(NamedTuple):
    """What bodies are read by: the automaton of heads, and expressions for what stands around them."""

    automaton: AhoCorasick
    heads: tuple[Head, ...]
    office: re.Pattern[str]
    quantity: re.Pattern[str]
    level: re.Pattern[str]
    prefix: re.Pattern[str]
    lead: re.Pattern[str]
    sport: re.Pattern[str]
    event: re.Pattern[str]
    not_after_organ: re.Pattern[str]
    not_after_known: re.Pattern[str]
    not_before_level: dict[str, frozenset[str]]
    word_names: frozenset[str]
    states: frozenset[str]


@lru_cache(maxsize=8)
def rules_of(lexicon: Lexicon) -> Rules:
    """Return the rules by the lists of `lexicon`."""
    heads = tuple(_heads(lexicon).values())
    speakers = set(lexicon.words("body_speakers"))
    offices = [word for word in lexicon.words("offices") if word not in speakers]
    offices += lexicon.words("body_roles")
    return Rules(
        AhoCorasick([head.word for head in heads], matchkind=MatchKind.LeftmostLongest),
        heads,
        office=re.compile(
            f"(?:原|前|时任|现任|代|常务|党委|党组|执行|名誉|第一|首席)*(?:{either(offices)})|长(?![期江城沙春])"
        ),
        quantity=re.compile(
            "[0-9一二三四五六七八九十百千两几数多各每某该些另][余多]?[家所个名座间支级类位]|部分|所有|各级|有关|相关|(?<!第)[0-9]{3}"
        ),
        level=re.compile(f"(?:{either(LEVELS)})(?!{either(lexicon.words('level_not'))}|[省市区县乡镇(])"),
        prefix=re.compile(either(lexicon.words("body_prefixes"))),
        lead=re.compile(f"(?:{either(lexicon.words('party_prefixes'))})$"),
        sport=re.compile(either(lexicon.words("sport_words"))),
        event=re.compile(f"(?:{_SESSION})?(?:{either(lexicon.words('body_events'))})|{_SESSION}"),
        not_after_organ=re.compile("[托派任员屈性]"),
        not_after_known=re.compile("[门员]|长(?![期江城沙春])"),
        not_before_level=_not_before_level(lexicon),
        states=frozenset(("中国", *lexicon.words("foreign_places"))),
        word_names=frozenset(lexicon.words("place_word_names")),
    )


def _not_before_level(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    listed = {row[0]: frozenset(row[1]) for row in lexicon.rows("level_not_before")}
    return {level: listed.get(level, frozenset()) for level in LEVELS}


def _heads(lexicon: Lexicon) -> dict[str, Head]:
    """Collect every word that may give a body away; a later list wins over an earlier one."""
    organs = lexicon.rows("organs")
    heads = {row[0]: Head(row[0], row[-1], "anchored", bare=True) for row in organs if len(row[0]) > 1}
    for word, kind, strength, *bare in lexicon.rows("body_suffixes"):
        heads[word] = Head(word, kind, strength, bare=bool(bare) or word in heads)
    for level in LEVELS:
        for word, *_, kind in organs:
            heads[level + word] = Head(level + word, kind, "level", level=level)
    none = {row[0]: Head(row[0], row[-1], "none") for row in organs if row[-1] == "none"}
    heads |= none | {level + word: Head(level + word, "none", "none") for level in LEVELS for word in none}
    heads |= {name: Head(name, "club", "club") for name in lexicon.words("clubs")}
    for row in lexicon.rows("bodies_known"):
        heads[row[0]] = Head(row[0], row[-1], "none" if row[-1] == "none" else "known")
    return heads
