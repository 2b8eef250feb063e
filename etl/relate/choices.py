"""What a piece is about: the happening it reports, and what it reports beside that.

The headline and the first sentences decide. A follow-up tells at its end what it follows up. A piece without a day
describes, and is about no happening.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from etl.expressions import late
from etl.model import When
from etl.relate.besides import DEATHS, FAREWELLS, find_besides
from etl.relate.days import dated, day_in, event_day, of_report, tells
from etl.relate.happenings import OCCURRED, TELLING, Choice, told_again, with_dates
from etl.relate.triggers import Hit, headline_hits, headline_types
from etl.text import fold

if TYPE_CHECKING:
    from etl.model import EventType
    from etl.relate.readings import Reading
    from etl.relate.story import Sentence, Story

_HEADLINE, _FIRST, _NEXT = 3.0, 2.5, 2.0
"""How much more a trigger weighs in the headline, in the first or a dated sentence, in the second."""

_OCCURS, _OFFICIAL = 1.0, 1.5
"""What an accident with its day, and a visit with an official, add."""

_SAME = 0.5
"""What it adds that the headline prints the very word."""

_VAGUE: frozenset[EventType] = frozenset(("other", "activity"))
"""Types of which a word in passing (拆除, 祭扫) tells nothing by itself."""

_MENTIONED = 3
"""What it takes off that a paper is only mentioned as one that somebody issued (某省出台的办法进入执行期)."""

_RELATED = 2
"""What it adds that the headline prints a word of its family (获刑 … 判处)."""

_ENOUGH = 4
"""Least weight of a type: one telling word in a first sentence, or a weak one that the headline has too."""

_OPENING = 4
"""How many sentences may say where the reporter has it from."""

_ORDER: tuple[EventType, ...] = (
    "inspection",
    "meeting",
    "training",
    "award",
    "accident",
    "appointment",
    "agreement",
    "ceremony",
    "document",
    "activity",
    "other",
)
"""Where two types have equal weight, the one with a day first, then the more definite one."""

_RETOLD = frozenset(("accident", "appointment"))
"""Types of which a piece tells more than once, with the day only where it tells how it came about."""

_COURT = "court"
"""Family of the words of a trial, of which a piece says 日前 first and the day of the sentence last."""

_NO_NEWS = timedelta(days=3 * 365)
"""What a court did so long ago is no news: the trial goes back to it (曾一审判处)."""

_HEARD_AT = late(
    r"记者[^,。;]{0,14}[从在][^,。;]{2,50}?"
    r"(?P<meeting>会议|论坛|(?:大|全|发布|通气|座谈|推进|例|年|听证|吹风|说明|研讨|调度|部署|总结|动员|电话)会|会(?=上))"
    r"上?(?:获悉|了解到|得知)"
)
"""A report of what was said at a meeting (记者30日从…新闻发布会获悉)."""

_LIST_OF = late(r"(?:决定)?(?:任命|免去)[^。\n]{0,30}?:?$|(?:决定)?(?:任命|免去):", re.MULTILINE)
LIST = "list of appointments"
"""Rule of a piece that is nothing but the list of whom an assembly appointed."""

_WHOLE_DAY = late(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_ONCE = "曾"

_PRESS = ("发布会", "通气会", "记者会", "发布会上")


def choose(reading: Reading) -> tuple[Choice, ...]:
    """Choose what the piece is about.

    Args:
        reading: the piece.

    Returns:
        The main happening, then what the piece reports beside it; nothing where it reports none.
    """
    main = (
        _main(reading)
        or _followed_up(reading)
        or _press_conference(reading)
        or _told_late(reading)
        or _heard_at(reading)
        or _list_of_appointments(reading)
    )
    if main is None:
        return ()
    return (main, *find_besides(reading, main))


def _main(reading: Reading) -> Choice | None:
    """Weigh the triggers of the headline and the first sentences, type by type."""
    heads = tuple(headline_hits(_headline(reading.story), reading.lexicon))
    best = _best_hits(reading, heads)
    if _retold_in_court(reading.story, best):
        del best["accident"]
    if _mourned(best):
        del best["ceremony"]
    if _announced_at(best):
        del best["document"]
    weighed = [(value + _headline_weight(heads, hit), hit, sentence) for value, hit, sentence in best.values()]
    if len(weighed) > 1:
        weighed.sort(key=lambda w: (-w[0], not dated(reading.story, w[2]), _ORDER.index(w[1].type)))
    for value, hit, sentence in weighed:
        enough = value > _ENOUGH if hit.type in _VAGUE and not hit.held else value >= _ENOUGH
        when = event_day(reading.story, sentence, hit.start) if enough else None
        if when:
            rule = "headline and lead" if any(h.type == hit.type for h in heads) else "lead"
            return _with_its_day(reading, Choice(hit, sentence, when, rule))
    return None


def _retold_in_court(story: Story, best: dict[EventType, tuple[float, Hit, Sentence]]) -> bool:
    """Tell whether a piece on a sentence with its day only tells again of the accident, without one, that led to it."""
    if "other" not in best or "accident" not in best:
        return False
    (_, hit, sentence), (_, _, accident) = best["other"], best["accident"]
    return hit.family == _COURT and dated(story, sentence) and not dated(story, accident)


def _mourned(best: dict[EventType, tuple[float, Hit, Sentence]]) -> bool:
    """Tell whether a piece reports a death and the farewell: the death comes first."""
    if "other" not in best or "ceremony" not in best:
        return False
    return best["other"][1].word in DEATHS and best["ceremony"][1].word in FAREWELLS


def _announced_at(best: dict[EventType, tuple[float, Hit, Sentence]]) -> bool:
    """Tell whether a paper was published at a press conference (召开…新闻发布会,…正式公布): that is what took place."""
    if "meeting" not in best or "document" not in best:
        return False
    (_, hit, sentence), (_, _, paper) = best["meeting"], best["document"]
    return hit.word.endswith(_PRESS) and sentence == paper


def _headline(story: Story) -> str:
    """Return kicker and headline, folded; a surname that is a word of plans too (曾) is masked."""
    headline = fold(" ".join(filter(None, (story.draft.kicker, story.draft.headline))))
    if _ONCE in headline:
        for name in {n.entity.name for n in story.everyone() if n.entity.name.startswith(_ONCE)}:
            headline = headline.replace(name, "某" * len(name))
    return headline


def _headline_weight(heads: tuple[Hit, ...], hit: Hit) -> float:
    """Return what the headline adds to a trigger; a weak word there adds only to itself."""
    same = [
        h.weight
        for h in heads
        if h.type == hit.type and (h.weight > 1 or h.word == hit.word) and h.family in ("", hit.family)
    ]
    return _HEADLINE * max(same, default=0)


def _best_hits(reading: Reading, heads: tuple[Hit, ...]) -> dict[EventType, tuple[float, Hit, Sentence]]:
    """Return the heaviest trigger of each type in the first sentences, best the very word that the headline prints."""
    best: dict[EventType, tuple[float, Hit, Sentence]] = {}
    printed, families = {h.word for h in heads}, {h.family for h in heads}
    for rank, sentence in enumerate(reading.lead):
        hits = reading.hits(sentence)
        near = _FIRST if rank == 0 or (hits and dated(reading.story, sentence)) else _NEXT if rank == 1 else 1.0
        for hit in hits:
            value = hit.weight * near + _support(reading.story, sentence, hit)
            if hit.weight > 1 and hit.word in printed:
                value += _SAME
            if hit.family and hit.family in families:
                value += _RELATED
            if hit.type == "document" and reading.story.folded.startswith("的", hit.end):
                value -= _MENTIONED
            if hit.type not in best or value > best[hit.type][0]:
                best[hit.type] = (value, hit, sentence)
    return best


def _support(story: Story, sentence: Sentence, hit: Hit) -> float:
    """Return what the rest of the sentence adds: an accident that occurs on a day, an official in front of a visit."""
    if hit.type == "accident":
        dates = story.dated(sentence.start, sentence.end)
        occurs = dates and OCCURRED.search(story.folded, sentence.start, sentence.end)
        return _OCCURS if occurs and not all(of_report(story, d) for d in dates) else 0.0
    if hit.type == "inspection":
        return _OFFICIAL if any(n.entity.positions for n in story.people(sentence.start, hit.start)) else 0.0
    return 0.0


def _with_its_day(reading: Reading, choice: Choice) -> Choice:
    """Take the day from where the piece tells how it came about, if the sentence chosen has none (记者今日获悉…)."""
    families = {h.family for h in reading.triggers.within(choice.sentence) if h.family}
    if choice.hit.type not in _RETOLD and not families:
        return choice
    own = day_in(reading.story, choice.sentence, choice.hit.start)
    if own and (own.precision != "recent" or _COURT not in families):
        return choice
    late = choice.when.start or date.max
    early = late - _NO_NEWS if families and choice.when.start else date.min
    again = (c for c in told_again(reading, choice.hit.type) if not families or c.hit.family in families)
    days = {c.when.start: c for c in again if c.when.start and early <= c.when.start <= late}
    if not days or (families and len(days) > 1):
        return choice  # a report on many crimes tells some of them
    last = days[max(days)]
    return last if families else choice._replace(when=last.when)


def _followed_up(reading: Reading) -> Choice | None:
    """Find the accident that a piece follows up: its headline names it, its last paragraph tells it."""
    if "accident" not in headline_types(_headline(reading.story), reading.lexicon):
        return None
    return next(told_again(reading, "accident"), None)


def _told_late(reading: Reading) -> Choice | None:
    """Find what the headline names where the piece tells it after what went before, with a day or 近日."""
    named = {h.type for h in headline_hits(_headline(reading.story), reading.lexicon) if h.weight > 1}
    for sentence in reading.told if named else ():
        for hit in reading.hits(sentence):
            when = day_in(reading.story, sentence, hit.start) if hit.type in named and hit.weight >= TELLING else None
            if when:
                return Choice(hit, sentence, when, "headline, told late")
    return None


def _list_of_appointments(reading: Reading) -> Choice | None:
    """Find the list of whom an assembly appointed, a line each: 任命:…为局长; 免去:…的局长职务."""
    story = reading.story
    if "appointment" not in headline_types(_headline(story), reading.lexicon):
        return None
    when = story.when if tells(story.when) else _day_of_heads(story)
    for sentence in story.sentences if when else ():
        hits = reading.triggers.within(sentence)
        if when and hits and hits[0].type == "appointment" and _LIST_OF.match(story.folded, sentence.start):
            return Choice(hits[0], sentence, when, LIST)
    return None


def _day_of_heads(story: Story) -> When | None:
    """Return the day that stands whole under the headline: (1987年7月10日某会议通过)."""
    whole = _WHOLE_DAY.search(fold(" ".join(filter(None, (story.draft.headline, *story.draft.subheads)))))
    try:
        day = date(*map(int, whole.groups())) if whole else None
    except ValueError:  # a slip of the pen: 2月30日
        return None
    return When("day", day, day, text=whole[0], basis="stated") if whole and day else None


def _press_conference(reading: Reading) -> Choice | None:
    """Find the press conference at which all was said that the piece tells."""
    if not reading.story.holds(_PRESS):
        return None
    for sentence in with_dates(reading):
        for hit in reading.triggers.within(sentence):
            if hit.type == "meeting" and hit.word.endswith(_PRESS):
                when = event_day(reading.story, sentence, hit.start)
                if when and dated(reading.story, sentence):
                    return Choice(hit, sentence, when, "press conference")
    return None


def _heard_at(reading: Reading) -> Choice | None:
    """Find the meeting that the reporter has it all from, with its own day or that on which he heard it."""
    story = reading.story
    for sentence in reading.told[:_OPENING]:
        heard = _HEARD_AT.search(story.folded, sentence.start, sentence.end)
        if heard:
            dates = [d.when for d in story.dated(sentence.start, heard.end()) if tells(d.when)]
            when = dates[-1] if dates else event_day(story, sentence, heard.start())
            hit = Hit(*heard.span("meeting"), heard["meeting"], "meeting", 1, held=True)
            return Choice(hit, sentence, when, "heard at a meeting") if when else None
    return None
