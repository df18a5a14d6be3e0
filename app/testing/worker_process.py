"""A real Celery worker in a process group of its own, on the tests' databases, that a test can kill."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from django.db import connections

from databases.routing import ANALYTICS, PRIMARY

APP_DIR = Path(__file__).resolve().parents[1]
#: seconds a worker has to end after it was asked to
END_SECONDS = 20


class WorkerProcess:
    """`celery worker` on some queues, with one child. It uses the folder of `config.settings.static` for media.

    `environment`: variables on top of the test's own; `app`: where Celery finds it (`config.worker` shows metrics).
    """

    def __init__(self, *queues: str, environment: dict[str, str] | None = None, app: str = "config") -> None:
        names = {
            "DATABASE_NAME": connections[PRIMARY].settings_dict["NAME"],
            "ANALYTICS_DATABASE_NAME": connections[ANALYTICS].settings_dict["NAME"],
        }
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", app, "worker", "--pool", "prefork", "--concurrency", "1"),
                *("--queues", ",".join(queues), "--without-gossip", "--without-mingle", "--without-heartbeat"),
                *("--loglevel", "WARNING"),
            ],
            cwd=APP_DIR,
            env={**os.environ, **names, **(environment or {})},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Worker and child at once, as a lost machine would: nothing is handed back to the broker."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(END_SECONDS)
