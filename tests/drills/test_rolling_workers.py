"""All workers are replaced, and some taken away, while they work (Q1, Q5, Q6)."""

from __future__ import annotations

from collections.abc import Callable

from tests.drills.conftest import Load
from tests.drills.support.numbered import NumberedTasks, Sum
from tests.infra.support.kube import Kube
from topology import Topology

ROLLOUT_SECONDS = 600
QUEUE = "default"


def test_a_rollout_of_all_workers_loses_no_task(
    kube: Kube, topology: Topology, load: Load, prove: Callable[[NumberedTasks], Sum]
) -> None:
    """Every worker pod of every queue is replaced under load; running tasks end or go back to the queue (Q1, Q5)."""
    workers = [f"worker-{queue}" for queue in topology.queues]
    before = {pod["metadata"]["name"] for worker in workers for pod in kube.pods(worker)}
    with load(QUEUE, milliseconds=20) as tasks:
        tasks.wait_for(0.1)
        kube.run("rollout", "restart", "-n", kube.namespace, *(f"deployment/{worker}" for worker in workers))
        for worker in workers:
            kube.wait_for_rollout(f"deployment/{worker}", seconds=ROLLOUT_SECONDS)
    after = {pod["metadata"]["name"] for worker in workers for pod in kube.pods(worker)}

    assert not before & after, "not every pod was replaced"
    prove(tasks)
