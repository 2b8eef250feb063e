"""What a piece reports beside the happening it is about: the meeting during a visit, the next fire, the farewell.

A meeting held during a visit counts where it is named, has a day or a place of its own, or is chaired; a visit around a
meeting where its sites or its visitors are named; what is told in turn where each has a day of its own.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from etl.expressions import either, late
from etl.relate.days import DAYS, day_in, event_day, of_report, own_day, together
from etl.relate.happenings import TELLING, Choice, told_again, with_dates
from etl.relate.meetings import meeting_name
from etl.relate.scenes import happened_at, held_at
from etl.relate.triggers import Hit
from etl.relate.visits import visited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from etl.model import EventType
    from etl.relate.readings import Reading
    from etl.relate.story import Sentence

_ELECTS = "选举"
_DECIDED = late(r"会议?|表决|决定|宣布|选举")
AROUND = "visit around a meeting"
"""Rule of a visit that is told in one sentence of the report on a meeting."""

_CONVENED = late(r"(?:召集|主持)[^,。;!?\n“”]{0,20}$|在[^,。;!?\n“”]{2,24}(?:召开|举行)[^,。;!?\n“”]{0,12}$")
"""Before a meeting: the piece reports it as such (视察后,某某在某会议室主持召开座谈会)."""

_MOST = 4
"""How many happenings beside the main one a piece may report."""

_SIGNING = ("签", "缔结", "达成协议")
_SIGNED = late(r"(?:协议|合同|备忘录|意向书|责任书|框架)")
_TAKEN = ("收审", "刑事拘留", "刑拘", "逮捕", "抓获", "投案", "自首", "归案", "落网")
_PAPERS = ("发布", "公布")
_TOO = late("[也还又]|同时")
FAREWELLS = ("安放仪式", "告别仪式", "追悼会", "追思会", "送别仪式")
DEATHS = ("逝世", "病逝", "辞世")
LATER_ON = "later on"
"""Rule of what followed on a later day: whom the piece named before had no part in it."""

_BANNER = "锦旗"
_THANKS = late(
    r"(?:将|把)[^。;!?\n]{0,30}?锦旗[^,。;!?\n]{0,6}?送|[送赠][^,。;!?\n将要]{0,12}?(?:面|上|来|了|赠)[^,。;!?\n]{0,24}?锦旗"
)
_GIVEN_BACK = ("发还", "返还", "归还", "退还", "交还")
_OWNERS = late(
    rf"(?:{either(_GIVEN_BACK)})(?:给|到|至)?了?[^,。;:!?\n]{{0,8}}?"
    "(?:失主|被害人|受害人|车主|群众|村民|居民|受害者|企业|学生|老人)"
)
"""What the police gave back to whom it belongs."""

_CAUGHT = "caught"
_FIRST, _LATER = timedelta(0), timedelta(days=30)
"""How long after a rescue or an arrest a piece still tells of the thanks."""

_AHEAD = late(r"[将拟](?:于|在|会|陆续|全部|统一|[0-9]|$)|计划|准备|(?:尚?未|没有?|想|以后|提醒|据说)[^,。;!?\n“”]*$")
"""What is still to come, anywhere before it, or was not done, in the same clause."""

_AROUND = re.compile(r"会[前后]|随后")
_THEREUPON = late(
    r"[^,。;!?\n]{0,8}?在(?:[^,。;!?\n]{0,8}?[后时])?(?:随后|接着|之后)?(?:组织|主持)?(?:召开|举行)的[^,。;!?\n]{0,16}会上"
)
"""The meeting that a visit led to, at which what follows was said."""


def find_besides(reading: Reading, main: Choice) -> tuple[Choice, ...]:
    """Find what else a piece reports.

    Args:
        reading: the piece.
        main: the happening it is about.

    Returns:
        At most four further happenings, by rules that the type of the main one chooses.

    Example:
        >>> from datetime import date
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import DateMention, Draft, Entity, Mention, When
        >>> from etl.relate.happenings import told_again
        >>> from etl.relate.readings import read
        >>> from etl.relate.story import read_story
        >>> text = "1日,东村发生火灾。2日,西村发生火灾。"
        >>> days = [When("day", day, day) for day in (date(2021, 4, 1), date(2021, 4, 2))]
        >>> towns = [Entity("place", "东村", (Mention(3, 5),)), Entity("place", "西村", (Mention(13, 15),))]
        >>> dates = [DateMention(0, 2, days[0]), DateMention(10, 12, days[1])]
        >>> reading = read(read_story(Draft(0, 1, 1, text), towns, dates, days[1]), (), DEFAULT)
        >>> [choice.rule for choice in find_besides(reading, next(told_again(reading, "accident")))]
        ['accidents told in turn']
    """
    find = _RULES.get(main.hit.type)
    return tuple(islice(find(reading, main), _MOST)) if find else ()


def _visit_in_office(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find a visit by which somebody appointed is first seen in office: 14日,某某以书记的身份到…调研."""
    appointed = {n.entity.name for n in reading.story.people(main.sentence.start, main.sentence.end)}
    for sentence in with_dates(reading):
        hits = [h for h in reading.hits(sentence) if h.type == "inspection"]
        when = day_in(reading.story, sentence, hits[0].start) if hits and sentence != main.sentence else None
        if not when or when.precision == "recent" or not together(when, main.when):
            continue
        there = {n.entity.name for n in reading.story.people(sentence.start, hits[0].start)}
        if appointed & there and visited(reading.story, [sentence], reading.lexicon):
            yield Choice(hits[0], sentence, when, "visit in office")
            return


