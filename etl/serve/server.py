"""The socket: a thread a connection, on loopback only."""

from __future__ import annotations

import socketserver
import threading
from typing import TYPE_CHECKING

from etl.errors import ProtocolError
from etl.serve.protocol import answer, read_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.serve.protocol import Request
    from etl.store.base import Document

    Answerer = Callable[[Request], Document | None]

HOST = "127.0.0.1"


class _Connection(socketserver.StreamRequestHandler):
    """Reads requests until the client goes, or sends bytes that are none; other connections do not notice."""

    disable_nagle_algorithm = True
    server: WireServer

    def handle(self) -> None:
        """Answer one request after the other."""
        try:
            while request := read_request(self.rfile.read):
                document = self.server.answerer(request)
                if document is None:
                    return
                if request.answered:
                    self.wfile.write(answer(request, document))
        except (ProtocolError, OSError):
            return


class WireServer(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1 and hands each request to `answerer`.

    Attributes:
        answerer: returns the answer's document; `None` hangs up.
        uri: where clients find it.

    Example:
        >>> with WireServer(lambda request: {"ok": 1.0}) as server:
        ...     server.uri.startswith("mongodb://127.0.0.1:")
        True
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answerer: Answerer, port: int = 0) -> None:
        self.answerer = answerer
        super().__init__((HOST, port), _Connection)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    @property
    def uri(self) -> str:
        """Where clients find it."""
        return f"mongodb://{HOST}:{self.port}"

    def start(self) -> None:
        """Serve in the background, until `shutdown`."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
