"""From the lines of one piece to its draft."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.expressions import late
from etl.layout.bylines import NOBODY, merged, people
from etl.layout.closings import read_end_names
from etl.layout.headline import Headline, headline_kind, spaced, stack_headline
from etl.layout.lines import Line
from etl.layout.masthead import column_names
from etl.layout.paragraphs import text_of
from etl.layout.segment import Block
from etl.layout.signatures import is_name
from etl.lexicon import DEFAULT, Lexicon
from etl.model import Byline, Dateline, Draft, Kind
from etl.text import bare

_SHORT_CAPTION = 30
_LABEL, _HEADLINE_LINE = 7, 12
"""Characters to which a line under a headline is an inner heading, and from which one over it is a headline."""
_OFFICE = late(r"[\u4e00-\u9fff、]{0,14}(?:长|书记|主任|主席|总裁|经理|代表)")
_SAID_AGAIN = 0.6
_FARTHEST_LEAD = 6
_FIRST_LINES = 3
"""Lines under a headline that may say it again."""
_LEADING = 4
"""Lines at the beginning of a piece among which short sentences stand under pictures, where one of them surely does."""
_REPEATED = 0.4
_NOWHERE = Dateline()


def _pairs(text: str) -> set[str]:
    word = bare(text)
    return {word[at : at + 2] for at in range(len(word) - 1)}


def repeats(text: str, headline: str, share: float = _REPEATED) -> bool:
    """Tell whether a line says again what the headline says.

    Example:
        >>> repeats("木里山火扑救人员超2000，大风影响扑救工作", "四川木里山火扑救人员超2000 大风影响扑救工作")
        True
    """
    mine = _pairs(text)
    return bool(mine) and len(mine & _pairs(headline)) >= share * len(mine)


def _said(text: str, headline: str, *, marked: bool) -> bool:
    share = _REPEATED if marked else _SAID_AGAIN
    return any(repeats(part, headline, share) for part in re.split("\u3000{2,}", text))


def _new_parts(text: str, headline: str) -> list[str]:
    """What a line that says the headline again prints beside it, set off by a wide space."""
    parts = re.split("\u3000{2,}", text)
    return [part for part in parts if not repeats(part, headline)] if len(parts) > 1 else []


def draft_of(block: Block, ordinal: int, declared: str | None = None, lexicon: Lexicon = DEFAULT) -> Draft:
    """Make the draft of a piece.

    Args:
        block: its lines.
        ordinal: its place on the page.
        declared: the headline the file gives beside the text, where it does.
        lexicon: the word lists.

    Returns:
        The draft; `first` and `last` are the lines of the block, blank ones around them left out.
    """
    first, last = (block.stack or block.body)[0].number, (block.body or block.stack)[-1].last
    _lower_label(block)
    _lower_speaker(block, lexicon)
    text_lines, byline, captions = _sorted_out(block, declared, lexicon)
    headline, column, signed = _headline(block, declared, text_lines, lexicon)
    text, starts, sections = text_of(text_lines)
    kind: Kind = "brief" if block.brief else headline_kind(headline, lexicon)
    if not text and captions:
        text, starts, sections = text_of(captions)
        kind = "photo"
    return Draft(
        ordinal=ordinal,
        first=first,
        last=last,
        text=text,
        kicker=headline.kicker,
        headline=headline.headline,
        subheads=headline.subheads,
        column=column or block.column,
        kind=kind,
        byline=merged(byline, signed),
        dateline=_dateline(block.body),
        sections=sections,
        line_starts=starts,
    )


def _lower_label(block: Block) -> None:
    """Move the first inner heading from the end of an unmarked stack to the text, where the other ones stand."""
    stack = block.stack
    if len(stack) < 2 or block.marked:
        return
    others = any(line.kind == "title" and len(line.folded) <= _LABEL for line in block.body)
    if others and len(bare(stack[-1].text)) <= _LABEL and len(bare(stack[0].text)) >= _HEADLINE_LINE:
        block.body.insert(0, stack.pop())


def _lower_speaker(block: Block, lexicon: Lexicon) -> None:
    """Move who gave a speech, with his or her office, from under the headline to the text."""
    last = block.stack[-1].folded if len(block.stack) > 1 else ""
    office, _, name = last.partition(" ")
    if _OFFICE.fullmatch(office) and is_name(name.replace(" ", ""), lexicon):
        block.body.insert(0, block.stack.pop()._replace(kind="signature"))


def _dateline(lines: Sequence[Line]) -> Dateline:
    told = [line.opening.dateline for line in lines if line.opening]
    return next((dateline for dateline in told if dateline != _NOWHERE), _NOWHERE)


def _sorted_out(block: Block, declared: str | None, lexicon: Lexicon) -> tuple[list[Line], Byline, list[Line]]:
    """Divide what stands under the headline into text, bylines and lines under pictures."""
    over = declared or " ".join(line.text for line in block.stack)
    text: list[Line] = []
    captions: list[Line] = []
    lead = _lead(block.body)
    last = _last_of_text(block.body)
    signed = None
    for at, line in enumerate(block.body):
        kind = line.kind
        if kind == "caption" or (at < lead and _is_short(line)):
            captions.append(line)
        elif kind in ("byline", "closing") or (at < _FIRST_LINES and _is_over(line, over)):
            continue
        elif kind == "title" and at == last and block.size > len(line.folded):
            signed = read_end_names(line.folded, lexicon)
            text += [] if signed else [line]
        else:
            text.append(line)
    fresh = [signed] if signed and block.authors.isdisjoint(people(signed)) else []
    return text, merged(*block.bylines, *fresh), captions


def _lead(lines: Sequence[Line]) -> int:
    """Count the lines at the beginning among which short sentences are those under pictures."""
    for at, line in enumerate(lines):
        if line.opening and line.opening.strong:
            return at if at <= _FARTHEST_LEAD else 0
    return _LEADING if lines and lines[0].kind == "caption" else 0


def _is_short(line: Line) -> bool:
    """Whether a line is a sentence as short as those under pictures."""
    return line.kind == "text" and line.final and len(line.folded) <= _SHORT_CAPTION


def _last_of_text(lines: Sequence[Line]) -> int:
    return next((at for at in range(len(lines) - 1, -1, -1) if lines[at].kind not in ("closing", "caption")), -1)


def _is_over(line: Line, over: str) -> bool:
    """Whether a line at the beginning only says the headline again, with or without its author."""
    if line.opening or not over:
        return False
    text = line.text[: line.closing.start] if line.closing else line.text
    return len(text) <= 60 and not text.endswith("。") and line.kind in ("text", "title") and repeats(text, over)


def _headline(
    block: Block, declared: str | None, text: Sequence[Line], lexicon: Lexicon
) -> tuple[Headline, str | None, Byline]:
    """Sort the stack: what is headline, column, a repetition, a name under a portrait or the author's."""
    marked = [spaced(declared)] if declared else [line.text for line in block.stack if line.kind == "head"]
    column, signed = None, NOBODY
    below: list[str] = []
    for line in block.stack:
        if line.kind == "head" and not declared:
            continue
        names = read_end_names(line.folded, lexicon) if marked or below else None
        if names:
            told = any(line.folded.replace(" ", "") in one.folded for one in text[:6])
            signed = (
                signed
                if told or any(name in mark for name in names.reporters for mark in marked)
                else merged(signed, names)
            )
        elif (marked or below) and _said(line.text, " ".join(marked or below), marked=bool(marked)):
            below += _new_parts(line.text, " ".join(marked or below))
        elif (marked or below) and (line.text in column_names(lexicon) or line.text.startswith("【")):
            column = line.text.strip("【】")
        else:
            below.append(line.text)
    return stack_headline([*marked, *below], marked=len(marked), lexicon=lexicon), column, signed
