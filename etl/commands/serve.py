"""`etl serve` and `etl shell`: MongoDB's shell on any store."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.commands.options import store_option
from etl.errors import StoreError
from etl.store import DATABASE, default_uri, open_store

if TYPE_CHECKING:
    from etl.serve import WireServer

PORT = 27027

_HOW_TO_GET = (
    "mongosh is not installed; get it with: npm install -g mongosh\nor see https://www.mongodb.com/docs/mongodb-shell"
)


def _is_server(uri: str) -> bool:
    return uri.startswith(("mongodb://", "mongodb+srv://"))


def _server(uri: str, port: int) -> WireServer:
    from etl.serve import ReadCommands, WireServer  # noqa: PLC0415 - other commands do not need pymongo

    database = open_store(uri, read_only=True).database()
    commands = ReadCommands(database, size=Path(uri).expanduser().stat().st_size)
    try:
        return WireServer(commands, port)
    except OSError as error:
        message = f"port {port} cannot be used ({error.strerror}); name another with --port"
        raise StoreError(message) from error


@click.command(short_help="Let mongosh, Compass and drivers read an embedded store.")
@store_option
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any that is free.")
def serve(uri: str | None, port: int) -> None:
    r"""Speak MongoDB's wire protocol over an embedded store, for reading, to this machine only. Ctrl-C ends it.

    \b
    Example:
      etl serve &
      mongosh mongodb://127.0.0.1:27027/jianbao
    """
    uri = uri or default_uri()
    if _is_server(uri):
        message = "the store is a MongoDB server already; open it with: etl shell"
        raise click.UsageError(message)
    if uri == "memory:":
        message = "there is nothing in memory: to serve; name an embedded store with --store"
        raise click.UsageError(message)
    with _server(uri, port) as server:
        click.echo(f"serving {uri}, for reading; Ctrl-C ends it. Open it with:\n  mongosh {server.uri}/{DATABASE}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("ended")


@click.command(
    short_help="Open mongosh on the store.", context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
@store_option
@click.pass_context
def shell(ctx: click.Context, uri: str | None) -> None:
    r"""Open mongosh on whatever store is configured; arguments after `--` go to mongosh.

    \b
    Example:
      etl shell
      etl shell -- --quiet --eval 'db.articles.countDocuments()'
    """
    uri = uri or default_uri()
    program = shutil.which("mongosh")
    if program is None:
        click.echo(f"etl: {_HOW_TO_GET}", err=True)
        sys.exit(1)
    if _is_server(uri):
        os.execv(program, [program, uri, *ctx.args])  # noqa: S606 - a program the user asked for, no shell between
    with _server(uri, 0) as server:
        server.start()
        code = subprocess.call([program, f"{server.uri}/{DATABASE}", *ctx.args])  # noqa: S603 - ditto
        server.shutdown()
    sys.exit(code)
