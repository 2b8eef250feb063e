"""Who took part in what a piece tells: named with it, listed further on, or there by what they did or suffered."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from etl.expressions import late
from etl.model import Participant
from etl.relate.besides import AROUND, LATER_ON
from etl.relate.choices import LIST
from etl.relate.days import long_ago
from etl.relate.deeds import deeds_of, doers
from etl.relate.participants import by_full_name, in_role_sentence, in_trigger_sentence, merged, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from etl.model import Statement
    from etl.relate.happenings import Choice
    from etl.relate.readings import Reading
    from etl.relate.story import Named, Sentence, Story

_STAGED = frozenset(("inspection", "meeting", "training", "activity", "ceremony", "agreement", "award"))
"""Types that people take part in; in the others only those named in the sentence itself had a part."""

_SPOKEN = frozenset(("inspection", "meeting", "training", "ceremony"))
"""Types at which who is reported to speak was there."""

_RECEIVED = frozenset(("inspection", "ceremony"))
"""Types at which those speak too who only explain what there is to see."""

_OFFICE = late(r"(?:书记|部长|主席|秘书长|[省市县区州盟旗镇乡厅局]长)$")
_SENT = ("代表", "委员", "学员", "队员", "选手", "运动员")
"""Words for those who came to an occasion as its members, who have no office (代表某某建议)."""

_ON_STAGE = late(r"(?:式|会)上")

_STAGE = 3
"""Least weight of a ceremony's word that tells of a stage: a fund may start (启动) without one to speak from."""

_ANNOUNCES = "宣布"
"""Who announces an appointment has a part in it."""

_HURRIES = late(
    r"[^,。;!?\n“”]{0,24}?(?:赶赴|赶到|赶往|赶至|奔赴|抵达)[^,。;!?\n“”]{0,8}(?:现场|震中|震区|灾区|火场|火灾|一线)"
)
"""Who went to the scene: 县长某某第一时间赶赴现场指挥救援."""

_LEADS_MEN = late(
    r"[^,。;!?\n“”]{0,4}?(?:带领|率领|率|带队|组织)[^。;!?\n“”]{0,30}?"
    r"(?:守候|蹲守|伏击|布控|侦查|抓捕|追捕|追踪|排查|勘查|勘验|救援|施救|抢险|抢救|搜救|搜寻|扑救|灭火|处置|疏散|转移群众)"
)
"""Who led the police or the firemen there: 大队长某某带领民警连夜勘查."""

_CAUGHT = "caught"
"""Family of the words by which a piece tells of an arrest."""

_ON_CASES = "通报"
"""A paper that tells of people who were punished."""

_WITH = late(
    r"(?:一行)?(?:[与和同]|[^。;!?\n“”]{0,40}?(?:看望|慰问|走进|走访|探望))[^,。;:!?\n“”]{0,20}|[^,。;!?\n“”]{0,12}来到[^,。;:!?\n“”]{0,20}"
)
_NEXT = late(r"[、和][^,。;:!?\n“”]{0,16}")

_AT_BEDSIDE = late(
    r"[^,。;!?\n“”]{0,24}?(?:赶赴|赶到|赶往|来到|前往|到)[^,。;!?\n“”]{0,8}医院[^,。;!?\n“”]{0,6}(?:看望|慰问|探望)"
)
"""Officials who visit the injured have a part in it, neighbours have not."""

_BACKGROUND = late(
    r"^(?:>>?|●|■)?(?:新闻|相关|背景|资料|延伸)?(?:链接|背景|报道|新闻|阅读|资料)[^,。;!?\n]{0,6}$", re.MULTILINE
)
"""The inner heading over other cases, and over what went before."""

_TAKING_OVER = ("接棒", "接替", "接任")
_MINDING = late(r"主持[^,。;]{0,8}工作")

_LEADING = frozenset(("host", "speaker", "attendee"))
"""What a visitor is called besides (调研并主持召开会议); he still leads the visit."""

_CALLED_ON = late(r"(?:听取了?|看望|慰问|探望|走访|走进|来到)[^,。;:!?\n“”]{0,24}$")

