"""`etl query NAME …`: every question of `queries` from the terminal; its arguments and help are the function's own."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
from collections.abc import Sequence
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

import click

from etl.commands.options import store_option
from etl.errors import QueryError

if TYPE_CHECKING:
    from queries import Question, Results

_SECTION = re.compile(r"^(Args|Example|Raises|Returns):\n", re.MULTILINE)
_ENTRY = re.compile(r"^ {4}(\w+): ", re.MULTILINE)
_Day = NewType("_Day", str)
"""What a day is on a command line: text, which the question itself reads."""
_ITEMS_SHOWN = 3
_WIDEST = 44


class _DayType(click.ParamType[str]):
    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text: what is no day, the question says itself."""
        del param, ctx
        return value


_DAY_TYPE = _DayType()


class Questions(click.Group):
    """The group whose commands are the questions; they are imported only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the questions."""
        del ctx
        from queries import QUESTIONS  # noqa: PLC0415 - `etl --help` needs none of them

        return [name.replace("_", "-") for name in sorted(QUESTIONS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command that asks the question of that name; None where there is none."""
        del ctx
        from queries import QUESTIONS  # noqa: PLC0415 - as above

        question = QUESTIONS.get(cmd_name.replace("-", "_"))
        return None if question is None else command_of(question)


@click.group(cls=Questions, short_help="Ask a question of the articles that are stored.")
def query() -> None:
    """Ask a question of the articles that are stored.

    \b
    Examples:
      etl query people --since 2021-11 --limit 5
      etl query timeline --person 徐立毅 --json
      etl query search '志愿服务 -足球' --csv
      etl query companions 徐立毅 --show-pipeline
    """  # noqa: D301 - click wants the character itself


def read_docstring(question: Question[..., Any]) -> tuple[str, dict[str, str]]:
    """Return what the docstring of a question says of it and of each argument.

    Example:
        >>> from queries import cite
        >>> read_docstring(cite)
        ('How to refer to an article, with its page and lines.', {'article': 'the id of an article.'})
    """
    parts = _SECTION.split(inspect.getdoc(question) or "")
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    _, *entries = _ENTRY.split(sections.get("Args", ""))
    told = {name: " ".join(words.split()) for name, words in zip(entries[::2], entries[1::2], strict=True)}
    return parts[0].strip(), told


def command_of(question: Question[..., Any]) -> click.Command:
    """Return the command that asks `question`: required arguments stand by place, the others are options."""
    about, told = read_docstring(question)
    # These names serve annotations only, so their modules do not import them.
    hints = get_type_hints(question.pipeline, localns={"Sequence": Sequence, "Day": _Day})
    parameters = inspect.signature(question.pipeline).parameters.values()
    made: list[click.Parameter] = [_parameter(each, hints[each.name], told[each.name]) for each in parameters]
    placed = [p for p in made if isinstance(p, click.Argument)]
    places = "\n".join(f"  {p.metavar}  {told[p.name or '']}{_choices(p)}" for p in placed)
    shown = f"{about}\n\n\b\n{places}" if places else about

    def run(uri: str | None, show_pipeline: bool, form: str | None, **given: Any) -> None:
        _ask(question, given, uri, form, show_pipeline=show_pipeline)

    name, short = question.__name__.replace("_", "-"), about.partition(".")[0]
    command = click.Command(name, callback=run, params=made, help=shown, short_help=short)
    for option in _COMMON:
        command = option(command)
    return store_option(command)


_COMMON = (
    click.option("--json", "form", flag_value="json", help="Print JSON instead of a table."),
    click.option("--csv", "form", flag_value="csv", help="Print comma-separated values instead of a table."),
    click.option("--show-pipeline", is_flag=True, help="Print the aggregation for mongosh instead of running it."),
)


def _parameter(parameter: inspect.Parameter, hint: Any, told: str) -> click.Parameter:
    """Return the command's parameter for one of the question's."""
    kind, several = _kind(hint)
    if parameter.default is parameter.empty:
        label = parameter.name.upper() + ("..." if several else "")
        nargs = -1 if several else 1
        return click.Argument([parameter.name], type=kind, nargs=nargs, required=True, metavar=label)
    name = "--" + parameter.name.replace("_", "-")
    default = None if several else parameter.default
    shown = default is not None and default != 0
    return click.Option(
        [name, parameter.name], type=kind, default=default, multiple=several, show_default=shown, help=told
    )


def _choices(parameter: click.Parameter) -> str:
    return f" One of: {', '.join(parameter.type.choices)}." if isinstance(parameter.type, click.Choice) else ""


def _kind(hint: Any) -> tuple[Any, bool]:
    """Return the type of a command's parameter and whether it may be given more than once."""
    if get_origin(hint) in (UnionType, Union):
        (hint,) = {part for part in get_args(hint) if part is not NoneType} - {Any} or {str}
    if get_origin(hint) is Literal:
        return click.Choice(get_args(hint)), False
    if get_origin(hint) is Sequence:
        return str, True
    return (_DAY_TYPE if hint is _Day else hint), False


def _ask(
    question: Question[..., Any], given: dict[str, Any], uri: str | None, form: str | None, *, show_pipeline: bool
) -> None:
    from etl.store import open_store  # noqa: PLC0415 - after the arguments are known to be right

    given = {name: value or None if isinstance(value, tuple) else value for name, value in given.items()}
    try:
        if show_pipeline and question.prepare is _as_they_are():
            click.echo(_shell(question, given))
            return
        store = open_store(uri, read_only=True)
        try:
            database = store.database()
            if show_pipeline:
                click.echo(_shell(question, question.prepare(database, given)))
            else:
                _print(question(database, **given), question.row.columns, form, store.uri)
        finally:
            store.close()
    except QueryError as error:
        raise click.UsageError(str(error)) from error


def _as_they_are() -> Any:
    from queries.questions import as_they_are  # noqa: PLC0415 - only for a question

    return as_they_are


def _shell(question: Question[..., Any], given: dict[str, Any]) -> str:
    from queries import to_shell  # noqa: PLC0415 - only for a question

    return to_shell(question.pipeline(**given))


def _print(rows: Results[Any], columns: Sequence[str], form: str | None, uri: str) -> None:
    if form == "json":
        click.echo(json.dumps(rows.to_dicts(), ensure_ascii=False, default=str, indent=2))
    elif form == "csv":
        click.echo(_csv(rows.to_dicts()), nl=False)
    else:
        _print_table(rows, columns, uri)


def _csv(rows: list[dict[str, Any]]) -> str:
    """Return rows as comma-separated values: lists of names joined by `;`, anything deeper as JSON."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return ";".join(value)
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def _print_table(rows: Results[Any], columns: Sequence[str], uri: str) -> None:
    """Print the columns that a kind of row has for tables; a row that has none is shown whole."""
    from etl.terminal import console, table  # noqa: PLC0415 - JSON and CSV need none

    out, found = console(), rows.to_dicts()
    if columns and found:
        # A column in which nothing stands only makes the others narrow.
        keys = [key for key in columns if any(row[key] not in (None, []) for row in found)]
        out.print(table(keys, [tuple(_shown(row[key], "、", short=True) for key in keys) for row in found]))
    for row in () if columns else found:
        out.print(table(["", ""], [(key, _shown(value, "\n")) for key, value in row.items() if value]))
    out.print(f"\n{len(found)} {'row' if len(found) == 1 else 'rows'} from {uri}")


def _shown(value: Any, between: str, *, short: bool = False) -> str:
    """Return a value as people read it; `short` for a cell among many."""
    if value is None:
        return ""
    if isinstance(value, list):
        items = value[:_ITEMS_SHOWN] if short else value
        more = f" … {len(value)}" if len(value) > len(items) else ""
        return between.join(_shown(item, "、", short=short) for item in items) + more
    if isinstance(value, dict):
        if "hits" in value:
            from queries import highlight  # noqa: PLC0415 - only where there are snippets

            return highlight(value)
        return " ".join(_shown(part, "、", short=True) for key, part in value.items() if key != "article_ids" and part)
    text = str(value)
    return text[: _WIDEST - 1] + "…" if short and len(text) > _WIDEST else text
