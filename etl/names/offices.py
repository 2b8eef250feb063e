"""Offices printed beside a name, and the body each belongs to.

Before a name offices stand in a chain divided by 、 (省委常委、市委书记徐立毅); each runs back to the border where the
name of its body may begin. After a name they stand at once (曾凯章局长), behind a comma or in brackets (陈明,市委常委),
or behind a verb of appointment (陈明任市长).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import late
from etl.model import Position
from etl.names.canonical import canonical_body
from etl.names.kinds import Openings
from etl.names.reading import RANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.lexicon import Lexicon
    from etl.model import Found, Viewpoint
    from etl.names.borders import Borders

_LONGEST = 12
_LEADING = re.compile(r"(?:[0-9]+|[现时新兼历曾拟]?任|现为|[即和及与由是以的等各该本名位])+")
_TAKEN = late("(?:现任|时任|新任|兼任|现为)$")
_TAKEN_LASTS = frozenset("任为")
_STATUS = late("、(?:[离退]休(?:老?干部|教师|工人)|(?:中共|共产|老)党员|劳动模范|全国劳模|省劳模|侨眷|归侨|民主人士)$")
_STATUS_LASTS = frozenset("部师人员范模眷侨士")
_FORMER = re.compile(r"^(?:原|前|代|代理|常务|执行|名誉|时任)+")
_RANK = late(f"(?:{RANK})$")
_POSTS = r"(?P<posts>[^,。;:!?()“”\n]{2,60}?)等?职务"
_WOMAN = r"(?:\([男女][^()\n]{0,12}\))?"
_HELD = late(f"(?:同志)?{_WOMAN}(?:的|不再担任|不再兼任|辞去)?{_POSTS}")
_LEFT = late(f"[,;](?:同时|并)?(?:免去其|不再担任|不再兼任|辞去){_POSTS}")
_MARK = late("[。;:!?\n]")
_UNITS = re.compile(r"^(?:副|常务副|代|代理)?(?P<unit>\S+)长$")
_BETWEEN = re.compile(r"(?:原|前|代|常务|执行|名誉|终身|特聘|客座)+$|(?<=.)原(?=[省市县区]委$)")
_BETWEEN_LASTS = frozenset("原前代务行誉身聘座委")
_ADVERBS = ("已", "将", "正式", "也", "现", "又", "先后")
_LEVELS = frozenset("省市区县州旗")
_POINTS = frozenset("该本")  # 该厂厂长 is the 厂长 of that works: 厂 alone names no body.
_SEATS = frozenset({"省长", "市长", "县长", "区长", "州长", "镇长", "乡长"})
_PARTS = frozenset(["大队", "中队", "支队", "总队", *"部局厅处科股司署所站队组"])
_PARTY = late(r".*?(?:省|市|区|县|州|旗)委")
_PLACED = late(r"(?P<place>[^省市区县州旗]{1,6})(?P<level>[省市区县州旗])(?:委|政府|人大|政协|纪委|监委)")
_DEPARTMENTS = frozenset({"组织部", "宣传部", "统战部", "办公室", "秘书处", "政法委", "农工委", "政研室"})


class Office(NamedTuple):
    """An office as printed: `text[start:end]`, ending in `title`."""

    start: int
    end: int
    title: str


class Offices:
    """The offices of one text.

    Args:
        text: folded.
        people: the people found in it, in order.
        borders: where the names of bodies may begin in it.
        lexicon: lists `offices`, `offices_shared`, `appointment_verbs`.
    """

    def __init__(self, text: str, people: Sequence[Found], borders: Borders, lexicon: Lexicon) -> None:
        self.text, self.borders = text, borders
        self.people = people
        self._rules = _rules(lexicon)
        self._ordered = [p.start for p in people]
        self._starts = set(self._ordered)
        self._ends = [p.end for p in people]
        self._posts = "职务" in text

    def beside(self) -> list[list[Office]]:
        """Return the offices of each of the people, in their order."""
        found: list[list[Office]] = []
        for number, person in enumerate(self.people):
            offices = self._before(person.start)
            if not offices and number and self._same_list(self.people[number - 1], person):
                offices = [o for o in found[-1] if o.end <= person.start and self._rules.shared.search(o.title)]
            found.append([*offices, *self._after(person.end)])
        return found

    def _same_list(self, one: Found, other: Found) -> bool:
        return self.text[one.end : other.start] in {"、", "和", "及", "与"}

    def _before(self, at: int) -> list[Office]:
        """Read the chain of offices that ends at `at`, from the name backwards."""
        text, found = self.text, list[Office]()
        if text[at - 1 : at] not in self._rules.before and text[at - 1 : at] not in _STATUS_LASTS:
            return found
        at = self._unranked(at - (text[at - 1 : at] == " "))
        if text[at - 1] in _STATUS_LASTS and (status := _STATUS.search(text, max(0, at - _LONGEST), at)):
            at = status.start()  # 副专员、|离休干部|李明
        while office := self._ending(at):
            found.append(office)
            at = office.start - 1
            if text[at : at + 1] in _TAKEN_LASTS and (taken := _TAKEN.search(text, max(0, at - 2), at + 1)):
                at = taken.start() - 1
            if text[at : at + 1] == "、" or (text[at : at + 1] in {",", " "} and self._whole(at)):
                continue
            break
        return found[::-1]

    def _unranked(self, at: int) -> int:
        """Return where a rank in brackets begins that ends at `at`; `at` itself if there is none: 副区长|(挂职)."""
        if self.text[at - 1 : at] == ")" and (rank := _RANK.search(self.text, max(0, at - _LONGEST), at)):
            return rank.start()
        return at

    def _whole(self, at: int) -> bool:
        """Tell whether all between two marks before `at` is an office: a comma goes on with the chain only then."""
        office = self._ending(at)
        return office is not None and (office.start == 0 or self.text[office.start - 1] in "、,。;\n ")

    def _ending(self, at: int) -> Office | None:
        """Return the office that ends at `at`, with the body printed before it."""
        text = self.text
        for size in self._rules.sizes.get(text[at - 1 : at], ()):
            if size <= at and (title := self._rules.offices.get(text[at - size : at])):
                return Office(self._begin(at - size), at, title)
        return None

    def _begin(self, head: int) -> int:
        """Return where the office whose last word begins at `head` begins, its body included."""
        text = self.text
        leads = text[head - 1 : head] in _BETWEEN_LASTS
        former = _BETWEEN.search(text, max(0, head - 3), head) if leads else None
        start = self.borders.before(former.start() if former else head).start
        before = text[start - 1 : start]
        if before in {"原", "前"}:
            start = self.borders.before(start - 1).start
            before = text[start - 1 : start]
        if before == "某":
            start -= 1
        if (people := bisect_right(self._ends, head)) and self._ends[people - 1] > start:
            start = self._ends[people - 1]
        leading = _LEADING.match(text, start, head)
        if leading and not self.borders.inside_place(start):
            start = leading.end()
        return head if head - start == 1 and text[start - 1 : start] in _POINTS else start

    def _after(self, end: int) -> list[Office]:
        """Read the offices behind a name: at once, behind a comma or bracket, or behind a verb of appointment."""
        text = self.text
        if self._posts and (held := self._posts_of(_HELD.match(text, end))):
            return held
        if text[end : end + 1] not in self._rules.behind:
            return []
        for stop in self._rules.address.ends(text, end):
            if stop not in self._starts:
                return [Office(end, stop, text[end:stop])]
        opening = self._rules.opening.match(text, end)
        found = self._listed(opening.end()) if opening else []
        if found and self._posts:
            found += self._posts_of(_LEFT.match(text, found[-1].end))
        return found

    def _posts_of(self, posts: re.Match[str] | None) -> list[Office]:
        """Read the offices before 职务, each of which must be nothing but an office: 李文的|县计委主任|职务."""
        if posts is None:
            return []
        found, start = list[Office](), posts.start("posts")
        for post in posts["posts"].split("、"):
            office = self._ending(start + len(post))
            if office is None or office.start != start:
                return []
            found.append(office)
            start = office.end + 1
        return found

    def _listed(self, start: int) -> list[Office]:
        """Read offices divided by 、 from `start` on, each of which must be nothing but an office."""
        found: list[Office] = []
        while part := self._rules.part.match(self.text, start):
            office = self._ending(part.end())
            if office is None or office.start != start:
                return [] if found and self._heads_name(start) else found
            found.append(office)
            if self.text[part.end() : part.end() + 1] != "、":
                return found
            start = part.end() + 1
        return [] if found and self._heads_name(start) else found

    def _heads_name(self, start: int) -> bool:
        """Tell whether the chain that goes on at `start` stands before another name (周林,市委常委、市长李明)."""
        following = bisect_right(self._ordered, start)
        if following == len(self._ordered):
            return False
        name = self._ordered[following]
        return not _MARK.search(self.text, start, name) and self._ending(self._unranked(name)) is not None

    def position(self, office: Office, chain: Sequence[Office], viewpoint: Viewpoint, lexicon: Lexicon) -> Position:
        """Return the office with its title and its body told apart, the body's place filled in where it is certain."""
        printed = self.text[office.start : office.end]
        body = body_of(printed, office.title)
        if body in _DEPARTMENTS:
            above = self._printed_above(office, chain)
            body = next((found[0] for o in above if (found := _PARTY.match(o))), "") + body
        elif body[:1] in _LEVELS:
            above = self._printed_above(office, chain)
            placed = (_PLACED.match(o) for o in above)
            body = next((one["place"] for one in placed if one and one["level"] == body[0]), "") + body
        known = canonical_body(body, viewpoint, lexicon) if body else None
        return Position(office.title, known or (body if len(body) > 3 else None), printed)

    def _printed_above(self, office: Office, chain: Sequence[Office]) -> list[str]:
        """Return the offices of the chain that are printed before an office."""
        return [self.text[o.start : o.end] for o in chain if o.end < office.start]