_IN_HEADLINE = attrgetter("in_headline")
_OF_MEETING = late(r"[^,。;]{0,6}会")
_OCCASIONS = (
    (_OF_MEETING, ("meeting",)),
    (late(r"[^,。;]{0,6}(?:仪式|典礼|追悼会)"), ("ceremony", "agreement", "award")),
    (
        late(r"[^,。;]{0,6}(?:调研|活动|督导|考察|慰问|检查|视察|走访|观摩|接访)"),
        ("inspection", "activity", "training"),
    ),
)
"""What is said to be attended, and the types that it may mean."""


class Account:
    """A piece with what it was found to be about.

    Attributes:
        reading: the piece.
        statements: what is said in it.
        chosen: what it was found to be about, the main happening first.
    """

    def __init__(self, reading: Reading, statements: Sequence[Statement], chosen: tuple[Choice, ...]) -> None:
        self.reading, self.statements, self.chosen = reading, statements, chosen

    @cached_property
    def crowd(self) -> Sequence[tuple[Sentence, Sequence[Named]]]:
        """The sentences that name people; many a piece is about what nobody came to."""
        return crowd_of(self.reading)


def crowd_of(reading: Reading) -> Sequence[tuple[Sentence, Sequence[Named]]]:
    """Return the sentences in which the paper itself names people in full, each with them.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.readings import read
        >>> from etl.relate.story import read_story
        >>> people = [Entity("person", "李兵", (Mention(8, 10),))]
        >>> story = read_story(Draft(0, 1, 1, "会议今日召开。区领导李兵出席。"), people, (), When("recent"))
        >>> [sentence.start for sentence, _ in crowd_of(read(story, (), DEFAULT))]
        [7]
    """
    story, told = reading.story, reading.told
    starts = [sentence.start for sentence in told]
    found: dict[int, list[Named]] = {}
    for name in story.everyone():
        at = bisect_right(starts, name.start) - 1
        whole = at >= 0 and name.end <= told[at].end and not name.entity.partial
        if whole and not story.quote_at(name.start) and not story.cited(name):
            found.setdefault(at, []).append(name)
    return [(told[at], people) for at, people in found.items()]


def rounds(account: Account, choice: Choice) -> Sequence[Sentence]:
    """Return the sentences that tell of a visit: from where it is told to where another one is, for the main one all.

    What is told of a visit of long ago (2013年2月,…) does not belong to it, to the end of that paragraph.
    """
    if choice.rule == AROUND:
        return (choice.sentence,)
    begins = since(account, choice)
    others = [c.sentence.start for c in account.chosen if c.hit.type == "inspection" and c.sentence.start > begins]
    until = min((start for start in others if start != choice.sentence.start), default=len(account.reading.story.text))
    kept: list[Sentence] = []
    past = False
    for sentence in account.reading.told:
        past = long_ago(account.reading.story, sentence) or (past and not sentence.opens)
        if not past and begins <= sentence.start < until:
            kept.append(sentence)
    return kept


def since(account: Account, choice: Choice) -> int:
    """Return where a piece begins to tell of a happening: with the first word, if it is the main one."""
    return 0 if choice is account.chosen[0] else choice.sentence.start


def participants_of(account: Account, choice: Choice) -> tuple[Participant, ...]:
    """Return who took part in a happening, each person once.

    Args:
        account: the piece with what it was found to be about.
        choice: the happening.

    Returns:
        People named in full, those first whom the sentence names that tells of it.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.choices import choose
        >>> from etl.relate.readings import read
        >>> from etl.relate.story import read_story
        >>> people = [Entity("person", "李兵", (Mention(15, 17),))]
        >>> text = "近日,我区召开联席会议。区领导李兵出席会议。"
        >>> reading = read(read_story(Draft(0, 1, 1, text), people, (), When("recent")), (), DEFAULT)
        >>> account = Account(reading, (), choose(reading))
        >>> [(one.name, one.role) for one in participants_of(account, account.chosen[0])]
        [('李兵', 'attendee')]
    """
    return merged(_participants(account, choice))


