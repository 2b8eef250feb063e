"""Who wrote it: bylines as they stand in brackets, on a line of their own or behind a stroke."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from etl.expressions import either, late
from etl.layout.signatures import all_names, is_name, split_names
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Byline
from etl.text import IDEOGRAPH, any_of

NOBODY = Byline()
_PARTS = ("reporters", "correspondents", "photographers", "editors", "interns")
_parts_of = attrgetter(*_PARTS)
_EDGE = " \t\u00a0\u3000\u2029:,、;/|·-—□■◎◇▲"
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_BEHIND = late(r"([\u4e00-\u9fff·]{2,12}) ?/ ?(文|图|摄影|摄)(?![\u4e00-\u9fff]*/)")
_REPORT = re.compile(r"(?:综合|发自|摄影|现场)*报道$|文/图$|文图$|摄影报道$|整理$|摄$")
_SENT = re.compile(r"(?<!综合)(?<!摄影)(?<!现场)报道$")
_OWN = re.compile(r"(?:本报|本网|本刊|本台|我台|本社|全媒体|融媒体?)+$")
_BETWEEN = re.compile(r"[\s、,:/]+")
_LONGEST = 120
_GLUED = 3
"""Characters of a name that is told from the body it is printed together with; shorter ones may be part of its name."""


@cache
def outlet_form(lexicon: Lexicon = DEFAULT) -> str:
    """Return, as a regular expression, what a paper, agency or broadcaster may be called.

    It is lazy: something has to follow it, or an anchor.
    """
    endings = "|".join(map(re.escape, lexicon.words("outlet_endings")))
    return rf"(?:[\w+\-·]{{0,12}}?(?:{endings}))"


@cache
def agency_form(lexicon: Lexicon = DEFAULT) -> str:
    """Return the known agencies as a regular expression, the longer before those they begin with."""
    return either(lexicon.words("agencies"))


class _Grammar(NamedTuple):
    """The words of roles and agencies, compiled; `hint` finds any of `hints`, without which there is no byline."""

    hint: re.Pattern[str]
    role: re.Pattern[str]
    fields: dict[str, str]
    agency_tail: re.Pattern[str]


def hints(lexicon: Lexicon = DEFAULT) -> tuple[str, ...]:
    """Return the strings of which every byline has one: a role, a stroke, or brackets that may stand inside a role."""
    return ("/", "(", "[", "<", *lexicon.words("byline_roles"))


@cache
def grammar(lexicon: Lexicon = DEFAULT) -> _Grammar:
    """Compile the words of roles and agencies of `lexicon`."""
    fields = {row[0]: row[1] for row in lexicon.rows("byline_roles")}
    return _Grammar(
        hint=any_of(hints(lexicon)),
        role=re.compile(rf"(?:驻{IDEOGRAPH}{{1,3}}?)?({either(fields)})"),
        fields=fields,
        agency_tail=re.compile(rf"(?:{agency_form(lexicon)}|本报|本网|本台)(?:全媒体)?$"),
    )


@cache
def _outlet(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{agency_form(lexicon)}|{outlet_form(lexicon)})")


def merged(*bylines: Byline) -> Byline:
    """Return one byline of several, every name once, the first agency that is named.

    Example:
        >>> merged(Byline("新华社", ("王刚",)), Byline(None, ("王刚", "李四"))).reporters
        ('王刚', '李四')
    """
    telling = list(filter(NOBODY.__ne__, bylines))
    if len(telling) < 2:
        return telling[0] if telling else NOBODY
    parts = zip(*map(_parts_of, telling), strict=True)
    names = [tuple(dict.fromkeys(chain.from_iterable(part))) for part in parts]
    return Byline(next((one.agency for one in telling if one.agency), None), *names)


def people(byline: Byline) -> tuple[str, ...]:
    """Return everybody a byline names.

    Example:
        >>> people(Byline(None, ("张三",), ("李四",)))
        ('张三', '李四')
    """
    return byline.reporters + byline.correspondents + byline.photographers + byline.editors + byline.interns


def _agency(before: str, lexicon: Lexicon) -> tuple[str | None, str]:
    """Split what stands before the first role: an agency, or names without a role."""
    before = before.strip(_EDGE)
    if not before or _OWN.fullmatch(before):
        return None, ""
    forms = grammar(lexicon)
    tail = forms.agency_tail.search(before)
    if tail and all_names(before[: tail.start()], lexicon):
        return tail.group(), before[: tail.start()]
    if _outlet(lexicon).fullmatch(before):
        return _OWN.sub("", before) if _OWN.search(before) and "报" not in before[:-3] else before, ""
    return (None, before) if all_names(before, lexicon) else (before if len(before) <= 8 else None, "")


def _names(region: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The names after a role, without 北京报道 and the like behind them."""
    region = region.strip(_EDGE)
    short = _REPORT.sub("", region).strip(_EDGE)
    if short != region and " " in short:
        short = " ".join(name for name in short.split() if all_names(name, lexicon))
    elif _SENT.search(region) and len(short) > 3:
        # Most places reports come from have names of two characters.
        short = next((short[:-k] for k in (2, 3, 4) if all_names(short[:-k], lexicon)), short[:-2])
    return split_names(short, lexicon)


