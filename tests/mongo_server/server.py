"""The socket in front of the commands."""

from __future__ import annotations

from etl.serve import WireServer
from mongo_server.commands import WriteCommands


class MongoServer(WireServer):
    """Serves until the `with` block ends."""

    def __init__(self):
        self.commands = WriteCommands()
        super().__init__(self.commands)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        super().__exit__(*error)

    def misbehave(self, *faults):
        """Do these things wrong from now on."""
        self.commands.faults = list(faults)

    def requests(self, name):
        """Return the requests of one command so far."""
        return [request for request in self.commands.seen if request.name == name]
