"""Statements: who said what, from the verbs of saying and the quotation marks.

What was said begins behind the verb and its comma or opening quotation mark, and runs on over the sentences that follow
until somebody else speaks, the story goes on, or the paragraph ends; a next paragraph that goes on without a subject
(要…) belongs to it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from etl.expressions import late
from etl.model import Statement
from etl.relate.endings import Endings
from etl.relate.speakers import Speaker, find_speaker, named_speaker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.lexicon import Lexicon
    from etl.relate.story import Sentence, Story

_OPENING = re.compile(r"\s*(?:道|了)?\s*(?P<pause>[,:])?\s*(?P<quote>[“\"])?")
_OPENS = frozenset(',:“" \n\t道了')
"""What may stand between the verb and what was said."""

_NO_CLAUSE = frozenset(("", *"了着过的、。;!?)》\n"))
_CLAUSE = late(r"[^,。;!?\n]{6}")
"""The shortest thing said; below it, the word behind the verb is its object."""

_SHORTEST_QUOTE = 4
_TELL = "告诉"
_TOLD_REPORTER = late(r"告诉[^,。:;!?“”\n]{0,30}?记者")
_TOLD_AT_END = late(r"告诉[^,。:;!?“”\n]{0,30}?记者$")
_VERB_TO_REPORTER = "告诉记者"
_NOUN_BEFORE = frozenset("的项述本点大出按照等各工作任务合此该有不可未被据")
_WORD_BEFORE = frozenset("被了")
_WORD_BEHIND = frozenset("为号呼谓职法明服是话")
_NAME_PARTS = {
    "说": late(r"[小听据传来学解劝可再]$"),
    "建议": late(r"(?:检察|司法|理化|整改|监察|政策|立法|修改)$"),
    "称": late(r"(?:[号简名职统堪自俗昵合宣声对]|(?<![料报诉害责言事护疑告击情始理案证])人)$"),
}
_AFTER_QUOTE = late(
    r"[,。]?(?:(?:近日|日前|[昨今前][日天晚]|[0-9]+日)(?:[上下中]午)?,)?"
    r"(?:(?:为|提起|[说谈聊]起|回忆起|[看指望面听][着对到])[^,。;:!?\n“”]{2,20},|[^,。;:!?\n“”]{0,20}(?:时|[会式场访]上|期间|采访中|之后|之余|说起[^,]{0,9}|谈[到及起][^,]{0,12}),)?"
    r"(?P<clause>[^,。;:!?\n“”]{1,60})(?=[,。:;!?\n]|$)"
)
"""What follows a quotation: where it was said (接受采访时,), then who said it."""

_TOLD_TO = late(r"(?:告诫|叮嘱|嘱咐|提醒|勉励|鼓励|安慰|劝说)[^,。:;!?“”\n]{1,6}$")
"""Whom the speaker exhorts stands behind the verb (“…”法官告诫被告人)."""

_WARN = "提示"
_TO_ALL = late(
    r"(?:广大|各位|全体)?(?:市民|群众|居民|村民|司机|驾驶员|家长|考生|消费者|游客|网友|同学|大家|公众)(?:朋友|们)?[,:]"
)
"""Whom a call is made to, before the pause (警方提醒广大市民,出行前…)."""

_NOUN_AFTER = ("兑现", "履行", "作出", "做出", "信守", "遵守", "发出", "践行", "情况")
"""Verbs of which a promise or a proposal is the object."""
_OF_PAPERS = {"paper": True, "reveal": False}
"""Frames that only documents have, and that no document has."""

_SHOWS, _FINDINGS = "显示", "报告"
"""A notice tells (通报显示,…); what a report shows was found, not said."""

_QUOTE_OPENS = '“"'
_SPEECH_END = "。!?,…"
_AFTER_SPEECH = ("。", ",", "\n", "")
_COLON = re.compile(r":(?=[^\n]{6})")
_PLAYED = late(r"[^,。;:!?“”《》()\n]{2,40}")
"""An interview printed as a play: 保安队长某某:我当时问他…."""

_GOES_ON = re.compile(r"要|必须|同时,|各级")
_STORY_GOES_ON = re.compile(
    r"据(?:悉|了解|介绍)|会议?[上前后间]|会议(?:还|听取|审议|传达|要求|强调|指出)|活动[中现]|随后|当[天日]|此前|截至|目前,|"
    r"记者|[一-鿿、]{2,60}(?:参加|出席|列席|陪同)(?:[了会活调座上此]|$)"
)

_NEXT_STOP = late(r"(?:随后)?(?:来到|走进|抵达|前往)[^,。;!?\n]{2,40},")
"""A visitor goes on to where somebody, named next, does something: no part of what was said before."""


class Said(NamedTuple):
    """A statement on the way: `attribution` is where the words stand that tell who speaks; quotations have an `end`."""

    attribution: int
    start: int
    end: int | None
    speaker: Speaker
    verb: str | None


class _Verb(NamedTuple):
    """A verb of saying in the text."""

    start: int
    end: int
    word: str


class _Words(NamedTuple):
    """The lists, compiled."""

    automaton: AhoCorasick
    frames: dict[str, str]
    objects: re.Pattern[str]
    endings: Endings


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    frames = {row[0]: row[1] for row in lexicon.rows("statement_verbs")}
    words = list(dict.fromkeys((*frames, _TELL)))
    return _Words(
        automaton=AhoCorasick(words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA),
        frames=frames,
        objects=re.compile("|".join(map(re.escape, lexicon.words("speech_objects")))),
        endings=Endings(frames),
    )


def _verbs(folded: str, words: _Words) -> Iterator[_Verb]:
    """Yield the verbs of saying; whom somebody tells may stand inside one (告诉本报记者)."""
    at = 0
    for _, start, end in words.automaton.find_matches_as_indexes(folded):
        word = folded[start:end]
        told = _TOLD_REPORTER.match(folded, start) if word == _TELL else None
        if start >= at and (told or word != _TELL):
            at = told.end() if told else end
            yield _Verb(start, at, _VERB_TO_REPORTER if told else word)


def _last_verb(clause: str, words: _Words) -> tuple[int, str] | None:
    """Return the verb that a clause ends in, with where it starts there."""
    told = _TOLD_AT_END.search(clause)
    if told:
        return told.start(), _VERB_TO_REPORTER
    whom = _TOLD_TO.search(clause)
    if whom:
        return whom.start(), clause[whom.start() : whom.start() + 2]
    bare = clause.removesuffix("道")
    word = words.endings.of(clause) or words.endings.of(bare)
    return ((len(clause) if clause.endswith(word) else len(bare)) - len(word), word) if word else None


def find_statements(story: Story, lexicon: Lexicon) -> tuple[Statement, ...]:
    """Find who said what.

    Args:
        story: the piece.
        lexicon: the word lists to go by.

    Returns:
        Statements in order, none overlapping another, `said.text == text[said.start:said.end]`. A verb whose subject
        the text does not settle makes none.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, When
        >>> from etl.relate.story import read_story
        >>> text = "参训人员纷纷表示,此次培训内容全面。“收获满满!”一名村民说。"
        >>> for said in find_statements(read_story(Draft(0, 1, 1, text), (), (), When("recent")), DEFAULT):
        ...     print(said.speaker, said.verb, said.text)
        参训人员 表示 此次培训内容全面。
        一名村民 说 收获满满!
    """
    found: list[Said] = []
    words = _words(lexicon)
    said = [*_led(story, words, lexicon), *_trailed(story, words, lexicon), *_played(story, lexicon)]
    said.sort(key=lambda s: (s.start, s.attribution))
    for one in said:
        if not found or _apart(found[-1], one, story):
            found.append(one)
    return tuple(_settled(story, found))


def _apart(last: Said, one: Said, story: Story) -> bool:
    """Tell a new statement from a verb inside what is being said."""
    if last.end is not None:
        return one.attribution >= last.end
    if story.sentence_index(last.start) != story.sentence_index(one.attribution):
        return one.speaker.rule != "subject of the sentence" or one.attribution > last.start
    return (
        one.speaker.kind == "person" and one.speaker.rule == "person before the verb" and one.attribution > last.start
    )


def _led(story: Story, words: _Words, lexicon: Lexicon) -> Iterator[Said]:
    """Find speaker, verb, and what was said behind them."""
    for verb in _verbs(story.folded, words):
        if _part_of_word(story, verb) or story.quote_at(verb.start):
            continue
        start = _content_start(story, verb, words)
        if start is None:
            continue
        speaker = find_speaker(story, verb.start, lexicon)
        if speaker is None or not _may_say(verb, speaker, words, pause=start > verb.end):
            continue
        end = _quote_end(story, start)
        opens = end is None and story.folded[start - 1] in _QUOTE_OPENS
        yield Said(speaker.start, start - opens, end, speaker, verb.word)


def _quote_end(story: Story, start: int) -> int | None:
    """Return where the quotation opened before `start` closes; None where there is none, or a name (“某某”平台)."""
    quote = story.quote_at(start - 1) if start else None
    if not quote or quote[0] != start - 1 or quote[1] - start <= _SHORTEST_QUOTE:
        return None
    speech = story.folded[quote[1] - 2] in _SPEECH_END or story.folded[quote[1] : quote[1] + 1] in _AFTER_SPEECH
    return quote[1] - 1 if speech else None


def _may_say(verb: _Verb, speaker: Speaker, words: _Words, *, pause: bool) -> bool:
    """Documents 规定 and never 披露; a rarer verb of calling wants its own subject or a pause (呼吁大家…)."""
    frame = words.frames[verb.word]
    if verb.word == _SHOWS and speaker.name.endswith(_FINDINGS):
        return False
    if frame in _OF_PAPERS:
        return (speaker.kind == "document") is _OF_PAPERS[frame]
    return pause or frame != "own" or speaker.rule != "subject of the sentence"


def _part_of_word(story: Story, verb: _Verb) -> bool:
    folded, word = story.folded, verb.word
    if folded[verb.start - 1 : verb.start] in _WORD_BEFORE or folded.endswith(_NOUN_AFTER, 0, verb.start):
        return True
    longer = _NAME_PARTS.get(word)
    if longer is None:
        return False
    return folded[verb.end : verb.end + 1] in _WORD_BEHIND or bool(
        longer.search(folded, max(0, verb.start - 2), verb.start)
    )


def _content_start(story: Story, verb: _Verb, words: _Words) -> int | None:
    """Return where what was said begins, or None where nothing that was said follows the verb."""
    folded, end = story.folded, verb.end
    behind = folded[end : end + 1]
    opening = _OPENING.match(folded, end) if behind in _OPENS or behind.isspace() else None
    pause, quote = opening.group("pause", "quote") if opening else (None, None)
    if opening and (pause or quote):
        start = opening.end()
        if not pause and _quote_end(story, start) is None:
            return None  # a name in quotation marks (提出“四个切实”的要求)
        return start if start < len(folded) else None
    frame = words.frames[verb.word]
    if verb.word == _WARN and (to_all := _TO_ALL.match(folded, end)):
        return to_all.end()
    if frame == "pause" or frame in _OF_PAPERS or behind in _NO_CLAUSE or words.objects.match(folded, end):
        return None
    if frame in ("call", "own") and folded[verb.start - 1 : verb.start] in _NOUN_BEFORE:
        return None
    to_all = _TO_ALL.match(folded, end) if frame in ("call", "own") else None
    if to_all:
        return to_all.end()
    return end if _CLAUSE.match(folded, end) else None


def _trailed(story: Story, words: _Words, lexicon: Lexicon) -> Iterator[Said]:
    """Find quotations with speaker and verb behind them (“……”杜贤表示)."""
    folded = story.folded
    for start, end in story.quotes:
        if end - start - 2 < _SHORTEST_QUOTE or folded[start] == "《" or _led_in(story, start):
            continue
        if folded[end - 2] not in _SPEECH_END and folded[end : end + 1] not in ("。", ","):
            continue  # a name in quotation marks, not speech
        after = _AFTER_QUOTE.match(story.folded, end)
        if not after:
            continue
        last = _last_verb(after["clause"], words)
        for at, verb in (last,) if last else _inner_verbs(after["clause"], words):
            speaker = find_speaker(story, after.start("clause") + at, lexicon)
            if speaker and speaker.rule != "subject of the sentence":
                yield Said(start, start + 1, end - 1, speaker, verb)
                break


def _inner_verbs(clause: str, words: _Words) -> Iterator[tuple[int, str]]:
    """Yield the verbs of a clause that goes on behind them with what else was said (“…”店主表示这很及时)."""
    for _, start, end in words.automaton.find_matches_as_indexes(clause):
        word = clause[start:end]
        if words.frames.get(word) == "clause":
            yield start, word


def _played(story: Story, lexicon: Lexicon) -> Iterator[Said]:
    """Find paragraphs that begin with who speaks and a colon, without a verb."""
    for colon in _COLON.finditer(story.folded):
        sentence = story.sentences[story.sentence_index(colon.start())]
        m = _PLAYED.fullmatch(story.folded, sentence.start, colon.start()) if sentence.opens else None
        speaker = named_speaker(story, m.start(), m.end(), lexicon) if m else None
        if m and speaker:
            yield Said(m.start(), m.end() + 1, None, speaker, None)


def _led_in(story: Story, start: int) -> bool:
    """Tell whether a quotation is part of a sentence that leads up to it (他说:“…”; 打造“…”)."""
    return start > 0 and story.folded[start - 1] not in "。!?”\n "


def _runs_to(story: Story, start: int, limit: int) -> int:
    """Return where indirect speech ends, at the latest where somebody else speaks: see the module's own words."""
    first = story.sentence_index(start)
    end = story.sentences[first].end
    for sentence in islice(story.sentences, first + 1, None):
        if sentence.start >= limit:
            break
        if sentence.opens and not _GOES_ON.match(story.folded, sentence.start):
            break
        if _narrates(story, sentence):
            break
        end = sentence.end
    return end


def _narrates(story: Story, sentence: Sentence) -> bool:
    dates = story.dated(sentence.start, sentence.end)
    dated = bool(dates) and dates[0].start == sentence.start and dates[0].when.precision == "day"
    stop = _NEXT_STOP.match(story.folded, sentence.start, sentence.end)
    goes = stop and any(n.start == stop.end() for n in story.people(stop.end(), sentence.end))
    return dated or bool(goes or _STORY_GOES_ON.match(story.folded, sentence.start, sentence.end))


def _settled(story: Story, found: Sequence[Said]) -> Iterator[Statement]:
    """Cut each statement where the next one's attribution begins."""
    for i, one in enumerate(found):
        following = max(one.start, found[i + 1].attribution if i + 1 < len(found) else len(story.folded))
        end = min(following, _runs_to(story, one.start, following) if one.end is None else one.end)
        body = story.text[one.start : end]
        end -= len(body) - len(body.rstrip(" \n,;"))
        if end > one.start:
            rule = f"{one.speaker.rule}, {'indirect speech' if one.end is None else 'quotation'}"
            yield Statement(one.speaker.name, one.verb, story.text[one.start : end], one.start, end, rule)
