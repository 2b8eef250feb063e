"""A piece as the rules see it: folded, cut into sentences, with its names and quotations in order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from etl.model import DateMention, Draft, Entity, EntityType, When

_SENTENCE = re.compile(r"[^。!?\n]+(?:[。!?]+[”’』」)]*)?")
_QUOTED = re.compile(r'“[^“”]{0,2000}”|《[^《》\n]{0,200}》|"[^"\n]{0,500}"')
_CITING = re.compile(r"(?:学习|贯彻|落实|践行|领会|传达|牢记|遵循|按照|根据|围绕|重温|回顾|坚持以|以)$")
_CITED = re.compile(
    r"(?:总书记|主席|总理|同志)?(?:关于|系列|重要(?:讲话|指示|论述|批示|回信)|的?重要|(?:新时代|在[^,。]{2,30}的?)[^,。]{0,12}(?:思想|讲话|指示|回信|贺信)|思想)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A place in the text where a name stands."""

    start: int
    end: int
    entity: Entity


@dataclass(frozen=True, slots=True)
class Sentence:
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
        names: by type, in order.
        dates: in order.
        when: the day of the piece.
    """

    draft: Draft
    folded: str
    sentences: tuple[Sentence, ...]
    quotes: tuple[tuple[int, int], ...]
    names: dict[EntityType, tuple[Named, ...]]
    dates: tuple[DateMention, ...]
    when: When

    @property
    def text(self) -> str:
        """The text as stored."""
        return self.draft.text

    def named(self, kind: EntityType, start: int, end: int) -> Sequence[Named]:
        """Return the names of one type that lie within the offsets."""
        row = self.names.get(kind, ())
        low = bisect_left(row, start, key=_start)
        high = bisect_left(row, end, key=_start)
        return [n for n in row[low:high] if n.end <= end]

    def dated(self, start: int, end: int) -> Sequence[DateMention]:
        """Return the dates that lie within the offsets."""
        low = bisect_left(self.dates, start, key=_start)
        high = bisect_left(self.dates, end, key=_start)
        return self.dates[low:high]

    def quote_at(self, at: int) -> tuple[int, int] | None:
        """Return the quotation or title that covers the offset."""
        i = bisect_right(self.quotes, at, key=_first) - 1
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
        return max(0, bisect_right(self.sentences, at, key=_start) - 1)


def _start(item: Named | DateMention | Sentence) -> int:
    return item.start


def _first(span: tuple[int, int]) -> int:
    return span[0]


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
    names: dict[EntityType, list[Named]] = {}
    for entity in entities:
        names.setdefault(entity.type, []).extend(
            Named(m.start, m.end, entity) for m in entity.mentions if m.start is not None and m.end is not None
        )
    return Story(
        draft=draft,
        folded=folded,
        sentences=tuple(
            Sentence(m.start(), m.end(), m.start() == 0 or folded[m.start() - 1] == "\n")
            for m in _SENTENCE.finditer(folded)
        ),
        quotes=tuple(m.span() for m in _QUOTED.finditer(folded)),
        names={kind: tuple(sorted(row, key=lambda n: (n.start, -n.end))) for kind, row in names.items()},
        dates=tuple(sorted(dates, key=_start)),
        when=when,
    )
