"""Who had a part in what happened by what he did or what was done to him: 工人某某受重伤, 抓获某某, 某某获得金奖.

A piece names the killed, the rescuers, the sentenced and the winners where it goes on, not where it says what happened.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from etl.expressions import either, late

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.lexicon import Lexicon
    from etl.model import EventType
    from etl.relate.story import Named, Sentence, Story

_LINK = late(r"(?:[、和及与]|以及)[^,。;:!?、\n“”]{0,16}$|$")
"""What stands between two people of a list: 工人某某、车间主任某某."""

_BEHIND = (
    r"(?:等[^,。;:!?\n“”]{0,8}?)?(?:\([^()]{0,30}\))?,?"
    r"(?:(?!造成|导致|致|未|没有?|无|[0-9]+[人名])[^,。;:!?\n“”]){0,16}?(?:%s)"
)
_SUFFERS = late(
    r"[^。;!?\n“”]{0,40}?,(?:因[^,。;]{1,16},?)?(?:后|均|先后|分别|最终|随后|当场|已)?"
    r"(?:被[^,。;!?\n]{0,10}?(?:判|处以|给予|抓|拘|逮捕|开除|撤销|免|送往|送到|控制|救)|获刑|受到[^,。;]{0,8}处分)"
)
"""What was done to somebody of whom the clause before tells: 某某盗窃摩托车九辆,被判处…."""

_RESCUES = late(
    r"[^。;!?\n“”]{0,40}?,[^,。;!?\n“”]{0,6}?(?:将|把|为|对|帮)[^,。;!?\n“”]{0,10}?"
    r"(?:救|背|抬|拉上|拖|扶|转移|疏散|实施|做(?=心肺))"
    r"|[^,。;!?\n“”]{0,16}[^。;!?\n“”]{0,40}?,[^,。;!?\n“”]{0,10}?(?:跳[入进下](?!去世)|冲[入进]|扑[入进向]|纵身|往火里冲)"
    r"|[^。;!?\n“”]{0,40}?,?(?:在[^,。;!?\n“”]{0,16})?(?:帮助|协助|配合)下,?(?:合力|一起)?(?:将|把)[^,。;!?\n“”]{0,10}?[救拉拖托抱]"
)
"""What somebody did of whom the clause before tells: 某某架起拉梯,将二人背下楼."""

_HARMED = late(
    r"(?:死者|伤者|遇难者|罹难者|死亡人员|受伤人员|遇难人员)[^。;!?\n“”由被]{0,40}?[为是系][^,。;:!?\n由被把对“”]{0,10}$"
)
"""Before one of the dead or wounded: 死者中二人为乘客,一人为司机某某."""

_WINNERS = late(
    r"(?:[这该]|以下)(?:[0-9一二三四五六七八九十]{1,3}[名位个]|些)[^,。;:!?\n]{1,12}?(?:分别)?[是为]:|"
    r"(?:荣获|获奖|获得|当选|入选|被授予|被评为|受到?表彰|获此殊荣)[^。;:!?\n]{0,40}?(?:分别是|他们是|名单如下|[是为有]:|:)"
)
"""What leads up to a list of winners: 荣获表彰的道德模范共10名,他们是:…."""

_APPOINTED = late(
    r"(?:\([^()]{1,8}\))?(?:同志)?(?:为|任|的)[^,。;:!?\n]{2,40}(?:[长员席]|主任|书记|职务|理事)[;。、,]?"
)
"""A line of a list of appointments: 某某(女)为县文化局局长; 某某的局长职务."""

_BEFORE = r"(?:%s)[^,。;:!?\n由被把对“”]{0,12}$"

_ELECTS = late(r"(?:选举|增选|补选|推选)(?!法|委|办|工作|权|日)")
"""What leads up to whom a meeting elected: 大会选举某某为县长,某某、某某为副县长."""

_SUFFERED = frozenset(("accident", "other", "document"))
_RESCUED = frozenset(("accident", "other"))
"""Types at which something is done to people, and at which they are rescued."""

_LISTINGS: dict[EventType, re.Pattern[str]] = {"award": _WINNERS, "meeting": _ELECTS, "ceremony": _ELECTS}

_REACH = 60
"""How far, in characters, a word that tells of a deed may end behind the last name of a list."""

_LEAD_IN = 20
"""How far before the first name of a list it may begin."""


class Deeds(NamedTuple):
    """What tells of a deed: behind a list of names, before it, and before a list of all who are meant."""

    behind: tuple[re.Pattern[str], ...]
    before: re.Pattern[str]
    listing: re.Pattern[str] | None = None
    harmed: re.Pattern[str] | None = None


@lru_cache(maxsize=8)
def deeds_of(lexicon: Lexicon) -> dict[EventType, Deeds]:
    """Return what tells of deeds, by the type of event that they make; most types have none.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> "accident" in deeds_of(DEFAULT), "agreement" in deeds_of(DEFAULT)
        (True, False)
    """
    rows = lexicon.rows("event_deeds")

    def words(kind: EventType, side: str) -> str:
        return either([row[0] for row in rows if row[2] == side and kind in row[1].split(",")])

    def deeds(kind: EventType) -> Deeds:
        behind = late(_BEHIND % words(kind, "behind"))
        also = [p for p, kinds in ((_SUFFERS, _SUFFERED), (_RESCUES, _RESCUED)) if kind in kinds]
        harmed = _HARMED if kind == "accident" else None
        return Deeds((behind, *also), late(_BEFORE % words(kind, "before")), _LISTINGS.get(kind), harmed)

    kinds = {cast("EventType", kind) for row in rows for kind in row[1].split(",")}
    return {**{kind: deeds(kind) for kind in kinds}, "appointment": Deeds((_APPOINTED,), late("(?!)"))}


def doers(story: Story, sentence: Sentence, people: Sequence[Named], deeds: Deeds) -> Iterator[Named]:
    """Yield those `people` of a sentence of whom it says that they did, or suffered, what makes an event of that type.

    Args:
        story: the piece.
        sentence: any sentence of it in which the paper speaks.
        people: whom it names in full; at least one.
        deeds: what makes an event of that type.

    Yields:
        Everyone of a list whose words tell it of all (甲、乙分别被判处…).

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, Entity, Mention, When
        >>> from etl.relate.story import read_story
        >>> people = [Entity("person", "张大山", (Mention(4, 7),)), Entity("person", "李小河", (Mention(8, 11),))]
        >>> story = read_story(Draft(0, 1, 1, "事故造成张大山、李小河受伤。"), people, (), When("recent"))
        >>> found = doers(story, story.sentences[0], story.everyone(), deeds_of(DEFAULT)["accident"])
        >>> [name.entity.name for name in found]
        ['张大山', '李小河']
    """
    folded = story.folded
    listing = deeds.listing.search(folded, sentence.start, sentence.end) if deeds.listing else None
    for group in _lists(story, people):
        start, end = group[0].start, group[-1].end
        limit = min(sentence.end, end + _REACH)
        told = (listing and listing.end() <= start) or deeds.before.search(
            folded, max(sentence.start, start - _LEAD_IN), start
        )
        for pattern in () if told else deeds.behind:
            told = told or pattern.match(folded, end, limit)
        if deeds.harmed and not told:
            told = deeds.harmed.search(folded, max(sentence.start, start - _REACH), start)
        if told:
            yield from group


def _lists(story: Story, people: Sequence[Named]) -> Iterator[list[Named]]:
    """Yield runs of people that 、 and 和 join."""
    run = [people[0]]
    for name in people[1:]:
        if not _LINK.match(story.folded, run[-1].end, name.start):
            yield run
            run = []
        run.append(name)
    yield run
