"""Who speaks: the subject of a verb of saying, as far as the text settles it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from etl.expressions import either, late
from etl.relate.endings import Endings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.lexicon import Lexicon
    from etl.relate.story import Named, Story

Kind = Literal["person", "group", "body", "document", "meeting"]

_BOUNDARY = late(r"[,。;:!?\n“”]")
_LAST_BOUNDARY = re.compile(r"(?s:.*)[,。;:!?\n“”]")
_REACH = 80
"""How far back from the verb its subject may start."""

_LONGEST = 24
"""Longest name of a group, in characters."""

_CLAUSES = 3
"""How many commas into a sentence its subject may stand."""

_BACK = 8
"""How many sentences back a pronoun may point."""

_PRONOUNS = ("他", "她")
_TO_WHOM = late(r"(?:对|向|同|跟|给|告诉|为|与)[^,]{0,14}$")
_ON = frozenset("于在")
"""Before a day that stands behind the speaker: 省政府于3日宣布."""

_TO = ("对", "向", "给")
_BASIS = "根据|按照?|依照|遵照|对照|落实|贯彻|达到|符合|响应"
_ACCORDING = re.compile(rf"{_BASIS}|作出|提出的|满足|针对|结合|记者从|从")
_FOLLOWING = re.compile(rf"(?:{_BASIS})[^,]{{0,16}}$")
_ISSUED = late(r"(.{2,20}?)(?:对外)?(?:发布|发出|的)(?:通报|公告|消息|通告|声明|讣告)$")
_SCENE = re.compile(
    r"(?:在|于|就|对|向|同|跟|谈到|谈及|谈起|面对|接受|回应|答复|回答|告知|说起|回忆起|代表(?=[^,]{2,20}$))[^,]{1,40}$"
)
_HAN = late("[一-鿿]*")
_GOES_ON = re.compile("(?=对|向|在|一行|到|还|认真|现场|来到|先后|就)")
"""What follows a subject at the head of a sentence."""

_OWNERS = 16
"""Most characters in front of the noun that speaks, at the head of a sentence."""


class Speaker(NamedTuple):
    """Who speaks, what kind of speaker it is, and how it was found; `start` is where the attribution begins."""

    name: str
    kind: Kind
    start: int
    rule: str


class _Words(NamedTuple):
    """The lists, compiled: nouns that speak, adverbs, what is no part of a name."""

    kinds: dict[str, str]
    nouns: Endings
    adverbs: Endings
    cuts: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    kinds = {row[0]: row[1] for row in lexicon.rows("speech_nouns")}
    return _Words(
        kinds=kinds,
        nouns=Endings(kinds),
        adverbs=Endings(lexicon.words("speech_adverbs")),
        cuts=re.compile(f" *(?:{either(lexicon.words('noun_phrase_cuts'))}|有(?![关的些人限]))"),
    )


def find_speaker(story: Story, at: int, lexicon: Lexicon) -> Speaker | None:
    """Find the subject of the verb of saying that starts at `at`.

    Args:
        story: the piece.
        at: offset of the verb.
        lexicon: the word lists to go by.

    Returns:
        The speaker, or None where the words in front of the verb do not settle who it is.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, When
        >>> from etl.relate.story import read_story
        >>> story = read_story(Draft(0, 1, 1, "昨日,区委宣传部相关负责人表示,要多办活动。"), (), (), When("recent"))
        >>> find_speaker(story, story.folded.index("表示"), DEFAULT).name
        '区委宣传部相关负责人'
    """
    start = _clause_start(story.folded, at)
    clause = story.folded[start:at]
    if _ACCORDING.match(clause.lstrip(" ")) or ("在" not in clause and _FOLLOWING.search(clause)):
        return None
    words = _words(lexicon)
    rest = words.adverbs.strip(clause.rstrip(" "))
    if not rest.strip(" "):
        return _of_sentence(story, at, words)
    return _person(story, start, at) or _pronoun(story, start, rest) or _group(story, start, start + len(rest), words)


def named_speaker(story: Story, start: int, end: int, lexicon: Lexicon) -> Speaker | None:
    """Return who is named by the whole of the offsets: a person at their end, or a group (审判长, 一名村民)."""
    person = _ending_at(story.named("person", start, end), end)
    if person:
        return Speaker(person.entity.name, "person", start, "before a colon")
    phrase = story.text[start:end].strip()
    kind = _kind(phrase, _words(lexicon)) if len(phrase) <= _LONGEST else None
    return Speaker(phrase, kind, start, "before a colon") if kind == "group" else None


def _clause_start(folded: str, at: int) -> int:
    """Return where the clause that ends in offset `at` begins."""
    low = max(0, at - _REACH)
    edge = _LAST_BOUNDARY.match(folded, low, at)
    return edge.end() if edge else low


def _person(story: Story, start: int, end: int) -> Speaker | None:
    """Take the last person of the clause who is neither spoken to nor somebody's owner (张三的妻子)."""
    named = story.named("person", start, end)
    for one in reversed(named):
        front = story.folded[start : one.start]
        spoken_to = _TO_WHOM.search(front)
        if story.folded[one.end : one.end + 1] == "的" or (spoken_to and (len(named) > 1 or front[:1] in "对向")):
            continue
        return Speaker(one.entity.name, "person", start, "person before the verb")
    return None


