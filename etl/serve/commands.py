"""The commands of a server for reading: what drivers, mongosh and Compass ask, and a clear no to every write."""

from __future__ import annotations

import os
import platform
import time
from typing import TYPE_CHECKING, Any

from bson.errors import BSONError
from pymongo.errors import OperationFailure

from etl import __version__
from etl.errors import JianbaoError, StoreError
from etl.serve.cursors import Cursors
from etl.serve.protocol import MAX_MESSAGE
from etl.store.base import DATABASE
from etl.store.encoding import MAX_BYTES, now

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.serve.protocol import Request
    from etl.store.base import Document

VERSION = "4.4.0"
"""The MongoDB whose commands are spoken here."""
WIRE_VERSION = 9
"""The wire version of MongoDB 4.4."""

WRITES = frozenset(
    [
        *("insert", "update", "delete", "findAndModify", "findandmodify", "create", "createIndexes", "collMod"),
        *("drop", "dropDatabase", "dropIndexes", "renameCollection", "convertToCapped", "bulkWrite", "compact"),
        *("createUser", "dropUser", "setParameter", "shutdown", "commitTransaction", "mapReduce", "mapreduce"),
    ]
)

NOT_FOUND, REFUSED, BAD_VALUE, NOT_SUPPORTED, CURSOR_GONE = 59, 13, 2, 115, 43
_NAMES = {
    NOT_FOUND: "CommandNotFound",
    REFUSED: "Unauthorized",
    BAD_VALUE: "BadValue",
    NOT_SUPPORTED: "CommandNotSupported",
    CURSOR_GONE: "CursorNotFound",
}


def failure(code: int, message: str) -> Document:
    """Return the answer that says no.

    Example:
        >>> failure(59, "no such command: 'fly'")["codeName"]
        'CommandNotFound'
    """
    return {"ok": 0.0, "errmsg": message, "code": code, "codeName": _NAMES.get(code, "UnknownError")}


def greeting() -> Document:
    """Return the answer to `hello`, as a MongoDB 4.4 that stands alone gives it."""
    return {
        "helloOk": True,
        "isWritablePrimary": True,
        "ismaster": True,
        "maxBsonObjectSize": MAX_BYTES,
        "maxMessageSizeBytes": MAX_MESSAGE,
        "maxWriteBatchSize": 100_000,
        "localTime": now(),
        "logicalSessionTimeoutMinutes": 30,
        "connectionId": 1,
        "minWireVersion": 0,
        "maxWireVersion": WIRE_VERSION,
        "readOnly": False,
        "ok": 1.0,
    }


