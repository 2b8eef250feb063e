"""Who took part in an event, and as what: 徐立毅 主持, 杜新军、高义等参加, 时旭陪同."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from etl.expressions import either, late
from etl.model import Participant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from etl.lexicon import Lexicon
    from etl.model import Role
    from etl.relate.story import Named, Sentence, Story

_REACH = 90
"""How far, in characters, the word that tells the role may stand behind the last name of its list."""

_LISTED = late(r"(?:参加|参与|出席|列席|陪同|应邀|在主席台|就座)[^,。;:]{0,12}的?(?:还有|有|包括|是)[:,]?")

_LIFE = late(r"(?<=参加)工作(?!会|推进|部署|座谈|动员)")
"""What somebody joined in his life (1976年8月参加工作) is no occasion of the piece."""


@lru_cache(maxsize=8)
def _roles(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, Role]]:
    rows = lexicon.rows("participant_roles")
    return re.compile(either([row[0] for row in rows])), {row[0]: cast("Role", row[1]) for row in rows}


def role_of(story: Story, name: Named, sentence: Sentence, lexicon: Lexicon) -> tuple[Role, int] | None:
    """Return the role that the words behind a name give it, and where they end; else what leads up to its list.

    A list may come last: 参加会议的还有李兵、徐卫东.
    """
    pattern, roles = _roles(lexicon)
    m = pattern.search(story.folded, name.end, min(sentence.end, name.end + _REACH))
    if not m:
        listed = _LISTED.search(story.folded, sentence.start, name.start)
        m = pattern.match(story.folded, listed.start()) if listed else None
    return (roles[m[0]], m.end()) if m else None


def title_of(story: Story, name: Named) -> str | None:
    """Return the office printed right before a name, else the one the article gives the person."""
    positions = name.entity.positions
    before = story.text[max(0, name.start - 30) : name.start].rstrip()
    near = next((p.text for p in positions if before.endswith(p.text)), None)
    return near or (positions[0].text if positions else None)


def by_full_name(story: Story, sentence: Sentence) -> Sequence[Named]:
    """Return the people of a sentence; whoever is masked (赵某某, 李女士) is no participant by name."""
    return [n for n in story.people(sentence.start, sentence.end) if not n.entity.partial]


def in_trigger_sentence(
    story: Story, sentence: Sentence, people: Sequence[Named], lexicon: Lexicon
) -> Iterator[Participant]:
    """Yield the `people` of the sentence that tells of the event; who has no role word there attends."""
    for name in people:
        role = role_of(story, name, sentence, lexicon)
        yield Participant(name.entity.name, role[0] if role else "attendee", title_of(story, name))


def in_role_sentence(
    story: Story, sentence: Sentence, people: Sequence[Named], lexicon: Lexicon
) -> Iterator[tuple[Participant, str]]:
    """Yield the `people` of a sentence such as 区领导李兵、徐卫东等参加活动, each with the words behind the role."""
    for name in people:
        role = role_of(story, name, sentence, lexicon)
        if role and not _LIFE.match(story.folded, role[1]):
            part = Participant(name.entity.name, role[0], title_of(story, name))
            yield part, story.folded[role[1] : role[1] + 12]


def merged(people: Iterable[Participant]) -> tuple[Participant, ...]:
    """Return each person once, in order, with the first role that was given."""
    seen: dict[str, Participant] = {}
    for one in people:
        seen.setdefault(one.name, one)
    return tuple(seen.values())
