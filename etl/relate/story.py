"""A piece as the rules see it: folded, cut into sentences, with its names and quotations in order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from etl.model import DateMention, Draft, Entity, EntityType, When

    Row = tuple[tuple[int, ...], tuple["Named", ...]]

_SENTENCE = re.compile(r"[^。!?\n]{1,600}(?:[。!?]+[”’』」)]*)?")
"""A sentence without an end is cut, so that what is done for each of its words stays cheap."""

_QUOTED = re.compile(r'“[^“”]{0,2000}”|《[^《》\n]{0,200}》|"[^"\n]{0,500}"')
_CITING = re.compile(r"(?:学习|贯彻|落实|践行|领会|传达|牢记|遵循|按照|根据|围绕|重温|回顾|坚持以|以)$")
_CITED = re.compile(
    r"(?:总书记|主席|总理|同志)?(?:关于|系列|重要(?:讲话|指示|论述|批示|回信)|的?重要|(?:新时代|在[^,。]{2,30}的?)[^,。]{0,12}(?:思想|讲话|指示|回信|贺信)|思想|精神)"
)


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


@dataclass(frozen=True, slots=True)
class Story:
    """What every rule reads.

    Attributes:
        draft: the piece.
        folded: its text, folded; offsets are the same.
        sentences: in order; quotation marks that close a sentence belong to it.
        quotes: offsets of what stands in “ ” and 《 》, marks included, in order.
        names: by type, in order, each row beside its starts.
        dates: in order.
        when: the day of the piece.
        starts: where the sentences, the quotations and the dates start, for looking them up.
    """

    draft: Draft
    folded: str
    sentences: tuple[Sentence, ...]
    quotes: tuple[tuple[int, int], ...]
    names: dict[EntityType, Row]
    dates: tuple[DateMention, ...]
    when: When
    starts: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]

    @property
    def text(self) -> str:
        """The text as stored."""
        return self.draft.text

    def named(self, kind: EntityType, start: int, end: int) -> Sequence[Named]:
        """Return the names of one type that lie within the offsets."""
        starts, row = self.names.get(kind, _NONE)
        if not starts:
            return ()
        low = bisect_left(starts, start)
        return [n for n in row[low : bisect_left(starts, end, low)] if n.end <= end]

    def everyone(self) -> Sequence[Named]:
        """Return all people named in the text."""
        return self.names.get("person", _NONE)[1]

    def dated(self, start: int, end: int) -> Sequence[DateMention]:
        """Return the dates that lie within the offsets."""
        starts = self.starts[2]
        low = bisect_left(starts, start)
        return self.dates[low : bisect_left(starts, end, low)]

    def quote_at(self, at: int) -> tuple[int, int] | None:
        """Return the quotation or title that covers the offset."""
        i = bisect_right(self.starts[1], at) - 1
        return self.quotes[i] if i >= 0 and at < self.quotes[i][1] else None

    def cited(self, name: Named) -> bool:
        """Tell whether somebody is only cited (学习贯彻某某重要讲话精神), not there and not speaking."""
        before = self.folded[max(0, name.start - 4) : name.start]
        return bool(_CITING.search(before) or _CITED.match(self.folded, name.end, name.end + 60))

    def people(self, start: int, end: int) -> Sequence[Named]:
        """Return the people named within the offsets who are neither cited nor inside a quotation."""
        return [n for n in self.named("person", start, end) if not self.cited(n) and not self.quote_at(n.start)]

    def sentence_index(self, at: int) -> int:
        """Return the index of the sentence that covers the offset, or of the last one before it."""
        return (bisect_right(self.starts[0], at) or 1) - 1


_NONE: Row = ((), ())


def read_story(draft: Draft, entities: Iterable[Entity], dates: Iterable[DateMention], when: When) -> Story:
    r"""Prepare a piece for the rules.

    Args:
        draft: the piece as laid out.
        entities: its names.
        dates: the dates in its text.
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
    quotes = tuple(m.span() for m in _QUOTED.finditer(folded))
    days = tuple(sorted(dates, key=lambda d: d.start))
    starts = (tuple([start for start, _ in spans]), tuple([q[0] for q in quotes]), tuple([d.start for d in days]))
    return Story(draft, folded, sentences, quotes, _rows(entities), days, when, starts)


def _rows(entities: Iterable[Entity]) -> dict[EntityType, Row]:
    rows: dict[EntityType, list[Named]] = {}
    for entity in entities:
        row = rows.setdefault(entity.type, [])
        for mention in entity.mentions:
            if mention.start is not None and mention.end is not None:
                row.append(Named(mention.start, mention.end, entity))
    for row in rows.values():
        row.sort(key=_outer_first)
    return {kind: (tuple([n.start for n in row]), tuple(row)) for kind, row in rows.items()}


def _outer_first(name: Named) -> tuple[int, int]:
    return name.start, -name.end
