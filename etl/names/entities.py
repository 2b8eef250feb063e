"""From found strings to entities: overlaps resolved, forms of one name tied together, mentions counted.

The recognisers run once over headline and text together, so that a name that is certain in one is known in the other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Draft, Entity, Found, Mention, Position, Publication, Viewpoint
from etl.names.borders import Borders
from etl.names.candidates import scorer
from etl.names.canonical import canonical_body
from etl.names.locations import locate
from etl.names.offices import Offices
from etl.names.organizations import find_organizations
from etl.names.own import find_own_people, full_names
from etl.names.partial import find_partial
from etl.names.people import CERTAIN, LIKELY, find_people
from etl.names.persons import PARTIAL, Person, persons
from etl.names.places import find_places
from etl.names.viewpoint import article_viewpoint
from etl.names.works import find_terms, find_works
from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def name_draft(draft: Draft, publication: Publication, lexicon: Lexicon = DEFAULT) -> tuple[Entity, ...]:
    """Find and join the names of an article.

    Args:
        draft: the article as laid out.
        publication: the paper it stands in.
        lexicon: the word lists to go by.

    Returns:
        Entities in the order of their first mention. Offsets of mentions point into `draft.text`.

    Example:
        >>> draft = Draft(0, 1, 2, "市委书记徐立毅来到二七区。徐立毅强调,要落实。", headline="徐立毅到二七区接访")
        >>> [(e.type, e.name, len(e.mentions)) for e in name_draft(draft, Publication())]
        [('person', '徐立毅', 3), ('place', '二七区', 2)]
    """
    head = "".join(f"{line}\n" for line in (draft.kicker, draft.headline, *draft.subheads) if line)
    text = head + draft.text
    viewpoint = article_viewpoint(draft, publication, lexicon)
    found = _find(fold(text), viewpoint, lexicon, CERTAIN)
    people = [f for f in found if f.type == "person"]
    others = _named(text, [f for f in found if f.type != "person"], viewpoint, lexicon)
    entities = [*_people(text, people, found, viewpoint, lexicon), *others]
    entities.sort(key=lambda e: e.mentions[0].start or 0)
    return tuple(replace(e, mentions=_relative(e.mentions, len(head))) for e in entities)


def find_mentions(text: str, lexicon: Lexicon = DEFAULT) -> list[Found]:
    """Find names in a bare string: no page, no article, no viewpoint.

    Of a surname with a form of address only the surname is the name (李 of 李女士).

    Example:
        >>> [(m.type, m.name) for m in find_mentions("美国总统克林顿在北京会见了李女士")]
        [('place', '美国'), ('person', '克林顿'), ('place', '北京'), ('person', '李')]
    """
    found = _find(fold(text), Viewpoint(), lexicon, LIKELY)
    return [_bare(f) for f in found]


def _bare(found: Found) -> Found:
    if found.rule not in {"address", "office_address"}:
        return found
    name = found.name.removesuffix(found.evidence)
    return replace(found, end=found.start + len(name), name=name)


def _find(text: str, viewpoint: Viewpoint, lexicon: Lexicon, least: float) -> list[Found]:
    """Run the recognisers and resolve what overlaps."""
    works = find_works(text)
    places = find_places(text, viewpoint, lexicon)
    bodies = find_organizations(text, places, lexicon)
    reading = scorer(lexicon).read(text)
    own = find_own_people(text, lexicon)
    people = [*own, *find_people(reading, lexicon, least=least, others=[*works, *bodies, *places, *own])]
    partial = find_partial(reading)
    return _resolved(len(text), (works, people, bodies, places, partial), find_terms(text, lexicon))


def _resolved(size: int, ranked: Iterable[Sequence[Found]], terms: Sequence[Found]) -> list[Found]:
    """Keep of overlapping names the work, else the person, else the longer one; terms stand beside what they hold."""
    works, people, *rest = ranked
    longest = sorted((f for group in rest for f in group), key=lambda f: f.start - f.end)
    taken, kept = bytearray(size), list[Found]()
    for found in (*works, *people, *longest):
        if not any(taken[found.start : found.end]):
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
            kept.append(found)
    spans = {(f.start, f.end) for f in kept}
    inside = [t for t in terms if (t.start, t.end) not in spans]
    return sorted([*kept, *inside], key=lambda f: (f.start, -f.end))


def _people(
    text: str, people: Sequence[Found], found: Sequence[Found], viewpoint: Viewpoint, lexicon: Lexicon
) -> list[Entity]:
    """Make the entities of people, with their offices."""
    full = [p for p in people if p.rule not in PARTIAL]
    regions = [f for f in found if f.type in {"place", "organization"}]
    folded = fold(text)
    offices = Offices(folded, full, Borders(folded, regions, lexicon), lexicon)
    positions: dict[str, list[Position]] = defaultdict(list)
    for person, chain in zip(full, offices.beside(), strict=True):
        positions[person.name] += [offices.position(o, chain, viewpoint, lexicon) for o in chain]
    full_name = full_names("user_people", lexicon)
    return [_person(p, positions.get(p.name, []), full_name.get(p.name, p.name)) for p in persons(folded, people)]


def _person(person: Person, positions: Sequence[Position], full_name: str) -> Entity:
    return Entity(
        "person",
        person.name,
        tuple(Mention(start, end) for start, end in person.mentions),
        canonical=None if person.partial else full_name,
        aliases=person.aliases,
        positions=_distinct(positions),
        partial=person.partial,
        rule=person.rule,
        evidence=person.evidence,
    )


def _distinct(positions: Sequence[Position]) -> tuple[Position, ...]:
    """Leave out offices printed twice, and the bare word where the office stands in full (局长 beside 区公安局局长)."""
    kept: dict[str, Position] = {}
    for position in positions:
        kept.setdefault(position.text, position)
    return tuple(p for t, p in kept.items() if t != p.title or not any(o != t and o.endswith(t) for o in kept))


def _named(text: str, found: Sequence[Found], viewpoint: Viewpoint, lexicon: Lexicon) -> list[Entity]:
    """Make the entities of everything but people: one for each string and type."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for f in found:
        groups[f.type, text[f.start : f.end]].append(f)
    places = [name for type_, name in groups if type_ == "place"]
    entities = []
    for (_, name), group in groups.items():
        first = next((f for f in group if f.certain), None)
        if first is None:
            continue  # doubtful wherever it stands; 市政协 of 市政协副主席 alone is told by the office
        mentions = tuple(Mention(f.start, f.end) for f in group)
        entity = Entity(first.type, name, mentions, rule=first.rule, evidence=first.evidence)
        entities.append(_located(entity, places, viewpoint, lexicon))
    return entities


def _located(entity: Entity, named: Sequence[str], viewpoint: Viewpoint, lexicon: Lexicon) -> Entity:
    """Add what a place or body stands for once the paper's point of view is undone."""
    if entity.type == "organization":
        return replace(entity, canonical=canonical_body(entity.name, viewpoint, lexicon))
    if entity.type == "place":
        full = full_names("user_places", lexicon).get(entity.name)
        place = locate(full or entity.name, viewpoint, named)
        return replace(entity, canonical=full or place.canonical, region=place.region, code=place.code)
    return entity


def _relative(mentions: Sequence[Mention], head: int) -> tuple[Mention, ...]:
    """Count offsets from the text; mentions before it stand in the headline."""
    return tuple(
        Mention(m.start - head, m.end - head)
        if m.start is not None and m.end is not None and m.start >= head
        else Mention(in_headline=True)
        for m in mentions
    )
