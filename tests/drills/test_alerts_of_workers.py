"""Workers that are gone, and processes that the kernel kills (M4, M5, Q6)."""

from __future__ import annotations

from collections.abc import Callable

from tests.drills.conftest import Load
from tests.drills.support.numbered import NumberedTasks, Sum
from tests.drills.support.trouble import Watcher, stopped
from tests.infra.support.kube import Kube
from topology.model.vocabulary import QueueName, Role

QUEUE = QueueName.REPORTS
#: tasks that wait for the worker
WAITING = 50
#: pods report what they use once a minute; a growth is between two reports
REPORTED_SECONDS = 240
HOG = "held = []\nwhile True: held.append(bytearray(64 << 20))"


def test_a_queue_without_a_worker_is_told_and_its_tasks_wait(
    watcher: Watcher, kube: Kube, load: Load, prove: Callable[[NumberedTasks], Sum]
) -> None:
    """No worker, and no autoscaler to bring one: both are told; afterwards every task that waited is done (Q5, Q6)."""
    watcher.quiet("NoWorker", "NoTargets")
    with load(QUEUE, tasks=WAITING) as tasks:
        with stopped(kube, f"deployment/{Role.AUTOSCALER}", f"deployment/worker-{QUEUE}"):
            watcher.fires("NoWorker", "NoTargets")
        watcher.clears("NoWorker", "NoTargets")
    prove(tasks)

    assert f"worker-{QUEUE}" in str(watcher.said["NoWorker"])


def test_a_process_killed_for_want_of_memory_is_told(watcher: Watcher, kube: Kube) -> None:
    """A hog in a worker's pod meets the limit: Prometheus and the monitor say which pod it was (M4)."""
    (pod, *_) = kube.pods(f"worker-{QUEUE}")
    name = pod["metadata"]["name"]
    ended = kube.exec(name, "python", "-c", HOG, container="worker", check=False, seconds=120)
    found = watcher.finds("system", f"system:{name}:oom", seconds=REPORTED_SECONDS)
    watcher.fires("ContainerKilledForMemory")
    watcher.closes("system", f"system:{name}:oom", seconds=REPORTED_SECONDS)

    assert ended.status == 137, ended
    assert found["level"] == "critical"
    assert name in str(watcher.said["ContainerKilledForMemory"])
