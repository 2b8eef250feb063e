"""One person, many mentions: surnames with an office, and pronouns, are given to the only person they fit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import Few, late

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from etl.model import Found

PARTIAL = frozenset({"masked", "address", "office_address", "familiar"})
"""Rules that find people of whom only the surname, or a masked name, is printed."""

_PRONOUN = Few("他她", r"(?<=[,。;:!?、\n].)(?![们人乡国者日])")
_QUOTES = late(r"“[^“”]*”")


class Person(NamedTuple):
    """A person of an article with all places where the text means this person.

    Attributes:
        name: the full name, or the printed form where there is no full name.
        aliases: other printed forms (徐书记); pronouns are no forms of a name.
        partial: surname only, or masked.
    """

    name: str
    mentions: tuple[tuple[int, int], ...]
    aliases: tuple[str, ...]
    partial: bool
    rule: str
    evidence: str


def persons(text: str, found: Sequence[Found]) -> list[Person]:
    """Group what was found by the person meant.

    Args:
        text: folded, the one that was searched.
        found: people in full and in part, in order.

    Example:
        >>> from etl.model import Found
        >>> text = "徐立毅来到信访局。徐书记说"
        >>> full = Found(0, 3, "person", "徐立毅", "characters")
        >>> short = Found(9, 12, "person", "徐书记", "office_address", "书记")
        >>> [(p.name, p.mentions, p.aliases) for p in persons(text, [full, short])]
        [('徐立毅', ((0, 3), (9, 12)), ('徐书记',))]
    """
    full = [f for f in found if f.rule not in PARTIAL]
    names = dict.fromkeys([f.name for f in full])
    groups: dict[str, list[Found]] = defaultdict(list)
    for f in found:
        groups[_meant(f, names) if f.rule in PARTIAL else f.name].append(f)
    pronouns = _pronouns(text, full)
    return [_person(name, group, name in names, pronouns.get(name, ())) for name, group in groups.items()]


def _meant(partial: Found, names: Iterable[str]) -> str:
    """Return the only full name that a surname can stand for, else the form itself."""
    if partial.rule != "office_address":
        return partial.name  # 李女士 and 老李 are mostly somebody else than the 李 named in full.
    surname = partial.name.removesuffix(partial.evidence)
    fitting = [n for n in names if n.startswith(surname)]
    return fitting[0] if len(fitting) == 1 else partial.name


def _pronouns(text: str, full: Sequence[Found]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Give 他 and 她 at the head of a clause, outside quotes, to the only person of the paragraph so far."""
    pronouns = [m.span() for m in _PRONOUN.finditer(text)]
    if not pronouns:
        return {}
    given: dict[str, list[tuple[int, int]]] = defaultdict(list)
    quoted = [m.span() for m in _QUOTES.finditer(text)]
    start, at, quote = 0, 0, 0
    named: set[str] = set()
    for pronoun, end in pronouns:
        line = text.rfind("\n", start, pronoun) + 1
        if line > start:
            named, start = set(), line
        while at < len(full) and full[at].end <= pronoun:
            named = named | {full[at].name} if full[at].start >= start else set()
            at += 1
        while quote < len(quoted) and quoted[quote][1] <= pronoun:
            quote += 1
        inside = quote < len(quoted) and quoted[quote][0] < pronoun
        if len(named) == 1 and not inside:
            given[next(iter(named))].append((pronoun, end))
    return {name: tuple(spans) for name, spans in given.items()}


def _person(name: str, group: Sequence[Found], known: bool, pronouns: Sequence[tuple[int, int]]) -> Person:
    first = group[0]
    if len(group) == 1 and not pronouns:
        return Person(name, (first[:2],), (), not known, first.rule, first.evidence)
    best = next((f for f in group if f.name == name and f.rule not in {"known", "characters"}), first)
    mentions = tuple(sorted([*[f[:2] for f in group], *pronouns]))
    aliases = tuple(dict.fromkeys([f.name for f in group if f.name != name]))
    return Person(name, mentions, aliases, not known, best.rule, best.evidence)
