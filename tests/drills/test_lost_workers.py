"""Workers are killed in the middle of a task (Q1, Q5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from tests.drills.conftest import Load
from tests.drills.support.numbered import NumberedTasks, Sum
from tests.drills.support.processes import kill
from tests.infra.support.kube import Kube
from tests.infra.support.waiting import wait_until

Prove = Callable[[NumberedTasks], Sum]
QUEUE = "default"
WORKER = f"worker-{QUEUE}"
READY_SECONDS = 180
# Kills prefork's children; the worker's first process is another's business.
KILL_CHILDREN = """
import os, signal
for name in filter(str.isdigit, os.listdir("/proc")):
    try:
        parent = open(f"/proc/{name}/stat").read().rpartition(")")[2].split()[1]
        command = open(f"/proc/{name}/cmdline").read()
    except OSError:
        continue
    if parent == "1" and "celery" in command:
        os.kill(int(name), signal.SIGKILL)
        print("{}")
"""


def test_killed_children_lose_no_task(kube: Kube, load: Load, prove: Prove) -> None:
    """The process that runs a task is killed five times: each task it held runs again, with one effect (Q1, Q5)."""
    with load(QUEUE, milliseconds=20) as tasks:
        for share in (0.1, 0.25, 0.4, 0.55, 0.7):
            tasks.wait_for(share)
            killed = kube.exec(f"deploy/{WORKER}", "python", "-", stdin=KILL_CHILDREN).out
            assert "{}" in killed, "no child was there to be killed"
    counted = prove(tasks)

    assert counted.delivered_again > 0, "every kill came between two tasks: the drill proved nothing"


def test_killed_workers_lose_no_task(machine: Host, kube: Kube, load: Load, prove: Prove) -> None:
    """The whole worker is killed three times: what it held comes back when the visibility timeout ends (Q1, Q5)."""
    with load(QUEUE, milliseconds=20) as tasks:
        for share in (0.1, 0.3, 0.5):
            tasks.wait_for(share)
            pod = kube.pods(WORKER)[0]
            before = restarts(kube, pod["metadata"]["name"])
            kill(pod)
            wait_until(
                lambda name=pod["metadata"]["name"]: restarts(kube, name),
                lambda now, before=before: now > before,
                seconds=READY_SECONDS,
                what="Kubernetes starts the worker again",
            )
    prove(tasks)


def restarts(kube: Kube, pod: str) -> int:
    """How often the pod's container was started again."""
    found = kube.get("pod", pod)["status"]
    return sum(int(container["restartCount"]) for container in found.get("containerStatuses", []))


@pytest.fixture(autouse=True)
def _as_before(kube: Kube) -> object:
    """Leave the workers ready."""
    yield
    kube.wait_for_rollout(f"deployment/{WORKER}", seconds=READY_SECONDS)
