"""From found strings to entities: overlaps resolved, forms of one name tied together, mentions counted.

The recognisers run once over headline and text together, so that a name that is certain in one is known in the other.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Draft, Entity, EntityType, Found, Mention, Position, Publication, Viewpoint
from etl.names.borders import Borders
from etl.names.candidates import scorer
from etl.names.canonical import canonical_body
from etl.names.locations import locate
from etl.names.offices import Offices
from etl.names.organizations import find_organizations
from etl.names.own import find_own_people, full_names
from etl.names.partial import find_partial
from etl.names.people import CERTAIN, LIKELY, find_people
from etl.names.persons import PARTIAL, persons
from etl.names.places import find_places
from etl.names.tokens import whole
from etl.names.viewpoint import article_viewpoint
from etl.names.works import find_terms, find_works
from etl.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_START, _END = attrgetter("start"), attrgetter("end")
# Of a tuple of all the fields; what named tuples have for it counts them each time.
_mention, _entity = partial(tuple.__new__, Mention), partial(tuple.__new__, Entity)
_IN_HEADLINE = Mention(in_headline=True)


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
    head, text = draft.head, whole(draft)
    viewpoint = article_viewpoint(draft, publication, lexicon)
    found = _find(text, viewpoint, lexicon, CERTAIN)
    piece = _Piece(text, head + draft.text, len(head), viewpoint, lexicon)
    people, others = [f for f in found if f.type == "person"], [f for f in found if f.type != "person"]
    return tuple(sorted(_people(piece, people, others) + _named(piece, others), key=_first_place))


def _first_place(entity: Entity) -> int:
    """Headline mentions come before all others."""
    first = entity.mentions[0]
    return -1 if first.start is None else first.start


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
    if found.type != "person" or found.rule not in {"address", "office_address"}:
        return found
    name = found.name.removesuffix(found.evidence)
    return found._replace(end=found.start + len(name), name=name)


def _find(text: str, viewpoint: Viewpoint, lexicon: Lexicon, least: float) -> list[Found]:
    """Run the recognisers and resolve what overlaps."""
    works = find_works(text)
    places = find_places(text, viewpoint, lexicon)
    bodies = find_organizations(text, places, works, lexicon)
    lists = scorer(lexicon)
    reading = lists.read(text)
    own = find_own_people(text, lexicon)
    people = [*own, *find_people(reading, lexicon, least=least, others=[*works, *bodies, *places, *own])]
    partial = find_partial(reading, lists)
    return _resolved(len(text), (works, people, bodies, places, partial), find_terms(text, lexicon))


def _resolved(size: int, ranked: Sequence[Sequence[Found]], terms: Sequence[Found]) -> list[Found]:
    """Keep of overlapping names the work, else the person, else the longer one; terms stand beside what they hold."""
    works, people, *rest = ranked
    # What is visited is the place (裕心媛康养中心), though a body has the same name.
    longest = sorted(chain.from_iterable(rest), key=lambda f: 2 * (f.start - f.end) + (f.rule != "visit"))
    taken, kept = bytearray(size), list[Found]()
    for found in (*works, *people, *longest):
        start, end = found.start, found.end
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append(found)
    if terms:
        spans = {(f.start, f.end) for f in kept}
        kept += [t for t in terms if (t.start, t.end) not in spans]
        kept.sort(key=_END, reverse=True)  # Of two that begin together the longer comes first.
    kept.sort(key=_START)
    return kept


class _Piece(NamedTuple):
    """What is known of the article while its entities are made: `head` characters of the text are its headline."""

    text: str
    printed: str
    head: int
    viewpoint: Viewpoint
    lexicon: Lexicon

    def as_printed(self, name: str, spans: Iterable[tuple[int, int]]) -> str:
        """Return a folded name as it is printed where it first stands."""
        for start, end in spans:
            if self.text[start:end] == name:
                return self.printed[start:end]
        return name

    def mentions(self, spans: Iterable[tuple[int, int]]) -> tuple[Mention, ...]:
        """Count offsets from the body's beginning; what stands before it stands in the headline."""
        head = self.head
        return tuple([_mention((a - head, b - head, False)) if a >= head else _IN_HEADLINE for a, b in spans])


def _people(piece: _Piece, people: Sequence[Found], others: Sequence[Found]) -> list[Entity]:
    """Make the entities of people, with their offices."""
    if not people:
        return []
    positions = _positions(piece, [p for p in people if p.rule not in PARTIAL], others)
    full_name = full_names("user_people", piece.lexicon)
    return [
        Entity(
            "person",
            piece.as_printed(p.name, p.mentions),
            piece.mentions(p.mentions),
            None if p.partial else full_name.get(p.name, p.name),
            p.aliases,
            _distinct(positions[p.name]) if p.name in positions else (),
            partial=p.partial,
            rule=p.rule,
            evidence=p.evidence,
        )
        for p in persons(piece.text, people)
    ]


def _positions(piece: _Piece, full: Sequence[Found], others: Sequence[Found]) -> dict[str, list[Position]]:
    """Return the offices that stand beside each full name, wherever it stands."""
    regions = [f for f in others if f.type in {"place", "organization"}]
    offices = Offices(piece.text, full, Borders(piece.text, regions, piece.lexicon), piece.lexicon)
    positions: dict[str, list[Position]] = {}
    for person, held in zip(full, offices.beside(), strict=True):
        if held:
            found = [offices.position(office, held, piece.viewpoint, piece.lexicon) for office in held]
            positions.setdefault(person.name, []).extend(found)
    return positions


def _distinct(positions: Sequence[Position]) -> tuple[Position, ...]:
    """Leave out offices printed twice, and the bare word where the office stands in full (局长 beside 区公安局局长)."""
    kept = {p.text: p for p in reversed(positions)}
    whole = {p.title for p in kept.values() if p.text != p.title}
    return tuple(p for p in reversed(kept.values()) if p.text != p.title or p.title not in whole)


def _named(piece: _Piece, found: Sequence[Found]) -> list[Entity]:
    """Make the entities of everything but people: one for each string and type."""
    groups: dict[tuple[EntityType, str], list[Found]] = defaultdict(list)
    printed = piece.printed
    for f in found:
        groups[f[2], printed[f[0] : f[1]]].append(f)
    places = tuple([name for type_, name in groups if type_ == "place"])
    entities = []
    for (type_, name), group in groups.items():
        certain = group if group[0].certain else [f for f in group if f.certain]
        if not certain:
            continue  # doubtful wherever it stands; 市政协 of 市政协副主席 alone is told by the office
        rule, evidence = certain[0][4:6]
        canonical, region, code = _located(piece, type_, evidence if rule == "short_form" else name, places)
        mentions = piece.mentions([f[:2] for f in group])
        fields = (type_, name, mentions, canonical, (), (), region, code, False, rule, evidence)
        entities.append(_entity(fields))  # All fields in order: most of the entities of a page are made here.
    return entities


def _located(
    piece: _Piece, type_: EntityType, name: str, places: Sequence[str]
) -> tuple[str | None, tuple[str, ...], str | None]:
    """Return what a place or body stands for once the paper's point of view is undone, its region and code."""
    if type_ == "organization":
        return canonical_body(name, piece.viewpoint, piece.lexicon), (), None
    if type_ == "place":
        full = full_names("user_places", piece.lexicon).get(name)
        place = locate(full or name, piece.viewpoint, places)
        return (full, place.region, place.code) if full else place
    return None, (), None
