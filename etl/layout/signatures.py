"""The names of a byline, cut apart where print or OCR ran them together (王迪黄硕 is 王迪 and 黄硕)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from etl.expressions import late
from etl.lexicon import DEFAULT, Lexicon
from etl.text import fold

_SEPARATORS = re.compile(r"[、,;:/|&]+|\s{4,}")
_NAME = late(r"[\u3400-\u9fff·○〇A-Za-z.]+")
_LATIN = re.compile(r"[A-Za-z. ]+")
# A collective pen name of correspondents: the short name of a province or a city, what the body is of, and 宣.
_PEN_NAME = late(r"(?<=..)[京津沪渝冀豫晋辽吉黑苏浙皖闽赣鲁鄂湘粤桂琼川蜀黔滇陕秦甘青藏宁新蒙穗深][\u4e00-\u9fff]宣$")
_UNKNOWN = -15
"""Weight of a character the table does not know: rare characters are commoner in names than in running text."""


@cache
def _weights(lexicon: Lexicon) -> dict[str, tuple[int, int, int]]:
    """Character → how much it speaks for a surname, the middle and the end of a given name (tenths of a logarithm)."""
    characters, *tenths, _ = lexicon.columns("name_characters")
    return dict(zip(characters, zip(*(map(int, column) for column in tenths), strict=True), strict=True))


@cache
def _surnames(lexicon: Lexicon) -> dict[str, int]:
    """Surname → what it costs to believe in it: a rare one is oftener a word."""
    single = {row[0]: 0 if row[1:2] == ("common",) else 15 for row in lexicon.rows("surnames")}
    return single | dict.fromkeys(lexicon.words("surnames_compound"), 0)


def is_name(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether `text` has the shape of one full Chinese name, or of one with · in it.

    Example:
        >>> is_name("欧阳建设"), is_name("调查发现"), is_name("阿不都热合曼·艾买提")
        (True, False, True)
    """
    if "·" in text:
        return 3 <= len(text) <= 20
    surnames = _surnames(lexicon)
    given = len(text) - 2 if text[:2] in surnames and len(text) > 2 else len(text) - 1
    return given in (1, 2) and (text[:2] in surnames or text[:1] in surnames)


def _pen_name(text: str) -> re.Match[str] | None:
    return _PEN_NAME.search(text) if text.endswith("宣") else None


def _worth(piece: str, lexicon: Lexicon) -> int | None:
    """How much `piece` looks like one name, or None where it cannot be one."""
    surnames, weights = _surnames(lexicon), _weights(lexicon)
    none = (_UNKNOWN, _UNKNOWN, _UNKNOWN)
    if len(piece) > 2 and piece[:2] in surnames:
        given, worth = piece[2:], 20
    elif piece[0] in surnames:
        given, worth = piece[1:], weights.get(piece[0], none)[0] - surnames[piece[0]]
    else:
        return None
    if len(given) == 1:
        # Two given characters are the commoner habit.
        return worth + weights.get(given, none)[2] - 8
    if len(given) == 2:
        return worth + weights.get(given[0], none)[1] + weights.get(given[1], none)[2]
    return None


@lru_cache(maxsize=4096)
def unglue(text: str, lexicon: Lexicon = DEFAULT) -> tuple[str, ...]:
    """Cut a run of characters into full names.

    A shortest-path search over pieces of two to four characters, each led by a surname; of several ways the one whose
    characters are likeliest in their places in a name is taken.

    Args:
        text: characters without separators.
        lexicon: the lists of surnames and of characters of names.

    Returns:
        The names; `text` itself where no cut makes every piece a name.

    Example:
        >>> unglue("庄胜春杜希萌"), unglue("时培盖美琦"), unglue("欧阳建设")
        (('庄胜春', '杜希萌'), ('时培', '盖美琦'), ('欧阳建设',))
    """
    if len(text) < 4 or "·" in text or is_name(text, lexicon) or len(text) > 60:
        return (text,)
    pen_name = _pen_name(text)
    if pen_name:
        return *unglue(text[: pen_name.start()], lexicon), pen_name.group()
    best: list[tuple[int, tuple[str, ...]] | None] = [(0, ()), *[None] * len(text)]
    for end in range(2, len(text) + 1):
        for start in range(max(0, end - 4), end - 1):
            before, worth = best[start], _worth(text[start:end], lexicon)
            if before is not None and worth is not None:
                way = (before[0] + worth, (*before[1], text[start:end]))
                now = best[end]
                best[end] = way if now is None or way[0] > now[0] else now
    found = best[-1]
    return found[1] if found else (text,)


def _tokens(text: str) -> list[str]:
    """Split at separators, and join characters that a name of two was spread over (高　义)."""
    out: list[str] = []
    for part in _SEPARATORS.split(fold(text)):
        open_single = False
        for token in part.split():
            single = len(token) == 1
            if single and open_single:
                out[-1] += token
                open_single = len(out[-1]) < 3
            else:
                out.append(token)
                open_single = single
    return out


def split_names(text: str, lexicon: Lexicon = DEFAULT) -> tuple[str, ...]:
    """Return the names of a list as a byline prints it.

    Args:
        text: names with any separators between them, or none.
        lexicon: the lists of surnames and of characters of names.

    Returns:
        The names in order, each once; pieces that no name can be are left out.

    Example:
        >>> split_names("高博、冯维健 杨 妮")
        ('高博', '冯维健', '杨妮')
        >>> split_names("邹宇高鹏")
        ('邹宇', '高鹏')
    """
    if _LATIN.fullmatch(text.strip()):
        return (text.strip(),)
    names: list[str] = []
    for token in _tokens(text):
        for name in unglue(token, lexicon) if _NAME.fullmatch(token) else ():
            if len(name) > 1 and name not in names:
                names.append(name)
    return tuple(names)


def all_names(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether `text` is nothing but a list of full names.

    Example:
        >>> all_names("范跃红胡益阳"), all_names("工程闲置"), all_names("")
        (True, False, False)
    """
    tokens = _tokens(text)
    return bool(tokens) and all(
        _NAME.fullmatch(token) and all(is_name(name, lexicon) or _pen_name(token) for name in unglue(token, lexicon))
        for token in tokens
    )
