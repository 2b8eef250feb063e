"""Where one piece ends and the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add
from typing import Literal, NamedTuple

from etl.expressions import late
from etl.layout.bylines import people
from etl.layout.closings import read_end_names
from etl.layout.forms import announces, is_afterword, is_day, salutes, signs_letter, signs_notice
from etl.layout.habits import Habits, habits_of
from etl.layout.headline import NUMBERED, HeadRole, head_roles, is_column
from etl.layout.imprint import masthead_lines
from etl.layout.lines import Line
from etl.layout.masthead import column_names, own_columns
from etl.layout.paragraphs import is_torn, reads_torn
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Byline
from etl.text import bare

Owner = Literal["masthead", "column", "noise"]

_CHANGED = 0.05
"""Share of pairs of characters under which two windows of text are of different stories."""
_CHANGES = (0.03, 4.0), (0.055, 3.0), (0.075, 1.5), (0.09, -1.0)
"""Shares of pairs up to which the change of subject weighs as much as the second number says."""
_WINDOW = 500
"""Characters before and after a possible headline that are compared."""
_LONGEST_STACK = 6
_SUBSTANTIAL = 120
_LONGEST_LABEL = 6
"""Length to which a line over another one is a label (焦点, 新闻链接), not the first line of a headline."""
_CLOSER = late(r"文[/:]|作者|统稿|责任编辑|编辑|本[版组].{0,4}采写|采写|图[/:]")
_SMALL = 20
_LEAD = late(r".{0,24}?(?:\d{1,2}月\d{1,2}日|\d日|[昨今][天日]|日前|近[日期]|记者|本报)|据")
"""What the first words of a story have oftener than those of a paragraph inside it: a day, a source."""
_PARAGRAPH = 25
"""Characters from which a line behind a closed piece is the beginning of another, not a remark."""
_ANNOUNCED = 4
"""Lines from a title on among which a letter's salutation is looked for."""
_SIGNED, _SIGNED_LINES = 160, 4
"""Characters of a piece from which a byline at the end of its first paragraph closes it; before, it signs the lead."""


_RUNNING = frozenset(("text", "opening", "bullet", "title"))
"""Kinds of the lines that a text is made of."""


class Block:
    """The lines of one piece."""

    def __init__(self, column: str | None = None, *, brief: bool = False) -> None:
        self.column, self.brief = column, brief
        self.closed = self.opened = self.letter = False
        self.size = 0
        self.stack: list[Line] = []
        self.body: list[Line] = []
        self.bylines: list[Byline] = []
        self.authors: set[str] = set()

    @property
    def marked(self) -> int:
        """How many lines of the stack are markdown heads."""
        return sum(line.kind == "head" for line in self.stack)

    def takes_over(self, title: Line) -> bool:
        """Whether `title` still belongs to the headline; under pictures only a column's name in brackets does."""
        pictured = title.text[0] == "【" and all(line.kind == "caption" for line in self.body[:_LONGEST_STACK])
        return 0 < len(self.stack) < _LONGEST_STACK and (not self.body or pictured)

    def take(self, line: Line) -> None:
        """Put `line` under the headline."""
        kind = line.kind
        self.body.append(line)
        if line.opening or line.closing or line.credit:
            byline = line.byline
            self.bylines.append(byline)
            self.authors.update(people(byline))
        if kind in _RUNNING:
            self.size += len(line.folded)
            self.closed = self._signed_by(line)
            self.opened = self.opened or (kind == "opening" and line.opening is not None and line.opening.strong)
        elif kind == "closing":
            self.closed = self.closed or self.size > 0
        elif kind != "byline":
            self.closed = self.closed or self._signed_by(line)

    def _signed_by(self, line: Line) -> bool:
        """Whether `line`, the last one, ends with a byline far enough into the piece to close it."""
        if line.closing is None or not people(line.closing.byline):
            return False
        return self.size >= _SIGNED or sum(one.kind in ("text", "opening") for one in self.body[:_SIGNED_LINES]) > 1


class Cut(NamedTuple):
    """A page cut into pieces: `owners` says of every line (as given) what has it, a block's number or a kind."""

    blocks: list[Block]
    owners: list[int | Owner]


def cut(lines: Sequence[Line], lexicon: Lexicon = DEFAULT) -> Cut:
    """Cut the lines of a page into pieces.

    Args:
        lines: what `read_lines` told of them.
        lexicon: the lists of columns and papers' names.

    Returns:
        The pieces, and the owner of every line.
    """
    roles = head_roles(lines, lexicon)
    knife = _Knife(lines, roles, habits_of(lines, roles), lexicon)
    for at in masthead_lines(lines, roles, lexicon):
        knife.owners[at] = "masthead"
    for at in range(len(lines)):
        if knife.owners[at] is None:
            knife.owners[at] = knife.place(at)
    return _without_text(knife.blocks, [owner if owner is not None else "noise" for owner in knife.owners])


