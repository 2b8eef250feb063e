"""A piece as the rules see it: folded, cut into sentences, with its names and quotations in order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import late
from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from etl.model import DateMention, Draft, Entity, EntityType, When

    Row = tuple[list[int], list["Named"]]

_SENTENCE = re.compile(r"[^。!?\n]{1,600}(?:[。!?]+[”’』」)]*)?")
"""A sentence without an end is cut, so that what is done for each of its words stays cheap."""

_QUOTED = {
    "“": re.compile("“[^“”]{0,2000}”"),
    "《": re.compile(r"《[^《》\n]{0,200}》"),
    '"': late(r'"[^"\n]{0,500}"'),
}
"""What stands in each kind of marks: a search for one literal is five times as fast as one for any of three."""

_CITING = (
    *("学习", "贯彻", "落实", "践行", "领会", "传达", "牢记"),
    *("遵循", "按照", "根据", "围绕", "重温", "回顾", "以"),
)
_CITED = late(
    r"(?:总书记|主席|总理|同志)?(?:关于|系列|重要(?:讲话|指示|论述|批示|回信)|的?重要|(?:新时代|在[^,。]{2,30}的?)[^,。]{0,12}(?:思想|讲话|指示|回信|贺信)|思想|精神)"
)


_first = itemgetter(0)


class Named(NamedTuple):
    """A place in the text where a name stands."""

    start: int
    end: int
    entity: Entity


class Sentence(NamedTuple):
    """Offsets of one sentence; `opens` where it is the first of its paragraph."""

    start: int
    end: int
    opens: bool


class Names(dict["EntityType", "Row"]):
    """The names of a piece by type, in order, each row beside its starts, made when first asked for."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        super().__init__()
        self._entities = entities

    def __missing__(self, kind: EntityType) -> Row:
        """Make the row of a type; of names that start together the longest comes first."""
        row = [
            Named(start, end, entity)
            for entity in self._entities
            if entity.type == kind
            for start, end, _ in entity.mentions
            if start is not None and end is not None
        ]
        row.sort(key=itemgetter(1), reverse=True)
        row.sort(key=_first)
        self[kind] = ([*map(_first, row)], row)
        return self[kind]


class Story(NamedTuple):
    """What every rule reads.

    Attributes:
        draft: the piece.
        text: its text as stored.
        folded: the same, folded; offsets are the same.
        sentences: in order; quotation marks that close a sentence belong to it.
        quotes: offsets of what stands in “ ” and 《 》, marks included, in order.
        names: by type.
        dates: in order.
        when: the day of the piece.
        starts: where the sentences, the quotations and the dates start, for looking them up.
    """

    draft: Draft
    text: str
    folded: str
    sentences: tuple[Sentence, ...]
    quotes: list[tuple[int, int]]
    names: Names
    dates: Sequence[DateMention]
    when: When
    starts: tuple[list[int], list[int], list[int]]

    def named(self, kind: EntityType, start: int, end: int) -> Sequence[Named]:
        """Return the names of one type that lie within the offsets."""
        starts, row = self.names[kind]
        low = bisect_left(starts, start)
        if low == len(starts) or starts[low] >= end:
            return ()
        return [n for n in row[low : bisect_left(starts, end, low)] if n[1] <= end]

    def holds(self, words: Iterable[str]) -> bool:
        """Tell whether any of the words stands in the text: most pieces are ruled out by that."""
        return any(map(self.folded.__contains__, words))

    def everyone(self) -> Sequence[Named]:
        """Return all people named in the text."""
        return self.names["person"][1]

    def dated(self, start: int, end: int) -> Sequence[DateMention]:
        """Return the dates that lie within the offsets."""
        starts = self.starts[2]
        low = bisect_left(starts, start)
        return self.dates[low : bisect_left(starts, end, low)]

    def quote_at(self, at: int) -> tuple[int, int] | None:
        """Return the quotation or title that covers the offset."""
        i = bisect_right(self.starts[1], at)
        return self.quotes[i - 1] if i and at < self.quotes[i - 1][1] else None

    def cited(self, name: Named) -> bool:
        """Tell whether somebody is only cited (学习贯彻某某重要讲话精神), not there and not speaking."""
        start, end, _ = name
        return self.folded.endswith(_CITING, 0, start) or _CITED.match(self.folded, end, end + 60) is not None

    def people(self, start: int, end: int) -> Sequence[Named]:
        """Return the people named within the offsets who are neither cited nor inside a quotation."""
        return [n for n in self.named("person", start, end) if not self.quote_at(n[0]) and not self.cited(n)]

    def sentence_index(self, at: int) -> int:
        """Return the index of the sentence that covers the offset, or of the last one before it."""
        return (bisect_right(self.starts[0], at) or 1) - 1


def read_story(draft: Draft, entities: Sequence[Entity], dates: Sequence[DateMention], when: When) -> Story:
    r"""Prepare a piece for the rules.

    Args:
        draft: the piece as laid out.
        entities: its names.
        dates: the dates in its text, in order.
        when: the day it is about.

    Returns:
        The story; everything in it is in the order of the text.

    Example:
        >>> from etl.model import Draft, When
        >>> story = read_story(Draft(0, 1, 1, "昨日开会。他说:“好。”\n会后参观。"), (), (), When("recent"))
        >>> [story.folded[s.start : s.end] for s in story.sentences]
        ['昨日开会。', '他说:“好。”', '会后参观。']
    """
    folded = fold(draft.text)
    spans = [m.span() for m in _SENTENCE.finditer(folded)]
    sentences = tuple([Sentence(start, end, start == 0 or folded[start - 1] == "\n") for start, end in spans])
    quotes = _quotes(folded)
    starts = ([*map(_first, spans)], [*map(_first, quotes)], [*map(_first, dates)])
    return Story(draft, draft.text, folded, sentences, quotes, Names(entities), dates, when, starts)


def _quotes(folded: str) -> list[tuple[int, int]]:
    """Return what stands in marks and is not itself within other marks."""
    spans = [m.span() for mark, quoted in _QUOTED.items() if mark in folded for m in quoted.finditer(folded)]
    spans.sort()
    quotes, at = [], 0
    for span in spans:
        if span[0] >= at:
            quotes.append(span)
            at = span[1]
    return quotes
