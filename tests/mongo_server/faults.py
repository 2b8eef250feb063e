"""What the server does wrong when it is told to."""

from __future__ import annotations

import time
from dataclasses import dataclass

NAMES = {10107: "NotWritablePrimary", 262: "ExceededTimeLimit", 13: "Unauthorized", 11600: "InterruptedAtShutdown"}


@dataclass
class Fault:
    """One kind of misbehaviour.

    Attributes:
        command: the command it befalls.
        code: the error answered instead of doing anything.
        hang_up: the connection is dropped; with `half`, after half the batch was written.
        refuse: the `_id` of the one document that is refused, with `document_code`.
        slow: seconds to wait before doing as asked.
        concern: the write is done, its write concern reported as not met.
        times: how often; `after` so many requests that go well.
    """

    command: str
    code: int | None = None
    hang_up: bool = False
    half: bool = False
    refuse: str | None = None
    document_code: int = 121
    slow: float = 0
    concern: bool = False
    times: int = 1
    after: int = 0

    def strikes(self, command: str) -> bool:
        """Return whether it is this request's turn, and count it."""
        if command != self.command or self.times <= 0:
            return False
        if self.after:
            self.after -= 1
            return False
        self.times -= 1
        time.sleep(self.slow)
        return True

    def told(self):
        """Return a name for test reports."""
        kinds = {
            "half": self.half,
            "drop": self.hang_up,
            "concern": self.concern,
            "slow": self.slow,
            self.code: self.code,
        }
        return f"{self.command}-{next(name for name, meant in kinds.items() if meant)}-after-{self.after}"

    def error(self) -> dict:
        """Return the answer that carries `code`."""
        return {"ok": 0.0, "errmsg": "told to fail", "code": self.code, "codeName": NAMES.get(self.code, "Error")}
