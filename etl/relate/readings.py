"""A piece being read for what happened: the sentences in which the paper itself speaks, and the triggers in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from etl.relate.triggers import Hit, Triggers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.lexicon import Lexicon
    from etl.model import Statement
    from etl.relate.story import Sentence, Story

_LEAD = 4
"""How many sentences may tell what the piece is about."""

_SHORTEST = 10
"""Shortest sentence, in characters, that tells something."""

_LONG = 60
"""A line as long as this is no inner heading, even where it is torn before its full stop."""

_CERTAIN = 3
"""Weight of a trigger that tells of a happening even where somebody says it (通报称,甲村发生火灾)."""

_CAPTION_BEGINS = ("图为", "资料图")
_CAPTION_ENDS = tuple([word + end for word in ("摄", "供图", "制图", "资料图", "发") for end in ("", ")", "。")])


class Reading(NamedTuple):
    """A piece being read.

    Attributes:
        story: the piece.
        told: the sentences in which the paper itself speaks.
        lead: the first of them that tell something.
        said: where each statement starts and ends.
        triggers: the triggers of its sentences.
        lexicon: the word lists to go by.
    """

    story: Story
    told: Sequence[Sentence]
    lead: Sequence[Sentence]
    said: Sequence[tuple[int, int]]
    triggers: Triggers
    lexicon: Lexicon

    def hits(self, sentence: Sentence) -> list[Hit]:
        """Return the triggers of a sentence that tell what happened, not what somebody says should."""
        return [h for h in self.triggers.within(sentence) if h.weight >= _CERTAIN or not self.spoken(h.start)]

    def spoken(self, at: int) -> bool:
        """Tell whether the offset lies in a statement."""
        i = bisect_right(self.said, at, key=_first)
        return i > 0 and at < self.said[i - 1][1]


_first = itemgetter(0)


def read(story: Story, statements: Sequence[Statement], lexicon: Lexicon) -> Reading:
    """Prepare a piece for choosing; what is said in it (`statements`) is not what happened.

    Example:
        >>> from etl.lexicon import DEFAULT
        >>> from etl.model import Draft, When
        >>> from etl.relate.statements import find_statements
        >>> from etl.relate.story import read_story
        >>> text = "昨日有活动举行。一名村民说,路要修。以后要办活动。"
        >>> story = read_story(Draft(0, 1, 1, text), (), (), When("recent"))
        >>> len(read(story, find_statements(story, DEFAULT), DEFAULT).told)
        2
    """
    said = [(s.start, s.end) for s in statements]
    told = _told(story, said) if said else story.sentences
    return Reading(story, told, list(islice(_leading(story, told), _LEAD)), said, Triggers(story, lexicon), lexicon)


def _told(story: Story, said: Sequence[tuple[int, int]]) -> Sequence[Sentence]:
    """Return the sentences in which the paper itself speaks: those that do not begin in a statement."""
    kept: list[Sentence] = []
    starts, at = story.starts[0], 0
    for start, end in said:
        kept += story.sentences[at : bisect_left(starts, start, at)]
        at = bisect_left(starts, end, at)
    return (*kept, *story.sentences[at:])


def _leading(story: Story, told: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield the first sentences that tell something: no captions, no inner headings."""
    for sentence in told[: 3 * _LEAD]:
        words = story.folded[sentence.start : sentence.end].rstrip()
        whole = len(words) > _LONG or words[-1:] in ("。", "!", "?", "”")
        caption = words.startswith(_CAPTION_BEGINS) or words.endswith(_CAPTION_ENDS)
        if whole and len(words) > _SHORTEST and not caption:
            yield sentence