def body_of(printed: str, title: str) -> str:
    """Return the body that an office belongs to, as far as the office itself says it; else "".

    Args:
        printed: the office as printed.
        title: its last word.

    Example:
        >>> [body_of(*o) for o in (("市委书记", "书记"), ("统战部长", "部长"), ("市长", "市长"))]
        ['市委', '统战部', '市政府']
    """
    if body := printed[: -len(title)]:
        body = _FORMER.sub("", _BETWEEN.sub("", body))
    if "兼" in body:  # 党支部书记兼副主任 belongs where the first of the two does.
        return body.split("兼")[0].removesuffix("书记")
    plain = title.removeprefix("常务").removeprefix("副").removeprefix("代")
    if plain in _SEATS:
        return body if body.endswith("政府") else body + ("" if body.endswith(plain[0]) else plain[0]) + "政府"
    if body and (unit := _UNITS.match(title)) and unit["unit"] in _PARTS and not body.endswith(unit["unit"]):
        return body + unit["unit"]
    return body


class _Rules(NamedTuple):
    """What offices are read by.

    Attributes:
        offices: each with its title.
        sizes: of the offices that end in a character, the longest first.
        before: these characters, and those that may stand between an office and a name.
        address: offices that stand behind a name at once.
        behind: first characters of these, and of what opens an office behind a name (`opening`).
    """

    offices: dict[str, str]
    sizes: dict[str, list[int]]
    before: frozenset[str]
    address: Openings
    shared: re.Pattern[str]
    behind: frozenset[str]
    opening: re.Pattern[str]
    part: re.Pattern[str]


@lru_cache(maxsize=4)
def _rules(lexicon: Lexicon) -> _Rules:
    offices = {row[0]: row[-1] for row in lexicon.rows("offices") if 1 < len(row[0]) <= _LONGEST}
    sizes: dict[str, set[int]] = {}
    for word in offices:
        sizes.setdefault(word[-1], set()).add(len(word))
    address = frozenset(offices).intersection(lexicon.words("honorifics"))
    verbs = sorted(lexicon.words("appointment_verbs"), key=len, reverse=True)
    return _Rules(
        offices,
        {last: sorted(longest, reverse=True) for last, longest in sizes.items()},
        frozenset(" )").union(sizes),
        Openings(address),
        late(f"副|(?:{'|'.join(lexicon.words('offices_shared'))})$"),
        frozenset([word[0] for word in (*address, ",", "(", "同志", *_ADVERBS, *verbs)]),
        re.compile(f"{_WOMAN}(?:同志)?(?:{'|'.join(_ADVERBS)})*(?:{'|'.join(verbs)})了?|[,(] ?"),
        late(r"[^,。;:!?、()“”\n]{2,30}(?=[,。;、)\n]|$)"),
    )
