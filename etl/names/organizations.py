"""Bodies: organs of party, state and people, enterprises, schools, hospitals, societies, media, named groups.

One list holds the words a body is known by: names known wherever they stand (新华社), organs after a level word
(区政协), last words of names (有限公司, 局). From each of them the name is followed to the left, up to a border
(`etl.names.borders`), a place or a level word. Lists of firms and short forms come after (`etl.names.listings`,
`etl.names.shortforms`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.lexicon import DEFAULT, Lexicon
from etl.names.bodies import Body, added, as_found, outside, vouched, widest
from etl.names.borders import Borders
from etl.names.gazetteer import named
from etl.names.heads import FULL, LEVELS, NOT_AFTER_CHIEF, SMALL, Head, may_be_name, rules_of
from etl.names.kinds import kinds_of
from etl.names.listings import find_listed
from etl.names.shortforms import find_short_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from etl.model import Found
    from etl.names.heads import Rules

LONGEST_MODIFIER = 18
"""Code points between the place that opens a name and the word that ends it."""
LONGEST_NAME = 14
"""Code points before the last word, where no place opens the name."""
_LONGEST_CHAIN = 24
"""Code points of the places before a body (河南省郑州市二七区)."""
_NOT_AFTER_ORGAN = frozenset("员性")
_NOT_AFTER_COMMITTEE = frozenset("托派任屈")
"""What makes another word of 委 (委托), but not of 县政府 (县政府|派人)."""
_APPOINTING = frozenset({"任命", "任免"})
_DONE = frozenset("理好学事案")
_NOT_AFTER_KNOWN = frozenset("门员")


def find_organizations(
    text: str, places: Sequence[Found], works: Sequence[Found] = (), lexicon: Lexicon = DEFAULT
) -> list[Found]:
    """Return the bodies named in `text`.

    Args:
        text: folded.
        places: the places found in it, in order, none overlapping another; they tell where many a body begins.
        works: the titles found in it; a part of a title is no body.
        lexicon: lists `organs`, `body_suffixes`, `bodies_known`, `body_kinds`, `borders`, `borders_not`, `offices` and
            others named in this package.

    Returns:
        Bodies in order, none overlapping another. `certain` is False where a body stands only inside an office
        (rule `in_office`: 市政协 of 市政协副主席) or the name of a meeting (`in_event`: 区委 of 区委全会), or has
        little but its last word to speak for it. A short form has its long form for evidence (`short_form`).

    Example:
        >>> [body.name for body in find_organizations("区残联联合河南天马新材料股份有限公司走进区公安局", ())]
        ['区残联', '河南天马新材料股份有限公司', '区公安局']
    """
    rules = rules_of(lexicon)
    reader = _Reader(text, places, lexicon, rules)
    bodies = outside(widest(reader.bodies()), works)
    found = [as_found(text, body, rules) for body in bodies]
    found = added(found, find_listed(text, found, reader.borders, lexicon))
    return vouched(text, added(found, find_short_forms(text, found, lexicon)))


class _Reader:
    """Reads one text: from each head to the left."""

    def __init__(self, text: str, places: Sequence[Found], lexicon: Lexicon, rules: Rules) -> None:
        self.text, self.rules = text, rules
        self.borders, self.kinds = Borders(text, places, lexicon), kinds_of(lexicon)
        self._begins = {place.end: place.start for place in places}
        self._last: Body | None = None
        self._kind = ""  # of the last body
        self._sport: bool | None = None

    def bodies(self) -> list[Body]:
        """Return every body, wider and narrower ones of the same name among them."""
        found: list[Body] = []
        heads = self.rules.heads
        for word, start, end in self.rules.listed.find(self.text):
            head = heads[word]
            read = _READERS.get(head.strength)
            if read is None or (head.word[-1] == "部" and self.text.startswith("门", end)):
                continue  # 宣传部门 is a kind
            level = self._level_before(start) if head.unit else ""
            body = self._of_level(level, head, start, end) if level else read(self, head, start, end)
            if body := body or self._alone(head, start, end):
                self._last, self._kind = body, head.kind
                found.append(body)
        return found

    def known(self, head: Head, start: int, end: int) -> Body | None:
        """Return a body known by name; one of two characters only where a word can begin and end."""
        if _is_other_word(self.text, end):
            return None
        if len(head.word) == 2 and self.borders.before(start).start != start and not self._place_before(start):
            return None
        if head.kind == "media" and self.text.startswith("社", end):
            end += 1  # 经济日报社
        last = self._last
        if last and last.rule == "known" and last.end == start and head.kind in {"military", "party"}:
            start = last.start  # 中国人民解放军|总政治部
        elif head.kind in {"state", "abroad"} and (place := self._place_before(start)) is not None:
            start = place  # 越南|卫生部
        return Body(start, end, "known", head.word)

    def level(self, head: Head, start: int, end: int) -> Body | None:
        """Return 区政协, 二七区政协: an organ after a level word, with the place the level word belongs to."""
        if self._is_cut(head, end):
            return None
        if head.word[-1] == "办" and self.text[end : end + 1] in _DONE:
            head, end = head._replace(word=head.word[:-1]), end - 1  # 县委|办理
        size = len(head.level)
        anchor = self._place_before(start + size)
        if anchor is None:  # 湖北|省委: the place was read without its level word
            anchor = self._place_before(start) or self._region_before(start, start + size)
        if anchor is not None:
            return Body(self._led(anchor), end, "place_and_organ", head.word)
        before = self.text[max(0, start - 1) : start]
        if before in self.rules.not_before_level[head.level]:  # 方庄地区|办事处: the level word is none
            return self.anchored(Head(head.word[size:], head.kind, "anchored", bare=True), start + size, end)
        if before == "团" and head.word == f"{head.level}委" and self.text[max(0, start - 2)] not in _TROUPES:
            return Body(start - 1, end, "level_and_organ", f"团{head.word}")
        if before and before in "省市区县":
            return Body(start - 1, end, "joint_form", head.word, certain=False)
        return Body(self._led(start), end, "level_and_organ", head.word, certain=head.level != "街道")

    def _is_cut(self, head: Head, end: int) -> bool:
        """Whether the last character of an organ begins another word there: 县委|员, 市委|托; but 市委|任命."""
        after = self.text[end : end + 1]
        if head.word[-1] == "委" and after in _NOT_AFTER_COMMITTEE:
            return self.text[end : end + 2] not in _APPOINTING
        return after in _NOT_AFTER_ORGAN

    def _level_before(self, end: int) -> str:
        """Return the level word that ends at `end`, "" if there is none."""
        if self.text[end - 1 : end] not in self.rules.level_ends:
            return ""
        return next((word for word in LEVELS if self.text.endswith(word, 0, end)), "")

    def _of_level(self, level: str, head: Head, start: int, end: int) -> Body | None:
        """Return 县农技站, 绵竹县农技站: an institution right after a level word."""
        body = self.level(head._replace(word=level + head.word, level=level), start - len(level), end)
        return body and body._replace(start=self._of_group(head, body.start))

    def _of_group(self, head: Head, start: int) -> int:
        """Return where a bank or firm begins that stands right behind a body known by name: 国家电网|浙江省电力公司."""
        last = self._last
        branch = head.kind in {"bank", "enterprise"} and last and last.rule == "known" and last.end == start
        return last.start if last and branch else start

    def _alone(self, head: Head, start: int, end: int) -> Body | None:
        """Return 实验小学, 地委: what needs nothing before it where there is but one."""
        if not head.alone or self._is_cut(head, end) or self.borders.before(start).start != start:
            return None
        counted = self.rules.quantity.search(self.text, max(0, start - 3), start)
        return None if counted else Body(start, end, "alone", head.word)

    def strong(self, head: Head, start: int, end: int) -> Body | None:
        """Return a body whose last word needs no place before it: 黄河实验室."""
        firm = head.word.endswith(("有限公司", "责任公司", "股份公司"))
        border = self.borders.before(start, firm=firm)
        if border.start == start:
            return self._own_name(head, start, end)
        if anchor := self._anchor(border.start, start):
            return self._anchored_body(head, anchor, start, end) or self.department(head, start, end)
        modifier = self.text[border.start : start]
        if self._last and self._last.end > border.start:
            return self.department(head, start, end)
        if not self._is_name(head, modifier, firm=firm):
            return None
        common = not self._wants_common_words(head, modifier) and self.kinds.is_common(modifier)
        named_well = len(modifier) <= 8 and not common
        certain = firm or named_well or modifier in named() or self._in_title(border.start, end)
        return Body(border.start, end, "name_and_suffix", f"{border.evidence}|… {head.word}", certain)

    def _is_own(self, word: str) -> bool:
        """Whether a common word may be a name: of a place (天池), or one that bodies are called by (红旗)."""
        return word in self.rules.own_names or word in named()

    def _own_name(self, head: Head, start: int, end: int) -> Body | None:
        """Return 跃进煤矿, 立人小学: a word that bodies are called by is no border where it stands free."""
        for at in (start - 2, start - 3):
            if self.text[max(0, at) : start] in self.rules.own_names and self.borders.before(at).start == at:
                return Body(at, end, "name_and_suffix", f"… {head.word}") if head.word != "学校" else None
        return None

    def _is_name(self, head: Head, modifier: str, *, firm: bool) -> bool:
        """Tell whether what stands before the last word of a body, and after a border, may be its name."""
        if not 2 <= len(modifier) <= LONGEST_NAME or self.rules.quantity.search(modifier):
            return False
        if self.kinds.is_kind(modifier):
            return False
        if firm or modifier in named() or "(" in modifier:
            return "(" not in modifier or firm
        if not self.kinds.is_common(modifier) or self._wants_common_words(head, modifier):
            return True
        return len(modifier) == 2 and self.kinds.is_noun(modifier)

    def _wants_common_words(self, head: Head, modifier: str) -> bool:
        """Whether such bodies are called by common words as a rule: 公益慈善|基金会, 金星啤酒|集团, 红旗|小学."""
        if modifier in self.rules.own_names:
            return head.word != "学校"
        return (head.kind == "society" or head.word == "集团") and len(modifier) >= 4

    def _in_title(self, start: int, end: int) -> bool:
        """Whether title brackets stand around the name: 《华西都市报》."""
        return self.text[max(0, start - 1) : start] == "《" and self.text.startswith("》", end)

    def _region_at(self, start: int, end: int) -> int:
        """Return the length of the region's name that a name opens with, where no place was found (沈阳|军区)."""
        for size in range(min(4, end - start), 1, -1):
            name = self.text[start : start + size]
            if name in named() and name not in self.rules.word_names:
                return size
        return 0

    def _region_before(self, start: int, end: int) -> int | None:
        """Return where a region's name begins that ends with the level word (易县) or before it (江西|省委)."""
        if not self.text[start - 1 : start].isalpha():
            return None
        for at in range(max(0, start - 4), start):
            name = self.text[at:end]
            if name in self.rules.word_names:  # 县委|和县政府 are two
                continue
            if name in named() or (at < start - 1 and self.text[at:start] in named()):
                return at
        return None

    def anchored(self, head: Head, start: int, end: int) -> Body | None:
        """Return a body whose last word wants a place, a level word or another body before it: 二七区信访局."""
        if head.kind == "party" and self._last and self._last.end == start:
            return None
        border = self.borders.before(start)
        if border.start == start:
            return None
        if anchor := self._anchor(border.start, start):
            return self._anchored_body(head, anchor, start, end) or self.department(head, start, end)
        if head.kind == "school" and self.text[border.start : start] in self.rules.own_names:
            return Body(border.start, end, "name_and_suffix", f"{border.evidence}|… {head.word}")  # 城关|一小
        return self.department(head, start, end)

    def _anchored_body(self, head: Head, anchor: tuple[int, int], start: int, end: int) -> Body | None:
        """`anchor`: where the name begins, and where its place or level word ends."""
        modifier = self.text[anchor[1] : start]
        opening = self.text[anchor[0] : anchor[1]]
        if not (modifier or head.bare or self._is_led(opening) or may_be_name(opening, head)):
            return None
        if len(modifier) > LONGEST_MODIFIER or self.rules.quantity.search(modifier):
            return None
        site = self._begins.get(end) == anchor[0]  # 天池煤矿 is as sure a name as the place it is
        if not opening and not site and not self._is_own(modifier) and self.kinds.is_common(modifier):
            return None
        if modifier[:1] == "一" and opening[-1:] in SMALL and (modifier == "一" or self.kinds.is_common(modifier[1:])):
            return None  # 桐梓坡路一银行 is any bank there
        if head.kind == "enterprise" and self._is_organ_within(*anchor):
            return None
        if len(head.word) == 1 and len(modifier) < 2:
            return None
        begin = self._of_group(head, anchor[0])
        begin = begin if begin < anchor[0] else self._led(begin)
        return Body(begin, end, "place_and_suffix", f"{opening} … {head.word}")

    def _is_led(self, opening: str) -> bool:
        """Whether a word that opens names stands before the place: 中国郑州."""
        return 0 < self.rules.prefix.end(opening, 0) < len(opening)

    def _is_organ_within(self, start: int, end: int) -> bool:
        """Whether an organ opens the name: 东川区教育局|协调公交|公司 is two bodies and a verb."""
        last = self._last
        return bool(last and start <= last.start and end < last.end and self._kind not in {"enterprise", "bank"})

    def department(self, head: Head, start: int, end: int) -> Body | None:
        """Return 政府办公室文电科: a department right after a body that was found."""
        body = self._last
        if body is None or body.end >= start or start - body.end > 6 or not self._has_department(head):
            return None
        if not self.text[body.end : start].isalnum() or self.borders.before(start).start > body.start:
            return None
        if self.rules.office.at(self.text, body.end):
            return None
        return Body(body.start, end, "department", f"{self.text[body.start : body.end]} … {head.word}", body.certain)

    def _has_department(self, head: Head) -> bool:
        """Whether `head` may end the name of a part of the last body: banks have branches; wards do not count."""
        return (self._kind in _WITH_DEPARTMENTS and head.kind != "enterprise") or (
            self._kind == head.kind and head.kind in {"bank", "hospital"}
        )

    def direct(self, head: Head, start: int, end: int) -> Body | None:
        """Return a body whose last word follows a place at once: 挪威议会, 中国驻挪威使馆."""
        place = self._place_before(start)
        if place is None:
            return None
        if self.text[place - 1 : place] == "驻":
            place = self._state_before(place - 1)
        return Body(place, end, "place_and_suffix", head.word)

    def _state_before(self, end: int) -> int:
        """Return where the name of a state that ends at `end` begins, `end` if there is none."""
        starts = range(end - 2, max(-1, end - 5), -1)
        return next((start for start in starts if self.text[start:end] in self.rules.states), end)

    def _is_of_sport(self) -> bool:
        if self._sport is None:
            self._sport = bool(self.rules.sport.search(self.text))
        return self._sport

    def club(self, head: Head, start: int, end: int) -> Body | None:
        """Return a club by its bare name (上海申花), only in a text that is about sport."""
        if not self._is_of_sport():
            return None
        place = self._place_before(start) or self._region_before(start, start)
        return Body(start if place is None else place, end, "club", head.word)

    def team(self, head: Head, start: int, end: int) -> Body | None:
        """Return a sport team (广州松日队), only in a text that is about sport."""
        if not self._is_of_sport():
            return None
        state = self._state_before(start)
        if state < start:
            return Body(state, end, "team", self.text[state:start])
        border = self.borders.before(start)
        modifier = self.text[border.start : start]
        if not 2 <= len(modifier) <= 6 or self.kinds.is_kind(modifier):
            return None
        certain = len(modifier) <= 4 or bool(self.borders.places_between(border.start, start))
        return Body(border.start, end, "team", f"{border.evidence}|… {head.word}", certain)

    def _anchor(self, border: int, end: int) -> tuple[int, int] | None:
        """Return where the place, level word or opening word of a name begins and ends, if there is one."""
        rules, text = self.rules, self.text
        if opened := rules.prefix.end(text[border:end], 0):
            return border, self._chain_end(border + opened, end)
        if text[border] in rules.levels:
            level = rules.level.match(text, border, end)
            if level and text[max(0, border - 1) : border] not in rules.not_before_level[level.group()]:
                return border, level.end()
        places = self.borders.places_between(border, end)
        if not places:
            region = self._region_at(border, end)
            return (border, border + region) if region else None
        first = places[0]
        if first.end > end:  # 航海西路社区|卫生服务中心: the last word of the body begins within the place
            return first.start, first.start
        led = text[border : first.start]
        named = 2 <= len(led) <= 6 and not FULL.search(first.name) and not self.kinds.is_common(led)
        start = border if named else first.start
        return start, self._chain_end(first.end, end)

    def _chain_end(self, at: int, limit: int) -> int:
        """Return the end of the chain of places at `at` (郑州市|二七区); a short name may be the body's own."""
        for place in self.borders.places_between(at, limit):
            if place.start == at and place.end <= limit and FULL.search(place.name):
                at = place.end
        return at

    def _place_before(self, end: int) -> int | None:
        """Return the start of the chain of places that ends at `end` (郑州市二七区|信访局)."""
        least, start = end - _LONGEST_CHAIN, self._begins.get(end, -1)
        found = None
        while start >= 0 and start >= least:
            found, start = start, self._begins.get(start, -1)
        return found

    def _led(self, start: int) -> int:
        """Take 中共, 共青团 … before a place or level word into the name."""
        if not start or self.text[start - 1] not in self.rules.leads:
            return start
        lead = self.rules.lead.search(self.text, max(0, start - 12), start)
        return lead.start() if lead else start


def _is_other_word(text: str, end: int) -> bool:
    """Whether a name known by heart is here but the beginning of a word: 国务院|长, but 国务院|长期."""
    after = text[end : end + 2]
    return after[:1] in _NOT_AFTER_KNOWN or (after[:1] == "长" and after[1:] not in NOT_AFTER_CHIEF)


_WITH_DEPARTMENTS = frozenset(
    {"party", "state", "congress", "conference", "court", "procuracy", "people", "school", "institution", "group"}
)
_TROUPES = frozenset("集表军兵社剧乐文师骑旅财")
"""Characters that make another word of 团 (集团, 代表团): what follows is no league committee (团市委)."""
_READERS: dict[str, Callable[[_Reader, Head, int, int], Body | None]] = {
    "known": _Reader.known,
    "level": _Reader.level,
    "strong": _Reader.strong,
    "anchored": _Reader.anchored,
    "extension": _Reader.department,
    "direct": _Reader.direct,
    "club": _Reader.club,
    "team": _Reader.team,
}
