"""Workers come and go with the load (Q6, Q5)."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.drills.conftest import Load
from tests.drills.support.numbered import NumberedTasks, Sum
from tests.infra.support.kube import Kube
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.vocabulary import QueueName

QUEUE = QueueName.DEFAULT
DEPLOYMENT = f"deployment/worker-{QUEUE}"
UP_SECONDS = 600
DOWN_SECONDS = 900


def replicas(kube: Kube) -> int:
    """How many workers the queue is to have."""
    return int(kube.get(DEPLOYMENT)["spec"]["replicas"])


def ready(kube: Kube) -> int:
    """How many of them work."""
    return int(kube.get(DEPLOYMENT)["status"].get("readyReplicas", 0))


def test_the_autoscaler_follows_the_load(
    kube: Kube,
    topology: Topology,
    load: Load,
    prove: Callable[[NumberedTasks], Sum],
    record_property: Callable[[str, object], None],
) -> None:
    """A rush is answered with more workers up to the limit; after it they leave one by one; nothing is lost (Q6)."""
    bounds = topology.workers[QUEUE].autoscale
    wait_until(
        lambda: replicas(kube), lambda now: now == bounds.min, seconds=DOWN_SECONDS, what="no rush is left", poll=2
    )
    began = time.time()
    with load(QUEUE, milliseconds=40) as tasks:
        wait_until(
            lambda: ready(kube), lambda now: now == bounds.max, seconds=UP_SECONDS, what="as many workers as may be"
        )
        record_property("seconds until all workers were ready", round(time.time() - began, 1))
    ended = time.time()
    prove(tasks)
    seen: list[int] = []
    wait_until(
        lambda: seen.append(replicas(kube)) or seen[-1], lambda now: now == bounds.min,
        seconds=DOWN_SECONDS, what="as few workers as may be", poll=2,
    )  # fmt: skip
    record_property("seconds until the last of them had left", round(time.time() - ended, 1))

    assert seen == sorted(seen, reverse=True), f"workers came back while nothing was to be done: {seen}"


def test_scaling_down_under_load_loses_no_task(
    kube: Kube, topology: Topology, load: Load, prove: Callable[[NumberedTasks], Sum]
) -> None:
    """Workers taken away in a rush end what they run; the autoscaler brings new ones (Q5, Q6)."""
    bounds = topology.workers[QUEUE].autoscale
    with load(QUEUE, milliseconds=40) as tasks:
        for share in (0.1, 0.5):
            tasks.wait_for(share)
            wait_until(
                lambda: ready(kube),
                lambda now: now > bounds.min,
                seconds=UP_SECONDS,
                what="more workers than the least",
            )
            kube.run("scale", DEPLOYMENT, "-n", kube.namespace, f"--replicas={bounds.min}")
    prove(tasks)
