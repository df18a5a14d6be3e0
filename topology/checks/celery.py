"""Rules about queues, workers and time limits."""

from __future__ import annotations

from collections.abc import Iterator

from topology.model import Topology
from topology.problems import Problem
from topology.stackfile import Where

# Seconds that a message may be held before its task begins (10, outbox/retries.py) and that the workers leave besides
# (30, outbox/guard.py). They refuse to start below that; a test holds the sum equal.
VISIBILITY_MARGIN_SECONDS = 40


def queues_have_workers(topology: Topology, where: Where) -> Iterator[Problem]:
    """Every queue is consumed, and every worker has a queue to consume (Q2)."""
    for index, queue in enumerate(topology.queues):
        if queue in topology.queues[:index]:
            yield Problem(
                id="T208",
                where=where(("queues", index)),
                what=f"queue `{queue}` stands twice",
                why="Alerts and probes of it would be made twice",
                fix="remove one of the two",
            )
        if queue not in topology.workers:
            yield Problem(
                id="T201",
                where=where(("queues", index)),
                what=f"queue `{queue}` has no worker",
                why="Its tasks would wait for ever",
                fix=f"add `{queue}: {{}}` under `rushhour:workers`, or remove the queue",
            )
    for queue in topology.workers:
        if queue not in topology.queues:
            yield Problem(
                id="T202",
                where=where(("workers", queue)),
                what=f"worker `{queue}` has no queue of that name",
                why="Its pods would idle",
                fix=f"add `{queue}` to `rushhour:queues`, or remove the worker",
            )


def tasks_fit_the_visibility_timeout(topology: Topology, where: Where) -> Iterator[Problem]:
    """No task, with a short wait before it, may take as long as Redis keeps its message hidden (Q1)."""
    timeout = topology.celery.visibility_timeout_seconds
    for queue, worker in topology.workers.items():
        least = worker.time_limit_seconds + VISIBILITY_MARGIN_SECONDS
        if least > timeout:
            yield Problem(
                id="T203",
                where=where(("workers", queue, "timeLimitSeconds")),
                what=f"{worker.time_limit_seconds} s is not {VISIBILITY_MARGIN_SECONDS} s below the visibility timeout "
                f"of {timeout} s",
                why="Redis would hand a running task to a second worker, so the workers refuse to start",
                fix=f"lower it, or write at least {least} in `rushhour:celery.visibilityTimeoutSeconds`",
            )


def time_limits_are_ordered(topology: Topology, where: Where) -> Iterator[Problem]:
    """The soft limit comes first, so that a task can tidy up."""
    for queue, worker in topology.workers.items():
        if worker.soft_time_limit_seconds >= worker.time_limit_seconds:
            yield Problem(
                id="T204",
                where=where(("workers", queue, "softTimeLimitSeconds")),
                what=f"{worker.soft_time_limit_seconds} s is not below the hard limit of {worker.time_limit_seconds} s",
                why="Tasks would be killed without a chance to tidy up",
                fix=f"write less than {worker.time_limit_seconds}, or raise `timeLimitSeconds`",
            )


def scaling_is_ordered(topology: Topology, where: Where) -> Iterator[Problem]:
    """A queue's bounds are a range, the start lies in it, and the thresholds leave room between them (Q6)."""
    for queue, worker in topology.workers.items():
        scale = worker.autoscale
        if not worker.scaled:
            continue
        if scale.min > scale.max:
            yield Problem(
                id="T205",
                where=where(("workers", queue, "autoscale", "min")),
                what=f"{scale.min} exceeds max {scale.max}",
                why="No number of pods would be right",
                fix=f"write at most {scale.max}",
            )
        elif not scale.min <= worker.replicas <= scale.max:
            yield Problem(
                id="T206",
                where=where(("workers", queue, "replicas")),
                what=f"{worker.replicas} is not between autoscale.min {scale.min} and autoscale.max {scale.max}",
                why="The autoscaler would change it at once",
                fix=f"write {scale.min} to {scale.max}, or `autoscaler: none` to keep {worker.replicas}",
            )
        if scale.scale_down_below >= scale.scale_up_above:
            yield Problem(
                id="T207",
                where=where(("workers", queue, "autoscale", "scaleDownBelow")),
                what=f"{scale.scale_down_below} is not below scaleUpAbove {scale.scale_up_above}",
                why="One message more or less would add and remove pods for ever",
                fix=f"write less than {scale.scale_up_above}",
            )
