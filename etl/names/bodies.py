"""Bodies as they are read from a text, and which of them are kept: the widest, none in a title, those vouched for."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from etl.model import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.names.heads import Rules

_CONVENES = frozenset({"组织委员", "组织代表"})
"""What looks like an office behind a body that has no such office: 市政协|组织|委员|视察."""


class Body(NamedTuple):
    """A body read from a text: `text[start:end]`.

    Attributes:
        rule: how it was read.
        evidence: the word that gave it away.
        certain: whether it is one by itself.
    """

    start: int
    end: int
    rule: str
    evidence: str
    certain: bool = True


def vouched(text: str, found: list[Found]) -> list[Found]:
    """Let a certain body vouch for its neighbours in a list: 三鹿集团、伊利集团.

    Example:
        >>> firms = [Found(0, 4, "organization", "三鹿集团", "name_and_suffix", certain=False)]
        >>> firms.append(Found(5, 9, "organization", "伊利集团", "name_and_suffix"))
        >>> [body.certain for body in vouched("三鹿集团、伊利集团", firms)]
        [True, True]
    """
    vouched = list(found)
    for at in [at for at, body in enumerate(found) if body.rule == "name_and_suffix" and not body.certain]:
        left = at and found[at - 1].certain and text[found[at - 1].end : found[at].start] == "、"
        right = at + 1 < len(found) and found[at + 1].certain and text[found[at].end : found[at + 1].start] == "、"
        if left or right:
            vouched[at] = found[at]._replace(certain=True)
    return vouched


def added(found: list[Found], more: Sequence[Found]) -> list[Found]:
    """Add bodies that do not overlap those that are there, nor one another."""
    if not more:
        return found
    starts, kept = [body.start for body in found], list[Found]()
    for body in sorted(more, key=lambda body: (body.start, -body.end)):
        at = bisect_right(starts, body.start)
        before = found[at - 1].end if at else 0
        after = starts[at] if at < len(starts) else body.end
        if before <= body.start and body.end <= after and (not kept or kept[-1].end <= body.start):
            kept.append(body)
    return sorted(found + kept, key=lambda body: body.start)


def as_found(text: str, body: Body, rules: Rules) -> Found:
    """Return a body with its name; it is not certain where an office or a meeting of its follows at once."""
    start, end, rule, evidence, certain = body
    if text[end : end + 1] in rules.after:
        office = rules.office.at(text, end)
        if office and not (office in _CONVENES and evidence.endswith(("政协", "人大常委会"))):
            rule, evidence, certain = "in_office", office, False
        elif event := rules.event.match(text, end):
            rule, evidence, certain = "in_event", event.group(), False
    return Found(start, end, "organization", text[start:end], rule, evidence, certain)


def outside(bodies: list[Body], works: Sequence[Found]) -> list[Body]:
    """Leave out bodies that are only a part of a title (北京市实施《工会法》办法); a paper in brackets is a body."""
    if not works:
        return bodies
    starts = [work.start for work in works]
    kept: list[Body] = []
    for body in bodies:
        at = bisect_right(starts, body.start) - 1
        if at < 0 or body.start >= works[at].end or (body.start, body.end) == (works[at].start, works[at].end):
            kept.append(body)
    return kept


def widest(bodies: list[Body]) -> list[Body]:
    """Leave out bodies that lie within, or overlap, a wider one.

    Example:
        >>> [body.evidence for body in widest([Body(0, 2, "level", "区委"), Body(0, 5, "department", "办公室")])]
        ['办公室']
    """
    kept: list[Body] = []
    for body in sorted(bodies, key=lambda b: (b.start, -b.end)):
        if not kept or body.start >= kept[-1].end:
            kept.append(body)
    return kept
