"""Workers and beat: alive, and each where the topology puts it (Q1, Q3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.redis import addresses, asking
from topology import Topology
from topology.model.vocabulary import Role

# redbeat's own names under its default prefix `redbeat:`.
LOCK = "redbeat::lock"
SCHEDULE = "redbeat::schedule"
ENTRIES = {"warm-up-caches", "flush-view-counts", "clear-expired-sessions"}


@pytest.fixture(scope="module")
def workers(kube: Kube) -> dict[str, Any]:
    """What every worker answers to Celery's own `inspect`, by worker name."""
    found: dict[str, Any] = kube.inside("inspect_workers.py")
    return found


def broker(kube: Kube, topology: Topology, *commands: str) -> list[dict[str, Any]]:
    """The broker's answers."""
    (address,) = addresses(topology, Role.REDIS_BROKER)
    (answers,) = kube.inside("redis_ask.py", asking(address, *commands, password="broker_password"))
    return list(answers)


def test_each_queue_has_its_workers(workers: dict[str, Any], topology: Topology, queue: str) -> None:
    """As many workers as the topology permits answer for the queue, and each consumes that queue alone (Q2, Q6)."""
    mine = {name: about for name, about in workers.items() if name.startswith(f"{queue}@")}
    facts = next(worker for name, worker in topology.workers.items() if name == queue)

    assert facts.least_replicas <= len(mine) <= facts.most_replicas, sorted(workers)
    assert all(about["queues"] == [queue] for about in mine.values()), mine


def test_workers_have_the_topologys_limits(workers: dict[str, Any], topology: Topology, queue: str) -> None:
    """Concurrency, children's lifetime and time limits are the stack file's (Q1)."""
    facts = next(worker for name, worker in topology.workers.items() if name == queue)
    expected = {
        "max-concurrency": facts.concurrency,
        "max-tasks-per-child": facts.max_tasks_per_child,
        "timeouts": [facts.soft_time_limit_seconds, facts.time_limit_seconds],
    }
    for name, about in workers.items():
        if name.startswith(f"{queue}@"):
            assert {key: about["pool"][key] for key in expected} == expected, name


def test_tasks_are_acknowledged_late_and_survive_a_lost_worker(workers: dict[str, Any]) -> None:
    """A task whose worker dies goes back to its queue (Q1)."""
    for name, about in workers.items():
        assert about["configuration"] == {
            "task_acks_late": True, "task_reject_on_worker_lost": True, "task_serializer": "msgpack",
            "worker_send_task_events": True, "worker_disable_prefetch": True,
        }, name  # fmt: skip


def test_a_message_outlives_the_longest_task(workers: dict[str, Any], topology: Topology) -> None:
    """The broker hides a running task's message for longer than any task may run (Q1)."""
    longest = max(worker.time_limit_seconds for worker in topology.workers.values())

    assert {about["visibility_timeout"] for about in workers.values()} == {topology.celery.visibility_timeout_seconds}
    assert longest < topology.celery.visibility_timeout_seconds


def test_one_beat_holds_the_lock(kube: Kube, topology: Topology) -> None:
    """Beat holds redbeat's lock, which expires soon enough for another to take over (Q3)."""
    (remaining,) = broker(kube, topology, f"PTTL {LOCK}")

    assert 0 < remaining["value"] <= topology.beat.lock_seconds * 1000, remaining


def test_the_schedule_is_loaded(kube: Kube, topology: Topology) -> None:
    """The periodic tasks wait in the broker with the time of their next run (Q3, C8)."""
    (entries,) = broker(kube, topology, f"ZRANGE {SCHEDULE} 0 -1")

    assert {entry.removeprefix("redbeat:") for entry in entries["value"]} >= ENTRIES, entries


def test_no_task_waits_long(kube: Kube, topology: Topology) -> None:
    """A stack at rest works its queues off: none holds more than a few messages (Q6)."""
    lengths = broker(kube, topology, *(f"LLEN {queue}" for queue in topology.queues))

    assert all(answer["value"] <= 5 for answer in lengths), dict(zip(topology.queues, lengths, strict=True))
