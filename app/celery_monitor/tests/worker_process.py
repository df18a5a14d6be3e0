"""A real worker in a process of its own, started as the chart starts it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

APP_DIR = Path(__file__).resolve().parents[2]
END_SECONDS = 40


class WorkerProcess:
    """`celery worker` on one queue, with the tasks of `held_tasks`."""

    def __init__(self, queue: str, log: Path, *, concurrency: int = 2) -> None:
        command = [
            sys.executable, "-m", "celery", "--app=celery_monitor.tests.held_tasks", "worker", f"--queues={queue}",
            f"--hostname={queue}@test", f"--concurrency={concurrency}", "--without-gossip", "--without-mingle",
        ]  # fmt: skip
        environment = {**os.environ, "REMAP_SIGTERM": "SIGQUIT", "TEST_SOFT_SHUTDOWN_SECONDS": "3"}
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=APP_DIR, env=environment, stdout=output, stderr=output, start_new_session=True
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def terminate(self) -> int:
        """Ask it to stop, as Kubernetes does, and wait until it has; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(END_SECONDS)

    def kill(self) -> None:
        """End it and its children at once, as a lost machine would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(END_SECONDS)