def may_sign(text: str, lexicon: Lexicon = DEFAULT) -> bool:
    """Tell whether anything of a byline with a role is in `text`: without, `read_line` need not look.

    Example:
        >>> may_sign("会议结束后记者到场"), may_sign("工程闲置")
        (True, False)
    """
    return bool(grammar(lexicon).hint.search(text))


@lru_cache(maxsize=4096)
def read_signature(text: str, lexicon: Lexicon = DEFAULT) -> Byline | None:
    """Read a byline that something else (brackets, its place) has already set apart.

    Args:
        text: folded text, without the brackets.
        lexicon: the lists of roles, agencies and surnames.

    Returns:
        The byline, or None where `text` names nobody in the way bylines do. Names without a role are reporters.

    Example:
        >>> found = read_signature("郑报全媒体记者 张昕 孙亚文")
        >>> found.agency, found.reporters
        ('郑报全媒体', ('张昕', '孙亚文'))
        >>> read_signature("记者罗义通讯员武旅").correspondents
        ('武旅',)
        >>> read_signature("单位下同") is None
        True
    """
    bare = _ASIDE.sub("", text).strip(_EDGE)
    if len(bare) > 4 * _LONGEST:
        return None
    if "/" in bare and (behind := _BEHIND.findall(bare)):
        return _behind(behind, lexicon)
    roles = list(grammar(lexicon).role.finditer(bare))
    if not roles:
        return Byline(None, split_names(bare, lexicon)) if all_names(bare, lexicon) else None
    return _by_roles(bare, roles, lexicon)


def _behind(pairs: list[tuple[str, str]], lexicon: Lexicon) -> Byline:
    """张三/文 李四/图: the role stands behind the name."""
    found = NOBODY
    for name, role in pairs:
        names = split_names(name, lexicon)
        found = merged(found, Byline(None, names) if role == "文" else Byline(photographers=names))
    return found


def _by_roles(text: str, roles: list[re.Match[str]], lexicon: Lexicon) -> Byline | None:
    forms = grammar(lexicon)
    agency, unroled = _agency(text[: roles[0].start()], lexicon)
    lists: dict[str, list[str]] = {part: [] for part in _PARTS}
    lists["reporters"] += split_names(unroled, lexicon)
    for at, role in enumerate(roles):
        region = text[role.end() : roles[at + 1].start() if at + 1 < len(roles) else len(text)]
        if at + 1 < len(roles):
            region, glued = _before_agency(region.strip(_EDGE), lexicon)
            agency = agency or glued
        kept = lists.get(forms.fields[role.group(1)])
        if kept is not None:
            kept += [name for name in _names(region, lexicon) if name not in kept]
    found = Byline(agency, **{part: tuple(names) for part, names in lists.items()})
    return found if people(found) or forms.fields[roles[-1].group(1)] == "none" else None


@cache
def _unit(lexicon: Lexicon) -> re.Pattern[str]:
    units = lexicon.words("byline_units")
    return re.compile(rf"[\w“”]{{1,16}}(?:{either(units)})|{either(unit for unit in units if len(unit) > 1)}")


