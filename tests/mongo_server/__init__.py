"""A MongoDB server for tests: the protocol of `etl serve` before mongomock, writing too, misbehaving when told.

with MongoServer() as server:
    server.misbehave(Fault("update", code=10107))
    store = open_store(server.uri)
"""

from __future__ import annotations

from mongo_server.commands import WriteCommands
from mongo_server.faults import Fault
from mongo_server.server import MongoServer

__all__ = ["Fault", "MongoServer", "WriteCommands"]
