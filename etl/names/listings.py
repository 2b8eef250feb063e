"""Bodies that only their company gives away: firms in a list, people's organs in a list, streets that act."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.expressions import either, late
from etl.model import Found
from etl.names.kinds import kinds_of
from etl.names.visits import find_visited_bodies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.lexicon import Lexicon
    from etl.names.borders import Borders
    from etl.names.kinds import Kinds

_ITEM = "[一-鿿A-Za-z0-9·]{2,10}"
_LONGEST_LIST = 160


def find_listed(text: str, found: Sequence[Found], borders: Borders, lexicon: Lexicon) -> list[Found]:
    """Return the bodies that a list or what they do gives away.

    Args:
        text: folded.
        found: the bodies found so far; those in the same list vouch for others.
        borders: of the text, with its places.
        lexicon: lists `body_kinds`, `people_organs`, `trades`.

    Returns:
        By rule: `listed_firm` (奥克斯、东方雨虹等龙头企业, 甲、乙两家企业),
        `firm_of_trade` (河南三和航空 between commas), `listed_organ` (妇联 of 区总工会、妇联),
        `visited` (南门粮店 of 走访南门粮店、县糖厂), `acting_street` (济源路街道 of 济源路街道开展活动).
    """
    rules, kinds = _rules(lexicon), kinds_of(lexicon)
    return [
        *find_visited_bodies(text, lexicon),
        *_firms(text, borders, rules, kinds),
        *_trades(text, borders, rules, kinds),
        *_organs(text, found, rules),
        *_streets(text, borders, rules),
    ]


def _firms(text: str, borders: Borders, rules: _Rules, kinds: Kinds) -> Iterator[Found]:
    for close in rules.close.finditer(text):
        items = _items().search(text[max(0, close.start() - _LONGEST_LIST) : close.start()])
        if items is None:
            continue
        if all(len(item) > 3 and kinds.is_common(item) for item in items.group().split("、")):
            continue  # 合法排污、节能环保等企业
        at = max(0, close.start() - _LONGEST_LIST) + items.start()
        for number, item in enumerate(items.group().split("、")):
            start, end = at, at + len(item)
            at = end + 1
            start = borders.before(end).start if number == 0 else start
            name = text[start:end]
            thing = text[close.start()] == "等" and rules.thing.search(name)
            if 2 <= len(name) <= 10 and not kinds.is_kind(name) and not thing:
                yield Found(start, end, "organization", name, "listed_firm", close.group())


def _trades(text: str, borders: Borders, rules: _Rules, kinds: Kinds) -> Iterator[Found]:
    """河南三和航空: a place, a name and a trade, alone between commas or before 等."""
    for place in borders.places:
        trade = rules.trade.match(text, place.end)
        if trade is None:
            continue
        start, end = trade.span("trade")
        modifier = text[place.end : start]
        if len(modifier) > 1 and borders.before(start).start == place.start and not kinds.is_kind(modifier):
            yield Found(place.start, end, "organization", text[place.start : end], "firm_of_trade", trade["trade"])


def _organs(text: str, found: Sequence[Found], rules: _Rules) -> Iterator[Found]:
    """区总工会、团委、妇联: bare organs that go on a list a full name opened."""
    for body in found:
        at = body.end
        if text[at : at + 1] != "、":
            continue
        while following := rules.organ.match(text, at):
            start, at = following.span(1)
            yield Found(start, at, "organization", text[start:at], "listed_organ", body.name)


def _streets(text: str, borders: Borders, rules: _Rules) -> Iterator[Found]:
    for place in borders.places:
        if not place.name.endswith("街道"):
            continue
        act = rules.act.match(text, place.end)
        if act:
            yield Found(place.start, place.end, "organization", place.name, "acting_street", act.group().strip())


@cache
def _items() -> re.Pattern[str]:
    """Return what a list looks like; compiled when the first is closed by 等企业."""
    return re.compile(f"(?:{_ITEM}、){{1,9}}{_ITEM}$")


class _Rules(NamedTuple):
    close: re.Pattern[str]
    trade: re.Pattern[str]
    organ: re.Pattern[str]
    act: re.Pattern[str]
    thing: re.Pattern[str]


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> _Rules:
    trades, organs, acts = (either(lexicon.words(name)) for name in ("trades", "people_organs", "acts"))
    firsts = "".join([word[0] for word in lexicon.words("trades")])
    return _Rules(
        close=re.compile(
            "(?:等(?:[一二三四五六七八九十两多0-9]+[多余]?家)?|[二三四五六七八九十两]家)[^\\W\\d_A-Za-z与和对向在到由的]{0,5}?"
            "(?:企业|公司|银行|车企|药企|房企)(?![园家主在办集])"
        ),
        trade=re.compile(f"[\\w·&()]{{0,6}}?(?=[{firsts}])(?P<trade>{trades})(?=[、,。;)\n等和及]|$)"),
        organ=late(f"、({organs})(?=[、,。;)\n等和及]|$)"),
        act=late(f"(?:[^,。;:!?\n]{{0,12}}?)(?:{acts})|(?=\n)"),
        thing=late("(?:园|区|地|中心|项目|平台|室|产品|业|领域|技术|工程|省|市|县|人|等)$"),
    )