def _meeting_during(reading: Reading, main: Choice) -> Choice | None:
    """Find a meeting that is named (市科技领导小组第三次会议), has a day of its own there, or was convened."""
    found: list[tuple[int, Choice]] = []
    for sentence in reading.told:
        hits = reading.triggers.within(sentence)
        alone = own_day(reading.story, sentence) and all(h.type == "meeting" for h in hits)
        for hit in (h for h in hits if h.type == "meeting" and h.held):
            name, proper = meeting_name(reading.story, hit, sentence)
            when = event_day(reading.story, sentence, hit.start)
            told = proper or alone or _sat_down(reading, sentence, hit, main)
            if when and together(when, main.when) and told:
                found.append((len(name) if proper else 0, Choice(hit, sentence, when, "meeting during a visit")))
    return max(found, key=lambda f: f[0])[1] if found else None


def _sat_down(reading: Reading, sentence: Sentence, hit: Hit, main: Choice) -> bool:
    """Tell whether a meeting without a name is told of for itself: 在某镇政府主持召开座谈会, 在随后召开的汇报会上,…."""
    if reading.spoken(hit.start):
        return False
    if sentence == main.sentence:
        return bool(_CONVENED.search(reading.story.folded, sentence.start, hit.start))
    if held_at(reading.story, sentence, hit) or _CONVENED.search(reading.story.folded, sentence.start, hit.start):
        return True
    return bool(_THEREUPON.match(reading.story.folded, sentence.start, hit.end + 1))


def _beside_visit(reading: Reading, main: Choice) -> Iterator[Choice]:
    meeting = _meeting_during(reading, main)
    yield from (meeting,) if meeting else ()
    yield from _visits_of_others(reading, main)
    yield from _signed_there(reading, (main, meeting) if meeting else (main,))


