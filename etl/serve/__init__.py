"""A small MongoDB server for reading: the wire protocol on loopback, in front of an embedded store."""

from __future__ import annotations

from etl.serve.commands import ReadCommands
from etl.serve.server import WireServer

__all__ = ["ReadCommands", "WireServer"]