class ReadCommands:
    """Answers requests from a database as `Store.database()` gives it.

    Example:
        >>> from etl.serve.protocol import Request
        >>> from etl.store import open_store
        >>> commands = ReadCommands(open_store("memory:").database())
        >>> commands(Request(1, {"count": "articles"}, "jianbao"))
        {'n': 0, 'ok': 1.0}
        >>> commands(Request(2, {"insert": "articles"}, "jianbao"))["errmsg"]
        'this server is for reading; write with: etl load'
    """

    def __init__(self, database: Any, shown: str = DATABASE, size: int = 0) -> None:
        self._database, self._shown, self._size = database, shown, size
        self._cursors, self._started = Cursors(), time.monotonic()
        self._commands: dict[str, Callable[[Request], Document]] = {
            "find": self._find,
            "aggregate": self._aggregate,
            "count": self._count,
            "distinct": self._distinct,
            "getMore": self._get_more,
            "killCursors": self._kill_cursors,
            "listDatabases": self._list_databases,
            "listCollections": self._list_collections,
            "listIndexes": self._list_indexes,
            "serverStatus": self._server_status,
            **{name: lambda _: greeting() for name in ("hello", "isMaster", "ismaster")},
            **{name: _simple(answered) for name, answered in _SIMPLE.items()},
        }

    def __call__(self, request: Request) -> Document | None:
        """Answer a request; errors are answers too."""
        name = request.name
        if name in WRITES or (name == "aggregate" and _writes(request.command)):
            return failure(REFUSED, "this server is for reading; write with: etl load")
        if name == "explain":
            return failure(NOT_SUPPORTED, "an embedded store has no plans to explain")
        if name == "compressed":
            return failure(NOT_SUPPORTED, "compressed messages are not spoken here; connect without compressors")
        command = self._commands.get(name)
        if command is None:
            return failure(NOT_FOUND, f"no such command: '{name}'")
        try:
            return command(request)
        except OperationFailure as error:
            return failure(error.code or BAD_VALUE, str(error))
        except (JianbaoError, BSONError) as error:
            return failure(BAD_VALUE, str(error))
        except (TypeError, ValueError, KeyError, AttributeError, NotImplementedError, IndexError) as error:
            # mongomock does not check what it is asked; whatever it stumbles over was in the request.
            return failure(BAD_VALUE, f"{name} cannot be answered: {type(error).__name__}: {error}")

    def _collection(self, request: Request) -> Any:
        name = request.command[request.name]
        if not isinstance(name, str):
            message = f"{request.name} of a whole database is not known here; name a collection"
            raise StoreError(message)
        # Other databases are empty.
        return self._database[name if request.database == self._shown else f"{request.database}.{name}"]

    def _namespace(self, request: Request) -> str:
        return f"{request.database}.{request.command[request.name]}"

    def _find(self, request: Request) -> Document:
        command = request.command
        cursor = self._collection(request).find(command.get("filter") or {}, command.get("projection") or None)
        if command.get("sort"):
            cursor = cursor.sort(list(command["sort"].items()))
        cursor = cursor.skip(int(command.get("skip", 0))).limit(abs(int(command.get("limit", 0))))
        return self._open(request, cursor, command.get("batchSize"))

    def _aggregate(self, request: Request) -> Document:
        command = request.command
        found = self._collection(request).aggregate(command["pipeline"])
        return self._open(request, found, command.get("cursor", {}).get("batchSize"))

    def _open(self, request: Request, documents: Any, batch_size: Any) -> Document:
        size = None if batch_size is None else int(batch_size)
        answer = self._cursors.open(self._namespace(request), documents, batch_size=size)
        if request.command.get("singleBatch"):
            self._cursors.kill([answer["cursor"]["id"]])
            answer["cursor"]["id"] = 0
        return answer

    def _count(self, request: Request) -> Document:
        command = request.command
        options = {name: int(command[name]) for name in ("skip", "limit") if command.get(name)}
        return {"n": self._collection(request).count_documents(command.get("query") or {}, **options), "ok": 1.0}

    def _distinct(self, request: Request) -> Document:
        command = request.command
        return {"values": self._collection(request).distinct(command["key"], command.get("query") or {}), "ok": 1.0}

    def _get_more(self, request: Request) -> Document:
        number = int(request.command["getMore"])
        found = self._cursors.more(number, request.command.get("batchSize"))
        return found or failure(CURSOR_GONE, f"cursor id {number} not found")

    def _kill_cursors(self, request: Request) -> Document:
        asked = [int(number) for number in request.command["cursors"]]
        killed = self._cursors.kill(asked)
        gone = [number for number in asked if number not in killed]
        return {"cursorsKilled": killed, "cursorsNotFound": gone, "cursorsAlive": [], "cursorsUnknown": [], "ok": 1.0}

    def _list_databases(self, _: Request) -> Document:
        shown = {"name": self._shown, "sizeOnDisk": self._size, "empty": False}
        return {"databases": [shown], "totalSize": self._size, "ok": 1.0}

    def _list_collections(self, request: Request) -> Document:
        names = self._database.list_collection_names() if request.database == self._shown else []
        wanted = (request.command.get("filter") or {}).get("name")
        infos = [
            {"name": name, "type": "collection", "options": {}, "info": {"readOnly": True}}
            for name in sorted(names)
            if not isinstance(wanted, str) or wanted == name
        ]
        return self._cursors.open(
            f"{request.database}.$cmd.listCollections", infos, batch_size=0 if not infos else None
        )

    def _list_indexes(self, request: Request) -> Document:
        found = [{**about, "key": dict(about["key"])} for about in self._collection(request).list_indexes()]
        return self._cursors.open(self._namespace(request), found)

    def _server_status(self, _: Request) -> Document:
        about = {"host": platform.node(), "version": VERSION, "process": "etl serve", "pid": os.getpid()}
        uptime = time.monotonic() - self._started
        return {**about, "uptime": uptime, "localTime": now(), "connections": {"current": 1}, "ok": 1.0}


_SIMPLE: dict[str, Document] = {
    "ping": {},
    "endSessions": {},
    "startSession": {"timeoutMinutes": 30},
    "refreshSessions": {},
    "killSessions": {},
    "buildInfo": {
        "version": VERSION,
        "versionArray": [4, 4, 0, 0],
        "gitVersion": f"jianbao {__version__}",
        "modules": [],
        "sysInfo": "etl serve, over an embedded store",
        "bits": 64,
        "debug": False,
        "maxBsonObjectSize": MAX_BYTES,
    },
    "connectionStatus": {
        "authInfo": {"authenticatedUsers": [], "authenticatedUserRoles": [], "authenticatedUserPrivileges": []}
    },
    "getCmdLineArgs": {"argv": ["etl", "serve"], "parsed": {}},
    "getParameter": {"featureCompatibilityVersion": {"version": "4.4"}},
    "getLog": {"totalLinesWritten": 0, "log": []},
    "getFreeMonitoringStatus": {"state": "disabled"},
    "hostInfo": {"system": {"hostname": platform.node(), "cpuAddrSize": 64}, "os": {"type": platform.system()}},
    "whatsmyuri": {"you": "127.0.0.1"},
    "dbStats": {"collections": 3, "views": 0, "objects": 0, "dataSize": 0, "storageSize": 0, "indexes": 0},
}


def _simple(answered: Document) -> Callable[[Request], Document]:
    return lambda _: {**answered, "ok": 1.0}


def _writes(command: Document) -> bool:
    stages = command.get("pipeline")
    return isinstance(stages, list) and any(isinstance(s, dict) and set(s) & {"$out", "$merge"} for s in stages)
