"""The broker dies while it is full of tasks (Q1, Q5, C3)."""

from __future__ import annotations

from collections.abc import Callable

from testinfra.host import Host

from tests.drills.conftest import Load
from tests.drills.support.numbered import NumberedTasks, Sum
from tests.drills.support.processes import kill
from tests.infra.support.kube import Kube
from tests.infra.support.waiting import wait_until
from topology.model.vocabulary import Role

READY_SECONDS = 180


def test_a_killed_broker_loses_no_task(
    machine: Host, kube: Kube, load: Load, prove: Callable[[NumberedTasks], Sum]
) -> None:
    """Killed while tasks are asked for and while they run: the outbox and the append-only file keep all (Q5)."""
    with load("default") as tasks:
        for share in (0.01, 0.3):
            tasks.wait_for(share)
            kill(kube.pods(Role.REDIS_BROKER)[0])
            wait_until(
                lambda: len(kube.pods(Role.REDIS_BROKER)), lambda pods: pods == 1,
                seconds=READY_SECONDS, what="the broker is back",
            )  # fmt: skip
    prove(tasks)


def test_a_deleted_broker_pod_loses_no_task(kube: Kube, load: Load, prove: Callable[[NumberedTasks], Sum]) -> None:
    """A new pod with a new address takes over the volume, and everybody finds it (Q5)."""
    with load("default") as tasks:
        tasks.wait_for(0.2)
        kube.run(
            "delete", "pod", f"{Role.REDIS_BROKER}-0", "-n", kube.namespace, "--grace-period=0", "--force", seconds=60
        )
    prove(tasks)