def _pronoun(story: Story, start: int, rest: str) -> Speaker | None:
    if not rest.endswith(_PRONOUNS) or len(rest.strip()) > 3:
        return None
    one = _last_subject(story, start)
    return Speaker(one.entity.name, "person", start, "pronoun") if one else None


def _last_subject(story: Story, at: int) -> Named | None:
    """Return the person the nearest sentence at or before `at` is about, within this paragraph and the one before."""
    paragraphs, here = 0, story.sentence_index(at)
    for i in range(here, max(-1, here - _BACK), -1):
        sentence = story.sentences[i]
        one = _first_person(story, sentence.start, min(sentence.end, at))
        if one:
            return one
        paragraphs += sentence.opens
        if paragraphs > 1:
            break
    return None


def _first_person(story: Story, start: int, end: int) -> Named | None:
    return next(iter(story.people(start, end)), None)


def _of_sentence(story: Story, at: int, words: _Words) -> Speaker | None:
    """Take the subject of the whole sentence for a verb that has none of its own (侯红了解情况,要求…)."""
    sentence = story.sentences[story.sentence_index(at)]
    one = _first_person(story, sentence.start, at)
    if one and story.folded[one.end : one.end + 1] != "的":
        return Speaker(one.entity.name, "person", sentence.start, "subject of the sentence")
    clauses = (m.end() for m in _BOUNDARY.finditer(story.folded, sentence.start, at))
    for start in (sentence.start, *islice(clauses, _CLAUSES)):
        end = _head_end(story.folded, start, at, words)
        kind = _kind(story.folded[start:end], words)
        if kind:
            return Speaker(story.text[start:end], kind, sentence.start, "subject of the sentence")
        body = next((n for n in story.named("organization", start, at) if n.start == start), None)
        if body:
            return Speaker(body.entity.name, "body", sentence.start, "subject of the sentence")
    return None


def _head_end(folded: str, start: int, limit: int, words: _Words) -> int:
    """Return where the noun that speaks ends, of those at the head of a clause the one with the least before it."""
    owned = _HAN.match(folded, start, min(limit, start + _OWNERS)).end()  # type: ignore[union-attr]  # it may be empty
    least, end = owned, start
    for going_on in _GOES_ON.finditer(folded, start, min(limit, owned + _LONGEST)):
        at = going_on.start()
        noun = words.nouns.of(folded[start:at])
        if noun and at - len(noun) <= least:
            least, end = at - len(noun), at
    return end


def _group(story: Story, start: int, end: int, words: _Words) -> Speaker | None:
    """Find a noun phrase in front of the verb that names a group, a body, a document or a meeting."""
    for low, high in _phrases(story, start, end):
        found = _noun_phrase(story, _past_connectives(story.folded, low, high, words), high, words)
        if found:
            name, kind = found
            return Speaker(name, kind, start, f"{kind} before the verb")
    return None


def _phrases(story: Story, start: int, end: int) -> Sequence[tuple[int, int]]:
    """Return what stands before the last date of the clause (省地震局1日晚间表示), then what stands behind it."""
    dates = story.dated(start, end)
    if not dates:
        return ((start, end),)
    first = dates[-1].start - (story.folded[dates[-1].start - 1] in _ON)
    return ((start, first), (dates[-1].end, end))


def _past_connectives(folded: str, low: int, high: int, words: _Words) -> int:
    while cut := words.cuts.match(folded, low, high):
        low = cut.end()
    return low


def _noun_phrase(story: Story, low: int, high: int, words: _Words) -> tuple[str, Kind] | None:
    """Name the speaker of a noun phrase; the circumstances at its end (在会上, 对记者) are no part of it."""
    high = _before_manner(story, low, _before_scene(story.folded, low, high), words)
    whole = story.text[low:high]
    phrase = whole.strip()
    if not 1 < len(phrase) <= _LONGEST or phrase[0] == "、":
        return None
    high = low + len(whole.rstrip())
    kind = _kind(phrase, words)
    bodies = story.named("organization", low, high)
    body = _ending_at(bodies, high) or _ending_at(story.named("place", low, high), high)
    if body and story.folded[body.start - 1 : body.start] in _TO and body.start:
        return None
    if body or (bodies and kind == "document"):
        return (body or bodies[0]).entity.name, "body"
    issued = _ISSUED.match(phrase) if kind == "document" else None
    return (issued[1] if issued else phrase, kind) if kind else None


def _ending_at(names: Sequence[Named], end: int) -> Named | None:
    return next((n for n in names if n.end == end), None) if names else None


def _before_scene(folded: str, low: int, high: int) -> int:
    """Return where the circumstances at the end of a phrase begin; `high` where there are none, or nothing else."""
    scene = _SCENE.search(folded, low, high)
    return scene.start() if scene and scene.start() > low else high


def _before_manner(story: Story, low: int, high: int, words: _Words) -> int:
    """Return where the words begin that say how somebody spoke (一名农民工|激动地), `high` if none do."""
    if story.folded[high - 1] != "地":
        return high
    ends = [high - 1 - size for size in (2, 4, 3) if high - 1 - size > low]
    return next((end for end in ends if _kind(story.text[low:end].strip(), words)), ends[0] if ends else high)


def _kind(phrase: str, words: _Words) -> Kind | None:
    if phrase.endswith("》"):
        return "document"
    noun = words.nouns.of(phrase.removesuffix("们")) or words.nouns.of(phrase)
    kind = words.kinds.get(noun)
    return None if kind in (None, "reporter") else kind  # type: ignore[return-value]  # the lexicon's header names the kinds