def _without_text(blocks: list[Block], owners: list[int | Owner]) -> Cut:
    """Take headlines that nothing was printed under for running heads, unless the page marks them as headlines."""
    kept = [block for block in blocks if block.body or block.marked]
    numbers = {id(block): number for number, block in enumerate(kept)}
    renamed: list[int | Owner] = [numbers.get(id(block), "column") for block in blocks]
    return Cut(kept, [renamed[owner] if isinstance(owner, int) else owner for owner in owners])


def one_piece(lines: Sequence[Line]) -> Cut:
    """Take a page that is known to be one article; titles at its beginning make its stack.

    Args:
        lines: what `read_lines` told of them.
    """
    block = Block()
    for line in lines:
        if not block.body and line.kind in ("title", "head") and len(block.stack) < _LONGEST_STACK:
            block.stack.append(line)
        elif line.kind != "noise":
            block.take(line)
    owners: list[int | Owner] = ["noise" if line.kind == "noise" else 0 for line in lines]
    return Cut([block] if block.stack or block.body else [], owners)


def _is_small(line: Line) -> bool:
    """Whether a sentence is as short as those under pictures."""
    return line.kind == "text" and len(line.folded) <= _SMALL


class _Knife:
    """Goes through the lines once and decides at each whether a piece begins."""

    def __init__(self, lines: Sequence[Line], roles: dict[int, HeadRole], habits: Habits, lexicon: Lexicon) -> None:
        self.lines, self.roles, self.habits, self.lexicon = lines, roles, habits, lexicon
        self.blocks: list[Block] = []
        self.owners: list[int | Owner | None] = [None] * len(lines)
        self.now: Block | None = None
        self.column: tuple[str, int] | None = None
        self.briefs = self.skipping = False
        self.headless = 0
        self.run_end = self._run_ends()

    def _run_ends(self) -> list[int]:
        """For every line the place of the first line from there on that is no title (pictures and noise aside)."""
        ends = [len(self.lines)] * (len(self.lines) + 1)
        for at in range(len(self.lines) - 1, -1, -1):
            line = self.lines[at]
            passed = line.kind in ("title", "noise", "caption", "masthead") or _is_small(line)
            ends[at] = ends[at + 1] if passed else at
        return ends

    def place(self, at: int) -> int | Owner:
        """Decide whose line `at` is."""
        line = self.lines[at]
        if line.kind == "head":
            return self._head(at, line)
        if line.kind == "noise" or self.skipping:
            return "noise"
        if line.kind == "title" or (line.kind == "masthead" and line.weight == 1):
            return self._title(at, line)
        if self.now is None and line.kind == "closing":
            return "noise"
        if self._begins(at, line):
            self.headless += line.kind != "bullet"
            self._begin(brief=line.kind == "bullet")
        assert self.now is not None
        self.now.take(line)
        self.now.letter = self.now.letter or (line.kind == "text" and salutes(line.folded, self.lexicon))
        return len(self.blocks) - 1

    def _begin(self, *, brief: bool = False) -> Block:
        self.now = Block(self.column[0] if self.column else None, brief=brief)
        self.blocks.append(self.now)
        return self.now

    def _head(self, at: int, line: Line) -> int | Owner:
        role = self.roles[at]
        self.skipping = role == "noise"
        if role in ("noise", "masthead"):
            self.now = None
            return role
        if role == "section":
            (self.now or self._begin()).take(line)
            return len(self.blocks) - 1
        self.briefs = False
        if self.column and line.level <= self.column[1]:
            self.column = None
        if role == "column":
            self.column, self.now = (line.text, line.level), None
            self.briefs = True
            return "column"
        open_stack = self.now is not None and not self.now.body and self._stacked(at)
        block = self.now if open_stack and self.now else self._begin()
        block.stack.append(line)
        return len(self.blocks) - 1

    def _stacked(self, at: int) -> bool:
        """Whether the head before this one is the upper part of the same stack."""
        before = next((place for place in range(at - 1, -1, -1) if self.lines[place].kind != "noise"), None)
        return before is not None and self.roles.get(before) == "stack"

    def _title(self, at: int, line: Line) -> int | Owner:
        end = self.run_end[at]
        after = self.lines[end] if end < len(self.lines) else None
        if self.now is not None and NUMBERED.match(line.folded):
            self.now.take(line)
            return len(self.blocks) - 1
        if self.now is not None and self.now.takes_over(line):
            self.now.stack.append(line)
            return len(self.blocks) - 1
        if self.now is not None and self._signs_off(at, line, self.now):
            self.now.take(line._replace(kind="signature"))
            self.now.closed = True
            return len(self.blocks) - 1
        starts = self.now is None or self._title_starts(at, line, after)
        if starts and (after is None or after.kind == "bullet") and is_column(line.text, self.lexicon):
            self.column, self.now, self.briefs = (line.text, 9), None, True
            return "column"
        if starts and after is None and self.now is not None:
            return "column"
        if starts and not self._leads(at, line):
            if self.column and self.column[1] == 9 and self.owners[at - 1] != "column":
                self.column = None
            self._begin().stack.append(line)
            return len(self.blocks) - 1
        if starts:
            self.column, self.now = (line.text, 9), None
            return "column"
        assert self.now is not None
        self.now.take(line)
        return len(self.blocks) - 1

    def _signs_off(self, at: int, line: Line, now: Block) -> bool:
        """Whether a line is the signature, or the day, under a letter or a notice."""
        last = now.body[-1] if now.body else None
        if last is None or not (last.kind == "signature" or (last.kind in _RUNNING and last.final)):
            return False
        after = self.lines[at + 1] if at + 1 < len(self.lines) else None
        ends = after is None or after.kind in ("title", "head", "masthead") or is_afterword(after.folded, self.lexicon)
        if is_day(line.folded):
            return ends
        if now.letter and ends and signs_letter(line.folded, self.lexicon):
            return True
        dated = after is not None and is_day(after.folded)
        return (dated or (ends and self._is_notice(now))) and signs_notice(line.folded, self.lexicon)

    def _is_notice(self, now: Block) -> bool:
        return any(announces(line.folded, "", self.lexicon) for line in now.stack)

    def _announced(self, at: int) -> bool:
        """Whether a title, or the one under it, stands over a letter, a notice or an obituary."""
        run = self.lines[at : at + _ANNOUNCED]
        text = next((line for line in run if line.kind != "title"), None)
        after = "" if text is None else text.folded
        if text is not None and salutes(after, self.lexicon):
            return True
        over = run[: run.index(text)] if text is not None else run
        if self._has_author(over, spaced=text is None):
            return True
        return any(announces(line.folded, after, self.lexicon) for line in over[:2])

    def _has_author(self, over: Sequence[Line], *, spaced: bool) -> bool:
        """Whether a headline has its author's name, and nothing else, on the line under it."""
        if len(over) < 2 or (spaced and " " not in over[1].folded):
            return False
        names = [read_end_names(line.folded, self.lexicon) for line in over[:2]]
        return names[0] is None and names[1] is not None

    def _leads(self, at: int, line: Line) -> bool:
        """Whether a title is the name of a column with a headline under it."""
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        return (
            following is not None
            and following.kind in ("title", "head")
            and bare(line.text) in column_names(self.lexicon)
        )

    def _title_starts(self, at: int, line: Line, after: Line | None) -> bool:
        now, before = self.now, self.lines[at - 1] if at else None
        assert now is not None
        announced = not self.habits.marked and self._announced(at)
        label = is_afterword(line.folded, self.lexicon) and not (after and after.kind in ("opening", "bullet"))
        label = label and not announced
        if now.closed and not self.habits.marked and not label:
            return True
        if before is not None and before.kind == "text" and is_torn(before.folded, line.folded) and not before.closing:
            return False
        if not self.habits.marked and (announced or (self._leads(at, line) and self._is_own(line))):
            return now.size > 0
        if after is not None and after.kind == "opening" and after.opening and after.opening.strong:
            named = bool(people(after.opening.byline)) and len(line.folded) >= 8
            return (named and (now.opened or now.closed)) if self.habits.marked else now.size > 0
        if (
            not self.habits.marked
            and after is not None
            and after.kind == "bullet"
            and is_column(line.text, self.lexicon)
        ):
            return now.size > 0 and bool(after.closing or _LEAD.match(after.folded, 1))
        if self.habits.marked or after is None or after.kind in ("closing", "head", "bullet"):
            return False
        if after.kind == "byline" and (self.habits.bylines_first or len(line.folded) >= 12):
            return True
        return self._weight(at, line, after) >= 2

    def _is_own(self, line: Line) -> bool:
        """Whether a title names a column whose name is never an inner heading."""
        return bare(line.text) in own_columns(self.lexicon)

    def _weight(self, at: int, line: Line, after: Line) -> float:
        """How much speaks for a headline where no byline tells it from an inner heading."""
        run = [one for one in self.lines[at : min(self.run_end[at], at + _LONGEST_STACK)] if one.kind == "title"]
        text = " ".join(one.folded for one in run)
        if len(run) < 2 and reads_torn(line.folded, after.folded):
            return 0
        weight = self._change(at)
        if self.habits.parted:
            weight += 8 if line.gap > self.habits.gap else -2
        elif line.gap > self.habits.gap:
            weight += 2
        weight += self._signed_above()
        if self.habits.indented:
            weight += -3 if line.indented else 3
        size = len(bare(text))
        weight += 1 if size >= 17 else 0 if size >= 13 else -1 if size >= 10 else -2
        weight += 1 if " " in line.folded or ":" in text else 0
        weight -= 3 if len(bare(line.text)) <= _LONGEST_LABEL else 0
        return weight

    def _signed_above(self) -> bool:
        """Whether the last line names the authors, below enough text to be no line under the headline."""
        now = self.now
        return now is not None and now.size >= _SIGNED and now.body[-1].kind == "byline"

    def _change(self, at: int) -> float:
        """How much the subject changes: few pairs of characters are shared by the text before and after.

        Measured on stories of local papers put together: between two stories nine of ten windows share less than 6 %
        of their pairs, between the parts of one nine of ten share more than 8 %.
        """
        shared = self._shared(at)
        return next((weight for share, weight in _CHANGES if shared < share), -4.0)

    def _shared(self, at: int) -> float:
        assert self.now is not None
        before = "".join(line.folded[-_WINDOW:] for line in self.now.stack + self.now.body[-8:])[-_WINDOW:]
        after = ""
        for line in self.lines[at : at + 8]:
            after += line.folded[: _WINDOW - len(after)]
        one, two = (set(map(add, text, text[1:])) for text in (before, after))
        smaller = min(len(one), len(two))
        return len(one & two) / smaller if smaller else 0.0

    def _begins(self, at: int, line: Line) -> bool:
        """Whether a line that is no title begins a piece without a headline."""
        now = self.now
        if now is None:
            return True
        if line.kind == "bullet":
            return self.briefs or (now.brief and now.closed)
        apart = self.habits.parted and line.gap > self.habits.gap and not self.habits.marked
        if line.kind == "opening" and line.opening and line.opening.strong and now.size:
            return apart or self._opening_begins(at, line, now)
        if line.kind == "byline":
            return (apart and self._goes_on(at)) if self.habits.parted else self._byline_begins(at, line, now)
        if self.habits.marked or line.kind not in ("text", "opening", "caption"):
            return False
        if self.habits.parted:
            return apart and now.size > 0
        if now.stack and not now.closed and not self.headless:
            # The page has headlines: what stands without one belongs to the piece before it.
            return False
        if line.kind == "caption" or _is_small(line):
            return self._leads_in(at, now)
        if now.closed:
            return len(line.folded) >= _PARAGRAPH and not is_afterword(line.folded, self.lexicon)
        return self._text_begins(at, line, now)

    def _leads_in(self, at: int, now: Block) -> bool:
        """Whether lines under pictures stand before the opening of the next piece."""
        end = self.run_end[at]
        after = self.lines[end] if end < len(self.lines) else None
        if after is None or now.size < _SUBSTANTIAL:
            return False
        if after.opening and after.opening.strong:
            return self._opening_begins(end, after, now)
        return after.kind == "text" and (now.closed or self._shared(at) < _CHANGED)

    def _text_begins(self, at: int, line: Line, now: Block) -> bool:
        """Whether a paragraph with nothing over it begins a new story: it speaks of a day or a source, and of else."""
        before = self.lines[at - 1]
        whole = before.kind != "text" or not is_torn(before.folded, line.folded)
        return (
            whole and now.size > _SIGNED and len(line.folded) > 40 and bool(_LEAD.match(line.folded))
        ) and self._shared(at) < _CHANGED

    def _opening_begins(self, at: int, line: Line, now: Block) -> bool:
        assert line.opening is not None
        if self.habits.marked or (line.opening.end >= len(line.folded) and not self._goes_on(at)):
            return False
        if now.closed:
            return True
        last = now.body[-1] if now.body else None
        if last is not None and last.kind in ("byline", "title", "head", "caption"):
            return False
        return now.size > (_SUBSTANTIAL if now.opened else 2 * _SUBSTANTIAL)

    def _goes_on(self, at: int) -> bool:
        """Whether text follows a line that is nothing but an opening or a byline."""
        return at + 1 < len(self.lines) and self.lines[at + 1].kind in ("text", "opening", "byline")

    def _byline_begins(self, at: int, line: Line, now: Block) -> bool:
        """Whether a byline on a line of its own opens a piece rather than closing the one before."""
        after = self.lines[at + 1] if at + 1 < len(self.lines) else None
        goes_on = after is not None and after.kind in ("text", "byline") and not _CLOSER.match(line.folded)
        if self.habits.marked or now.size <= _SUBSTANTIAL or not goes_on:
            return False
        sent = line.folded.endswith("报道") or line.folded[0] in "□■◎"
        if sent or self.habits.bylines_first:
            return True
        return bool(now.authors) and now.authors.isdisjoint(people(line.byline))