def _participants(account: Account, choice: Choice) -> Iterator[Participant]:
    reading, kind = account.reading, choice.hit.type
    if kind not in _STAGED:
        yield from _affected(account, choice)
        if choice.hit.family == "court":
            yield from _at_trial(account)
        if kind == "appointment":
            yield from _at_announcement(reading, choice)
        if kind == "accident" or choice.hit.family == _CAUGHT:
            yield from _at_scene(account)
        yield from _doers(account, choice)
        return
    people = by_full_name(reading.story, choice.sentence)
    roles = in_trigger_sentence(reading.story, choice.sentence, people, reading.lexicon)
    for name, one in zip(people, roles, strict=True):
        leads = kind == "inspection" and one.role in _LEADING and not _receives(reading.story, choice.sentence, name)
        yield one._replace(role="lead") if leads else one
    yield from _company(account, choice)
    if kind == "inspection":
        yield from _met(account, choice)
    yield from _doers(account, choice)
    if kind in _SPOKEN and (kind != "ceremony" or choice.hit.weight >= _STAGE):
        begins = since(account, choice)
        said = (s for s in account.statements if s.start >= begins)
        yield from _speakers(reading.story, said, officials=kind in _RECEIVED)


def _receives(story: Story, sentence: Sentence, name: Named) -> bool:
    """Tell whether somebody received the visitors, or was called on: 听取了局长某某的汇报, 来到某某家中."""
    return _CALLED_ON.search(story.folded, sentence.start, name.start) is not None


def _company(account: Account, choice: Choice) -> Iterator[Participant]:
    """Yield who came, from the sentences with lists of people (…等参加活动)."""
    reading = account.reading
    told = {c.sentence.start for c in account.chosen}
    begins = choice.sentence.start if choice.rule == LATER_ON else 0
    for sentence, people in account.crowd:
        if sentence != choice.sentence and sentence.start >= begins:
            for person, behind in in_role_sentence(reading.story, sentence, people, reading.lexicon):
                elsewhere = sentence.start in told and person.role == "speaker"
                if not elsewhere and _belongs(account, choice, behind):
                    yield person


def _met(account: Account, choice: Choice) -> Iterator[Participant]:
    """Yield whom visitors sat down with, or called on (某某与村支书某某算账, 走进贫困户某某家)."""
    story = account.reading.story
    leads = {n.entity.name for n in story.people(choice.sentence.start, choice.hit.start)}
    tour = {sentence.start for sentence in rounds(account, choice)}
    for sentence, people in account.crowd:
        met = False
        for before, name in pairwise(people) if sentence.start in tour else ():
            between = before.end, name.start
            calls = before.entity.name in leads and _WITH.fullmatch(story.folded, *between)
            met = bool(calls or (met and _NEXT.fullmatch(story.folded, *between)))
            if met:
                yield Participant(name.entity.name, "attendee", title_of(story, name))


def _doers(account: Account, choice: Choice) -> Iterator[Participant]:
    """Yield whom an accident harmed, whom a court sentenced, who won a prize, as the paper says further on."""
    reading, kind = account.reading, choice.hit.type
    story = reading.story
    if kind == "document" and _ON_CASES not in story.folded[choice.sentence.start : choice.sentence.end]:
        return
    deeds = deeds_of(reading.lexicon).get(kind)
    if deeds is None or (kind == "appointment" and choice.rule != LIST):
        return
    begins, ends = since(account, choice), None
    for sentence, people in account.crowd:
        if sentence.start < begins or (kind == "accident" and long_ago(story, sentence)):
            continue
        for name in doers(story, sentence, people, deeds):
            ends = _own_end(story) if ends is None else ends
            if name.start < ends:
                yield Participant(name.entity.name, "attendee", title_of(story, name))


def _own_end(story: Story) -> int:
    """Return where the inner heading over other cases stands, else the end."""
    aside = _BACKGROUND.search(story.folded)
    return aside.start() if aside else len(story.folded)


def _at_scene(account: Account) -> Iterator[Participant]:
    """Yield who hurried to the scene of an accident, or led those who did, as the paper says further on."""
    story = account.reading.story
    for sentence, people in account.crowd:
        for name in people:
            calls = name.entity.positions and (
                _AT_BEDSIDE.match(story.folded, name.end, sentence.end)
                or _LEADS_MEN.match(story.folded, name.end, sentence.end)
            )
            if calls or _HURRIES.match(story.folded, name.end, sentence.end):
                yield Participant(name.entity.name, "attendee", title_of(story, name))


def _at_trial(account: Account) -> Iterator[Participant]:
    """Yield who came to the meeting at which a court gave its sentence (参加了宣判大会)."""
    for sentence, people in account.crowd:
        for person, behind in in_role_sentence(account.reading.story, sentence, people, account.reading.lexicon):
            if _OF_MEETING.match(behind) and person.role == "attendee":
                yield person


