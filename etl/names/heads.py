"""The words that give a body away, and the rules around them, made from the lists once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import either, late
from etl.names.kinds import Openings
from etl.names.listed import Listed

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from etl.lexicon import Lexicon

LEVELS = ("自治区", "自治州", "街道", "地区", "省", "市", "区", "县", "州", "盟", "旗", "镇", "乡")


class Head(NamedTuple):
    """A word that gives a body away.

    Attributes:
        word: itself.
        kind: of body (`party`, `enterprise` …).
        strength: how it is read; the lists tell.
        level: the level word it opens with (市 of 市政协).
        bare: whether a place alone may stand before it.
        unit: whether a level word alone may stand before it (县农技站).
        alone: whether it is a name where nothing at all stands before it (实验小学).
    """

    word: str
    kind: str
    strength: str
    level: str = ""
    bare: bool = False
    unit: bool = False
    alone: bool = False


FULL = late("[省市区县盟旗镇乡村]$|..州$")
"""Ends the full name of a place."""
SMALL = frozenset("镇乡村庄屯店里路街")
"""Last characters of places so small that one school or clinic is theirs: 峡窝镇卫生院, but no 金水区小学."""
_COUNTS = "一二三四五六七八九十"
_SESSION = rf"第?[{_COUNTS}]{{1,3}}(?:届[^\W\d_A-Za-z]{{0,6}}次|次)"
_LEADS = ("原", "前", "时任", "现任", "代", "常务", "党委", "党组", "执行", "名誉", "第一", "首席")
NOT_AFTER_CHIEF = frozenset("期江城沙春")
"""长 before one of these is nobody's title: 长期, 长江."""


