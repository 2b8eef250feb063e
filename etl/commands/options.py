"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from etl.lexicon import DEFAULT, Lexicon

page_paths = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
"""Files and folders with pages."""

store_option = click.option(
    "--store",
    "uri",
    metavar="URI",
    help="mongodb://…, a path such as jianbao.db, or memory:. Default: $JIANBAO_STORE, else ./jianbao.db",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")


class LexiconFolder(click.ParamType[Lexicon]):
    """A folder of word lists, handed on as the lexicon it makes."""

    name = "folder"

    def convert(self, value: str | Lexicon, param: click.Parameter | None, ctx: click.Context | None) -> Lexicon:
        """Return the lexicon of the folder `value`.

        Raises:
            LexiconError: there is no such folder, or a list in it is not what it should be.
        """
        del param, ctx
        if isinstance(value, Lexicon):
            return value
        from etl.lexicon.user import load_user_lexicon  # noqa: PLC0415 - most runs have no lists of their own

        return load_user_lexicon(Path(value))


lexicon_option = click.option(
    "--lexicon",
    type=LexiconFolder(),
    default=DEFAULT,
    show_default=False,
    metavar="DIR",
    help="Folder with word lists of your own, laid over the built-in ones.",
)
