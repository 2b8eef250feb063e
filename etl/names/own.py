"""What a user lists by name: people wherever they stand, whatever speaks against it, and what other names stand for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Found

if TYPE_CHECKING:
    from collections.abc import Mapping


def find_own_people(text: str, lexicon: Lexicon = DEFAULT) -> list[Found]:
    """Return the people of the user's lists that `text` names, with rule `own_list`.

    Args:
        text: folded.
        lexicon: list `user_people`.

    Example:
        >>> own = Lexicon("x", {"user_people": (("花满溪", ""),)})
        >>> [p.name for p in find_own_people("昨日花满溪到会", own)]
        ['花满溪']
    """
    names = _automaton(lexicon)
    if names is None:
        return []
    return [
        Found(start, end, "person", text[start:end], "own_list", text[start:end])
        for _, start, end in names.find_matches_as_indexes(text)
    ]


@lru_cache(maxsize=8)
def full_names(listed: str, lexicon: Lexicon = DEFAULT) -> Mapping[str, str]:
    """Return name → the name it stands for, of a user's list (`user_people`, `user_places`)."""
    return {name: full for name, full in lexicon.rows(listed) if full}


@lru_cache(maxsize=8)
def _automaton(lexicon: Lexicon) -> AhoCorasick | None:
    names = lexicon.words("user_people")
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest) if names else None
