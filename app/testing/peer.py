"""Another process of the app on the same Redis and Postgres, that a test can ask to do things.

with Peer({"CACHE_TTL_PROCESS_SECONDS": "60"}) as peer:
    peer.call("caching.tests.peer_calls", "read", "name")
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

APP_DIR = Path(__file__).resolve().parents[1]
#: seconds a process has to end after it was asked to
END_SECONDS = 10


class Peer:
    """A process with its own environment. Its calls can be started and collected later, so that several overlap."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "testing.peer"],
            cwd=APP_DIR,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def call(self, module: str, function: str, *arguments: Any) -> Any:
        """What the function returns there."""
        self.start(module, function, *arguments)
        return self.result()

    def start(self, module: str, function: str, *arguments: Any) -> None:
        """Let it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([module, function, arguments]) + "\n")
        self.process.stdin.flush()

    def result(self) -> Any:
        """What the call that was started first returned."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the other process ended with {self.process.wait(END_SECONDS)}"
        return json.loads(line)

    def kill(self) -> None:
        """End it at once, as a lost machine would."""
        self.process.kill()
        self.process.wait(END_SECONDS)


def _serve() -> None:
    """Carry out the calls, a line each."""
    from config.profile import use_profile

    use_profile()
    import importlib

    import django

    django.setup()
    for line in sys.stdin:
        module, function, arguments = json.loads(line)
        answer = getattr(importlib.import_module(module), function)(*arguments)
        print(json.dumps(answer), flush=True)  # noqa: T201  (the answer is the output)


if __name__ == "__main__":
    _serve()
