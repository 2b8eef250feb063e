"""The words that give a body away, and the rules around them, made from the lists once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import either, late
from etl.names.kinds import Openings
from etl.names.listed import Listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from etl.lexicon import Lexicon

LEVELS = ("自治区", "自治州", "街道", "省", "市", "区", "县", "州", "盟", "旗", "镇", "乡")


class Head(NamedTuple):
    """A word that gives a body away.

    Attributes:
        word: itself.
        kind: of body (`party`, `enterprise` …).
        strength: how it is read; the lists tell.
        level: the level word it opens with (市 of 市政协).
        bare: whether a place alone may stand before it.
    """

    word: str
    kind: str
    strength: str
    level: str = ""
    bare: bool = False


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
    """

    listed: Listed
    heads: dict[str, Head]
    after: frozenset[str]
    office: Titles
    quantity: re.Pattern[str]
    level: re.Pattern[str]
    levels: frozenset[str]
    prefix: Openings
    lead: re.Pattern[str]
    leads: frozenset[str]
    sport: re.Pattern[str]
    event: re.Pattern[str]
    not_before_level: dict[str, frozenset[str]]
    word_names: frozenset[str]
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
        prefix=Openings(lexicon.words("body_prefixes")),
        lead=late(f"(?:{either(leads)})$"),
        leads=frozenset([word[-1] for word in leads]),
        sport=late(either(lexicon.words("sport_words"))),
        event=re.compile(f"(?:{_SESSION})?(?:{either(events)})|{_SESSION}"),
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
    kinds = {row[0]: row[-1] for row in organs}
    heads |= {
        (name := level + word): Head(name, kind, "level", level) for level in LEVELS for word, kind in kinds.items()
    }
    none = {row[0]: Head(row[0], row[-1], "none") for row in organs if row[-1] == "none"}
    heads |= none | {level + word: Head(level + word, "none", "none") for level in LEVELS for word in none}
    heads |= {name: Head(name, "club", "club") for name in lexicon.words("clubs")}
    for row in lexicon.rows("bodies_known"):
        heads[row[0]] = Head(row[0], row[-1], "none" if row[-1] == "none" else "known")
    return heads