def _visits_of_others(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find visits with a day of their own that officials paid of whom those before do not tell."""
    story = reading.story
    known = {n.entity.name for n in story.people(main.sentence.start, main.sentence.end)}
    for sentence in with_dates(reading) if known else ():
        hit = next((h for h in reading.hits(sentence) if h.type == "inspection"), None)
        when = day_in(story, sentence, hit.start) if hit and sentence != main.sentence else None
        if not hit or not when or when.precision == "recent" or not together(when, main.when):
            continue
        officials = {n.entity.name for n in story.people(sentence.start, hit.start) if n.entity.positions}
        if officials and known.isdisjoint(officials):
            known |= officials
            yield Choice(hit, sentence, when, "visit of another")


def _beside_meeting(reading: Reading, main: Choice) -> Iterator[Choice]:
    yield from filter(None, (_visit_around(reading, main), _appointed_at(reading, main)))
    yield from _meetings_told_in_turn(reading, main)
    yield from _signed_there(reading, (main,))


def _signed_there(reading: Reading, chosen: tuple[Choice, ...]) -> Iterator[Choice]:
    """Find what was signed at a visit or a meeting: 座谈会后,双方签订了合作协议."""
    for sentence in reading.told if reading.story.holds(_SIGNING) else ():
        for hit in reading.hits(sentence):
            if (
                hit.type == "agreement"
                and hit.weight >= TELLING
                and _SIGNED.search(reading.story.folded, hit.start, sentence.end)
            ):
                before = [c.when for c in chosen if c.sentence.start < sentence.start]
                when = day_in(reading.story, sentence, hit.start) or (before[-1] if before else None)
                if when and together(when, chosen[0].when):
                    yield Choice(hit, sentence, when, "signed there")
                    return


def _meetings_told_in_turn(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find meetings that paragraphs tell one after the other, each with its name and day."""
    story, known = reading.story, {meeting_name(reading.story, main.hit, main.sentence)[0]}
    for sentence in with_dates(reading):
        told = sentence.opens and sentence != main.sentence
        hit = next((h for h in reading.hits(sentence) if h.type == "meeting" and h.held), None) if told else None
        if not hit:
            continue
        when = day_in(story, sentence, hit.start)
        name, proper = meeting_name(story, hit, sentence)
        if not when or when.precision == "recent" or not together(when, main.when):
            continue
        if proper and name not in known and when.start != main.when.start:
            known.add(name)
            yield Choice(hit, sentence, when, "meetings told in turn")


def _appointed_at(reading: Reading, main: Choice) -> Choice | None:
    """Find whom a meeting appointed: 会议表决通过,任命某某为…."""
    story = reading.story
    for sentence in reading.told if story.everyone() else ():
        start, end, _ = sentence
        if not story.named("person", start, end) or not _DECIDED.search(story.folded, start, end):
            continue
        for hit in reading.triggers.within(sentence):
            elects = hit.word == _ELECTS and any(n.start - hit.end <= 1 for n in story.people(hit.end, end)[:1])
            telling = hit.type == "appointment" and (hit.weight >= TELLING or elects)
            when = event_day(story, sentence, hit.start) if telling else None
            if when and together(when, main.when) and story.people(start, end):
                return Choice(hit, sentence, main.when, "appointed at a meeting")
    return None


def _beside_accident(reading: Reading, main: Choice) -> Iterator[Choice]:
    notice = _notice_on(reading, main)
    yield from (notice,) if notice else ()
    yield from _accidents_told_in_turn(reading, main)
    yield from _taken_for_it(reading, main)
    yield from _farewell(reading, main)
    yield from _thanked(reading, main)


def _thanked(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find the thanks for a rescue on a later day: 昨天,某某把锦旗送到了某某手中."""
    yield from _on_another_day(reading, main, _THANKS) if _BANNER in reading.story.folded else ()


def _given_back(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find the day on which the owners got back what was stolen: 九辆电动车18日发还失主."""
    if reading.story.holds(_GIVEN_BACK):
        yield from _on_another_day(reading, main, _OWNERS)


def _on_another_day(reading: Reading, main: Choice, told: re.Pattern[str]) -> Iterator[Choice]:
    """Find what a sentence with a later day than the main happening tells in so many words."""
    story = reading.story
    for sentence in with_dates(reading):
        m = told.search(story.folded, sentence.start, sentence.end)
        dates = [d for d in story.dated(sentence.start, m.start()) if not of_report(story, d)] if m else []
        if not m or not dates or reading.spoken(m.start()) or _AHEAD.search(story.folded, sentence.start, m.start()):
            continue
        when = dates[-1].when
        if (
            when.precision in DAYS
            and when.start
            and main.when.start
            and _FIRST < when.start - main.when.start <= _LATER
        ):
            yield Choice(Hit(*m.span(), m[0], "activity", 2, held=False), sentence, when, LATER_ON)
            return


def _notice_on(reading: Reading, main: Choice) -> Choice | None:
    """Find what an office made known on another day, where the piece tells the accident again: 3日发布通告,终止响应."""
    for sentence in reading.lead[:1]:
        if sentence == main.sentence and not own_day(reading.story, sentence):
            continue
        for hit in reading.triggers.within(sentence):
            when = day_in(reading.story, sentence, hit.start) if hit.type == "document" and hit.weight > 1 else None
            if when and when.start and main.when.start and when.start != main.when.start:
                return Choice(hit, sentence, when, "notice on an accident")
    return None


def _with_own_days(reading: Reading, main: Choice) -> Iterator[Sentence]:
    """Yield the sentences that begin with a day, beside the one that tells the main happening."""
    return (s for s in reading.told if own_day(reading.story, s) and s != main.sentence)


def _accidents_told_in_turn(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find accidents with a day and a place of their own: 17日,甲村发生火灾…19日,乙村发生火灾."""
    story, days = reading.story, {main.when.start}
    for sentence in _with_own_days(reading, main):
        for again in told_again(reading, "accident", [sentence]):
            other = again.when.start not in days and together(again.when, main.when)
            if other and happened_at(story, sentence, again.hit.start, surely=True):
                days.add(again.when.start)
                yield again._replace(rule="accidents told in turn")


def _taken_for_it(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find that somebody named was taken for an accident on a later day: 11日,公安局将某某收审."""
    story = reading.story
    for sentence in _with_own_days(reading, main):
        people = story.people(sentence.start, sentence.end)
        if all(n.entity.partial for n in people):
            continue
        when = story.dated(sentence.start, sentence.end)[0].when
        hit = next((h for h in reading.triggers.within(sentence) if h.word in _TAKEN), None)
        if hit and when.start != main.when.start and together(when, main.when):
            yield Choice(hit, sentence, when, "taken for an accident")
            return


def _bulletins(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find a second paper that a piece tells of: 昨天,某纪委还公布了…."""
    story = reading.story
    for sentence in _with_own_days(reading, main) if story.holds(_PAPERS) else ():
        for hit in reading.triggers.within(sentence) if sentence.opens else ():
            when = day_in(story, sentence, hit.start) if hit.word in _PAPERS else None
            too = when and (when.start != main.when.start or _TOO.search(story.folded, sentence.start, hit.start))
            if when and too and together(when, main.when):
                yield Choice(hit, sentence, when, "second paper")
                return


def _beside_other(reading: Reading, main: Choice) -> Iterator[Choice]:
    if main.hit.word in DEATHS:
        yield from _farewell(reading, main)
    yield from _bulletins(reading, main)
    if main.hit.family == _CAUGHT:
        yield from _given_back(reading, main)
    yield from _thanked(reading, main)


def _farewell(reading: Reading, main: Choice) -> Iterator[Choice]:
    """Find the farewell to the dead."""
    for sentence in with_dates(reading) if reading.story.holds(FAREWELLS) else ():
        for hit in reading.triggers.within(sentence):
            if hit.word not in FAREWELLS:
                continue
            when = reading.story.dated(sentence.start, sentence.end)[-1].when
            if when.precision in DAYS and when.start != main.when.start and together(when, main.when):
                yield Choice(hit, sentence, when, "farewell")
                return


def _visit_around(reading: Reading, main: Choice) -> Choice | None:
    """Find a visit before or after a meeting: 会前,某某实地察看了…."""
    story = reading.story
    for sentence in reading.told:
        if sentence == main.sentence or not _AROUND.match(story.folded, sentence.start):
            continue
        hits = [h for h in reading.triggers.within(sentence) if h.type == "inspection"]
        when = event_day(story, sentence, hits[0].start) if hits else None
        if when and (visited(story, [sentence], reading.lexicon) or story.people(sentence.start, hits[0].start)):
            return Choice(hits[0], sentence, when, AROUND)
    return None


_RULES: dict[EventType, Callable[[Reading, Choice], Iterator[Choice]]] = {
    "inspection": _beside_visit,
    "meeting": _beside_meeting,
    "appointment": _visit_in_office,
    "accident": _beside_accident,
    "document": _bulletins,
    "other": _beside_other,
}
"""What else a piece may report, by the type of what it reports first."""
