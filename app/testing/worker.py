"""A worker in a process of its own, as in a pod, on the test's databases and broker."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

#: where manage.py is
FOLDER = Path(__file__).resolve().parents[1]
#: seconds a worker gets to stop
STOP_SECONDS = 30


def environment() -> dict[str, str]:
    """The tests' environment, with the names of their databases: for processes that a test starts."""
    names = {"DATABASE_NAME": "default", "ANALYTICS_DATABASE_NAME": "analytics"}
    return os.environ | {key: str(connections[alias].settings_dict["NAME"]) for key, alias in names.items()}


@contextmanager
def running_worker(
    *queues: str, include: str = "", concurrency: int = 2, arguments: tuple[str, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """`celery worker` with forked children on `queues`, and the tasks of a module of the test's (`include`).

    What it said is shown where the test fails.
    """
    command = [sys.executable, "-m", "celery", "--app=config", "worker", "--without-gossip", "--without-mingle"]
    command += [f"--queues={','.join(queues)}", f"--concurrency={concurrency}", *arguments]
    command += [f"--include={include}"] if include else []
    with tempfile.TemporaryFile() as said:
        worker = subprocess.Popen(
            command, cwd=FOLDER, env=environment(), stdout=said, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield worker
        except BaseException:
            said.seek(0)
            sys.stdout.write(said.read().decode(errors="replace"))
            raise
        finally:
            _stop(worker)


def _stop(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(STOP_SECONDS)
