"""What a meeting, a training or a campaign is called: 区政协九届二十次常委会议, 公文处理工作培训."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.expressions import either, late
from etl.lexicon import DEFAULT
from etl.text import IDEOGRAPH

if TYPE_CHECKING:
    from etl.relate.story import Sentence, Story
    from etl.relate.triggers import Hit

_EDGE = late(r"[,。;:!?\n]")
_WORDS = DEFAULT.table("scene_words")
_HELD = late(rf".*(?:{either(_WORDS['convening'])}|了(?=“|{IDEOGRAPH})|在(?=[^在]{{2,}}$))(?:了|的)?")
_OURS = late(r"^(?:我[省市县区州]|本[省市县区]|全体|一场|一次|一?个|的|今年|首次)")
_GENERIC = late(rf"^(?:{either(_WORDS['kinds_of_meeting'])})*$")


def meeting_name(story: Story, hit: Hit, sentence: Sentence) -> tuple[str, bool]:
    """Return the name that ends in the trigger, and whether it is more than a kind (座谈会).

    Args:
        story: the piece.
        hit: a trigger that is held.
        sentence: its sentence.

    Returns:
        The name as printed, without who held it (我区召开…) where a verb divides them; True where it names one meeting.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, When
        >>> from etl.relate.story import read_story
        >>> from etl.relate.triggers import Triggers
        >>> text = "我区召开意识形态第三季度联席会议。会后召开座谈会。"
        >>> story = read_story(Draft(0, 1, 1, text), (), (), When("recent"))
        >>> for sentence in story.sentences:
        ...     print(meeting_name(story, Triggers(story, DEFAULT).within(sentence)[0], sentence))
        ('意识形态第三季度联席会议', True)
        ('座谈会', False)
    """
    start = _phrase_start(story, hit, sentence)
    phrase = story.folded[start : hit.end]
    verb = _HELD.match(phrase[: len(phrase) - len(hit.word)])
    if verb:
        start += verb.end()
    while ours := _OURS.match(story.folded[start : hit.start]):
        start += ours.end()
    modifier = story.folded[start : hit.start]
    return story.text[start : hit.end].strip(), not _GENERIC.match(modifier)


def _phrase_start(story: Story, hit: Hit, sentence: Sentence) -> int:
    """Return where the clause that ends in the trigger begins; dates and quoted names are not cut."""
    start = sentence.start
    for m in _EDGE.finditer(story.folded, sentence.start, hit.start):
        if not story.quote_at(m.start()):
            start = m.end()
    dates = story.dated(start, hit.start)
    return dates[-1].end if dates and dates[-1].start == start else start