def _at_announcement(reading: Reading, choice: Choice) -> Iterator[Participant]:
    """Yield who came to the meeting at which an appointment was made known, as the next sentence says."""
    following = next((s for s in reading.told if s.start >= choice.sentence.end), None)
    people = by_full_name(reading.story, following) if following else ()
    for person, behind in in_role_sentence(reading.story, following, people, reading.lexicon) if following else ():
        if _OF_MEETING.match(behind) or person.role == "speaker":
            yield person


def _affected(account: Account, choice: Choice) -> Iterator[Participant]:
    """Yield the people of the first sentences that tell of it, else of the headline.

    Who only speaks of it, or is only named by somebody who speaks, had no part in it.
    """
    reading = account.reading
    found = False
    for sentence in dict.fromkeys((choice.sentence, *_telling(reading, choice))):
        people = by_full_name(reading.story, sentence)
        if not people:
            continue
        found = True
        speaking = {
            s.speaker for s in account.statements if sentence.start <= s.start < sentence.end and s.verb != _ANNOUNCES
        }
        told = sentence == choice.sentence and reading.spoken(choice.hit.start)
        named = {n.entity.name for n in people if told or not reading.spoken(n.start)} - speaking
        if choice.hit.type == "appointment":
            named -= {n.entity.name for n in people if _only_mentioned(reading.story, n)}
        for one in in_trigger_sentence(reading.story, sentence, people, reading.lexicon):
            if one.name in named:
                yield one
    if not found:
        first = {name.entity.name: name for name in reversed(reading.story.everyone())}
        for name in reversed(first.values()):
            if any(map(_IN_HEADLINE, name.entity.mentions)):
                yield Participant(name.entity.name, "attendee", title_of(reading.story, name))


def _only_mentioned(story: Story, name: Named) -> bool:
    """Tell whether an appointment only names somebody: whom another takes over from, who minds the office till then."""
    return story.folded.endswith(_TAKING_OVER, 0, name.start) or bool(_MINDING.match(story.folded, name.end))


def _telling(reading: Reading, choice: Choice) -> Iterator[Sentence]:
    """Yield the first sentences that tell of the same happening in so many words."""
    for sentence in reading.lead:
        hits = reading.triggers.within(sentence)
        if hits and any(h.type == choice.hit.type and h.weight >= choice.hit.weight for h in hits):
            yield sentence


def _belongs(account: Account, choice: Choice, behind: str) -> bool:
    """Tell which of several events a list of people came to: 参加调研或会议 names both, 出席会议 the meeting.

    Where the words do not tell (等参加), it is the first event that people come to.
    """
    if len(account.chosen) == 1:
        return True
    meant = {kind for pattern, kinds in _OCCASIONS if pattern.match(behind) for kind in kinds}
    first = next((c for c in account.chosen if c.hit.type in _STAGED), None)
    return choice.hit.type in meant if meant else choice is first


def _speakers(story: Story, statements: Iterable[Statement], *, officials: bool) -> Iterator[Participant]:
    """Yield the people with an office who are reported to speak; `officials` only where others just explain things.

    A manager whom visitors ask explains his market; whoever speaks on the stage itself (开幕式上) has a part in it.
    """
    everyone = [n for n in story.everyone() if n.entity.positions or _sent(story, n)]
    people = {n.entity.name: n for n in reversed(everyone)}
    for said in statements:
        if said.speaker in people and not (officials and _explains(story, said, people[said.speaker])):
            near = [
                n for n in story.named("person", max(0, said.start - 60), said.start) if n.entity.name == said.speaker
            ]
            yield Participant(said.speaker, "speaker", title_of(story, near[-1] if near else people[said.speaker]))


def _sent(story: Story, name: Named) -> bool:
    return story.folded.endswith(_SENT, 0, name.start)


def _explains(story: Story, said: Statement, name: Named) -> bool:
    if _sent(story, name):
        return False
    sentences = story.sentences
    first = sentences[story.sentence_index(said.start)].start
    near = first, min(len(story.folded), said.end + 40)
    return not any(_OFFICE.search(p.text) for p in name.entity.positions) and not _ON_STAGE.search(story.folded, *near)
