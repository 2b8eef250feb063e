"""The `etl` command: a group whose commands are imported when they are called."""

from __future__ import annotations

import gc
import importlib
import sys

import click

from etl import __version__
from etl.errors import JianbaoError

COMMANDS = {
    "init": "etl.commands.init:init",
    "load": "etl.commands.load:load",
    "extract": "etl.commands.extract:extract",
    "status": "etl.commands.status:status",
    "show": "etl.commands.show:show",
    "query": "etl.commands.query:query",
    "evaluate": "etl.commands.evaluate:evaluate",
    "lexicon": "etl.commands.lexicon:lexicon",
    "serve": "etl.commands.serve:serve",
    "shell": "etl.commands.serve:shell",
}
"""Command → where it is; in the order of a first day's work, which is the order of the help."""


_COLLECT_EVERY = 200_000
"""Objects made and kept before the collector looks for cycles. Start-up makes some 130,000, none of them garbage: word
lists, expressions, code. At the usual 700 the collector would look 200 times, 5 % of the time of one page."""


class LazyGroup(click.Group):
    r"""A group that imports a command's module only for that command (and all of them for its own help).

    In the help of its commands, and in its own, the lines of a paragraph under a line `\b` stay as they are. click
    wants a backspace character there, which no docstring should hold.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of `COMMANDS`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, imported now; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        command.help = _with_backspaces(command.help)
        return command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the group."""
        self.help = _with_backspaces(self.help)
        super().format_help(ctx, formatter)


def _with_backspaces(text: str | None) -> str | None:
    return text and text.replace("\\b\n", "\b\n")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="etl")
def group() -> None:
    r"""Pages of Chinese newspapers into MongoDB documents.

    \b
    A first day:
      etl load seeds/          read the pages, store their articles
      etl status               what is stored
      etl query people         who stands in the papers
    """


def main() -> None:
    """Run `etl`; an error of the project ends it with its message and exit code 1."""
    gc.set_threshold(_COLLECT_EVERY)
    for stream in (sys.stdout, sys.stderr):
        # Chinese goes out as UTF-8 whatever the locale says; a terminal that cannot show it shows escapes.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        group(prog_name="etl")
    except JianbaoError as error:
        click.echo(f"etl: {error}", err=True)
        sys.exit(1)
    finally:
        # Else the interpreter looks through all that is left before it ends, which is 6 % of the time of one page.
        gc.freeze()


if __name__ == "__main__":
    main()