class Titles:
    """Offices as they follow the name of a body, with what stands before them: 市政协|常务副主席, 公安局|长."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words, self._leads = Openings(words), Openings(_LEADS)

    def at(self, text: str, at: int) -> str:
        """Return the office that begins at `at`, "" if there is none."""
        begin, end = at, self._words.end(text, at)
        while (led := self._leads.end(text, begin)) > begin:
            begin = led
            if (stop := self._words.end(text, begin)) > begin:
                end = stop
        if end > at:
            return text[at:end]
        return "长" if text.startswith("长", at) and text[at + 1 : at + 2] not in NOT_AFTER_CHIEF else ""


class Rules(NamedTuple):
    """What bodies are read by: heads, and what to look for around them.

    Attributes:
        listed: finds the words of the heads.
        heads: by their words.
        after: first characters of the offices and meetings that may follow a body.
        leads: last characters of what may lead a body's name (共青团).
        levels: first characters of level words.
        level_ends: their last characters.
    """

    listed: Listed
    heads: dict[str, Head]
    after: frozenset[str]
    office: Titles
    quantity: re.Pattern[str]
    level: re.Pattern[str]
    levels: frozenset[str]
    level_ends: frozenset[str]
    prefix: Openings
    lead: re.Pattern[str]
    leads: frozenset[str]
    sport: re.Pattern[str]
    event: re.Pattern[str]
    not_before_level: dict[str, frozenset[str]]
    word_names: frozenset[str]
    own_names: frozenset[str]
    states: frozenset[str]


@lru_cache(maxsize=8)
def rules_of(lexicon: Lexicon) -> Rules:
    """Return the rules by the lists of `lexicon`."""
    heads = _heads(lexicon)
    speakers = set(lexicon.words("body_speakers"))
    offices = [word for word in lexicon.words("offices") if word not in speakers]
    offices += lexicon.words("body_roles")
    events, leads = lexicon.words("body_events"), lexicon.words("party_prefixes")
    return Rules(
        Listed(heads),
        heads,
        after=frozenset([word[0] for word in (*offices, *_LEADS, *events)]).union("长第", _COUNTS),
        office=Titles(offices),
        quantity=re.compile(
            "[0-9一二三四五六七八九十百千两几数多各每某该些另][余多]?[家所个名座间支级类位]|部分|所有|各级|有关|相关|(?<!第)[0-9]{3}"
        ),
        level=re.compile(f"(?:{either(LEVELS)})(?!{either(lexicon.words('level_not'))}|[省市区县乡镇(])"),
        levels=frozenset([level[0] for level in LEVELS]),
        level_ends=frozenset([level[-1] for level in LEVELS]),
        prefix=Openings(lexicon.words("body_prefixes")),
        lead=late(f"(?:{either(leads)})$"),
        leads=frozenset([word[-1] for word in leads]),
        sport=late(either(lexicon.words("sport_words"))),
        event=re.compile(f"(?:{_SESSION})?(?:{either(events)})|{_SESSION}"),
        not_before_level=_not_before_level(lexicon),
        states=frozenset(("中国", *lexicon.words("foreign_places"))),
        word_names=frozenset(lexicon.words("place_word_names")),
        own_names=frozenset(lexicon.words("own_names")),
    )


def _not_before_level(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    listed = {row[0]: frozenset(row[1]) for row in lexicon.rows("level_not_before")}
    return {level: listed.get(level, frozenset()) for level in LEVELS}


def may_be_name(opening: str, head: Head) -> bool:
    """Whether a place alone makes the name: 峡窝镇小学, 朝阳医院, 金水区医院; 金水区小学 may be any of them."""
    if opening[-1:] in SMALL or (head.word == "医院" and (opening[-1:] in {"区", "县"} or opening == "市")):
        return True
    if not opening or FULL.search(opening):
        return False
    return len(opening) > 3 or (head.kind in {"hospital", "school"} and head.word != "学校")


def _is_unit(word: str, kinds: Container[str]) -> bool:
    """Tell whether an organ is found by its own word, as institutions are, and a level word looked for: 县|农业局.

    Others are found by the level word and theirs together: short ones (市委), what these begin (市委组织部), and what
    makes another organ with its level word (街道|办事处).
    """
    begun = any(word[:size] in kinds for size in (1, 2))
    return len(word) > 2 and not begun and not any(level + word in kinds for level in LEVELS)


def _strength(unit: str) -> str:
    """Return how an institution is read without a level word: short words are found in others (挂职中)."""
    if unit[-1] == "厂":
        return "strong"
    return "direct" if len(unit) == 2 or unit[-1] == "队" else "anchored"


def _heads(lexicon: Lexicon) -> dict[str, Head]:
    """Collect every word that may give a body away; a later list wins over an earlier one."""
    organs = lexicon.rows("organs")
    kinds = {row[0]: row[-1] for row in organs}
    institutions = lexicon.pairs("institutions")
    units = {word for word in kinds if _is_unit(word, kinds)}.union(institutions)
    heads = {row[0]: Head(row[0], row[-1], "anchored", bare=True) for row in organs if len(row[0]) > 1}
    heads |= {word: heads[word]._replace(unit=True) for word in units if word in kinds}
    heads |= {word: Head(word, kind, _strength(word), bare=True, unit=True) for word, kind in institutions.items()}
    for word, kind, strength, *alone in lexicon.rows("body_suffixes"):
        bare = bool(alone) or word in heads
        heads[word] = Head(word, kind, strength, bare=bare, unit=word in units, alone="alone" in alone)
    short = {word: kind for word, kind in kinds.items() if word not in units}
    heads |= {
        (name := level + word): Head(name, kind, "level", level) for level in LEVELS for word, kind in short.items()
    }
    none = {row[0]: Head(row[0], row[-1], "none") for row in organs if row[-1] == "none"}
    heads |= none | {level + word: Head(level + word, "none", "none") for level in LEVELS for word in none}
    heads |= {name: Head(name, "club", "club") for name in lexicon.words("clubs")}
    for row in lexicon.rows("bodies_known"):
        heads[row[0]] = Head(row[0], row[-1], "none" if row[-1] == "none" else "known", unit=row[0] in institutions)
    return heads
