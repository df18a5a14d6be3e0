"""Beat dies (Q3)."""

from __future__ import annotations

import time
from collections.abc import Callable

from testinfra.host import Host

from tests.drills.conftest import Load
from tests.drills.support.numbered import NumberedTasks, Sum
from tests.drills.support.processes import kill
from tests.drills.support.schedule import runs
from tests.infra.support.kube import Kube
from tests.infra.support.waiting import wait_until
from topology.model.vocabulary import QueueName, Role

#: an entry of every minute, and the queue it goes to
TASK, QUEUE, EVERY_SECONDS = "payments.tasks.reconcile", QueueName.CRITICAL, 60
#: a killed beat is replaced within a minute; then its entry has to be due, and to be worked off on a busy machine
REPLACED_SECONDS = 60
NOTICED_SECONDS = REPLACED_SECONDS + EVERY_SECONDS + 30


def test_a_killed_beat_is_replaced_and_sends_nothing_twice(
    machine: Host,
    kube: Kube,
    load: Load,
    prove: Callable[[NumberedTasks], Sum],
    record_property: Callable[[str, object], None],
) -> None:
    """What is due each minute goes on after the kill, at most once a minute, and no task is lost (Q3, Q5)."""
    began = time.time()

    def seen_after(moment: float) -> list[float]:
        ended = runs(kube, TASK, QUEUE, since_seconds=time.time() - began)
        return [run.timestamp() for run in ended if run.timestamp() > moment]

    with load("default") as tasks:
        wait_until(lambda: seen_after(began), seconds=NOTICED_SECONDS, what=f"{TASK} runs before the kill", poll=2)
        for pod in kube.pods(Role.BEAT):
            kill(pod)
        killed = time.time()
        wait_until(lambda: seen_after(killed), seconds=NOTICED_SECONDS, what=f"{TASK} runs after the kill", poll=2)
    seen, first = seen_after(began), min(seen_after(killed))

    record_property("seconds from the kill to the next scheduled task", round(first - killed, 1))
    assert len(seen) <= (time.time() - began) / EVERY_SECONDS + 1, seen
    prove(tasks)