def read_correspondents(text: str, lexicon: Lexicon = DEFAULT) -> Byline | None:
    """Read who sent a piece, behind the body that he or she is of.

    Args:
        text: folded text, without the brackets.
        lexicon: the lists of bodies that sign, and of surnames.

    Returns:
        A byline with the correspondents, or None where no body stands before full names.

    Example:
        >>> [read_correspondents(text).correspondents for text in ("兴隆区公所 黎永和", "县林业局邹德清")]
        [('黎永和',), ('邹德清',)]
        >>> read_correspondents("市区 郊区") is None, read_correspondents("邹德清 黎永和") is None
        (True, True)
    """
    unit, words = _unit(lexicon), _BETWEEN.split(text.strip(_EDGE))
    kept = [word for word in words if not _is_unit(word, lexicon)]
    if len(words) == 1 and (glued := unit.match(text)) and len(text) - glued.end() == _GLUED:
        kept, words = [text[glued.end() :]], [glued.group(), text[glued.end() :]]
    names = " ".join(kept)
    if len(kept) == len(words) or not all_names(names, lexicon):
        return None
    return Byline(correspondents=split_names(names, lexicon))


def _is_unit(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is what a body is called; one that a person may be called too has to end like no given name."""
    sure = len(word) > _GLUED or not is_name(word, lexicon) or word.endswith(_sure_units(lexicon))
    return sure and bool(_unit(lexicon).fullmatch(word))


@cache
def _sure_units(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(row[0] for row in lexicon.rows("byline_units") if row[1:])


def _before_agency(region: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """Split names from the agency of the next reporter (陈怡 光明网 记者…)."""
    forms = grammar(lexicon)
    tail = forms.agency_tail.search(region)
    if tail and all_names(region[: tail.start()], lexicon):
        return region[: tail.start()], None
    if _outlet(lexicon).fullmatch(region):
        return "", None if _OWN.fullmatch(region) else region
    return (region[: tail.start()], None) if tail else (region, None)


def read_line(text: str, lexicon: Lexicon = DEFAULT) -> Byline | None:
    """Read a whole line that may be a byline without brackets (本报记者 黄勇娣 通讯员 蔡双琪).

    Stricter than `read_signature`, for nothing but its form sets such a line apart from a headline
    (记者调查发现 …): every piece has to be a full name.

    Example:
        >>> read_line("本报记者王尔德北京报道").reporters
        ('王尔德',)
        >>> read_line("记者走访多个小区") is None
        True
    """
    return _line(text, lexicon) if len(text) <= _LONGEST and "。" not in text and may_sign(text, lexicon) else None


# The opening of a line asks, and then its closing.
@lru_cache(maxsize=16)
def _line(text: str, lexicon: Lexicon) -> Byline | None:
    bare = _ASIDE.sub("", text).strip(_EDGE)
    if "/" in bare and (behind := _BEHIND.findall(bare)):
        found = _behind(behind, lexicon)
        return found if all(is_name(name, lexicon) for name in people(found)) else None
    roles = list(grammar(lexicon).role.finditer(bare))
    if not roles or not _led(bare[: roles[0].start()], lexicon):
        return None
    named = _by_roles(bare, roles, lexicon)
    if named is None or not people(named):
        return None
    certain = bare.endswith("报道") or all(
        is_name(name, lexicon) or f" {name}" in bare or f":{name}" in bare for name in people(named)
    )
    return named if certain and _covered(bare, roles, named) else None


def _led(before: str, lexicon: Lexicon) -> bool:
    """Whether nothing but an agency (or names) stands before the first role."""
    before = before.strip(_EDGE)
    return not before or bool(_outlet(lexicon).fullmatch(before)) or _agency(before, lexicon) != (None, "")


def _covered(text: str, roles: list[re.Match[str]], found: Byline) -> bool:
    """Whether names, roles and separators make up the line after its first role, but for 北京报道 and an agency."""
    rest = text[roles[0].start() :]
    for word in (*people(found), *(role.group() for role in roles)):
        rest = rest.replace(word, " ", 1)
    rest = _REPORT.sub("", rest.strip(_EDGE))
    left = len(re.sub(r"[\W_]", "", rest))
    return left <= (4 if found.reporters else 8)
