"""Everything `celery_monitor status` shows: as plain data for programs, and as tables for people at 80 columns."""

import time
from typing import Any

import redis

from celery_monitor.selectors import counts, depths, queue_names
from celery_monitor.services.scale import last_look
from celery_monitor.workers import ANSWER_SECONDS, Worker, alive

#: minutes that rates and failures are told for
MINUTES = 5
COLUMNS = ("QUEUE", "READY", "ACTIVE", "LATER", "OLDEST", "IN/MIN", "OUT/MIN", "WORKERS", "PODS")
WIDTHS = (12, 8, 7, 7, 8, 8, 8, 8, 6)


def status(client: redis.Redis, *, seconds: float = ANSWER_SECONDS) -> dict[str, Any]:
    """What is known of the queues, the tasks, the workers and the autoscaler.

    Raises:
        redis.RedisError: the broker does not answer.
    """
    queues = queue_names()
    seen, counted, acted = depths(client, queues), counts(client, queues, minutes=MINUTES), last_look(client)
    workers = alive(seconds)
    at, outcomes = acted or (None, [])
    pods = {outcome.queue: outcome for outcome in outcomes}
    return {
        "queues": [
            {
                "queue": queue,
                "ready": seen[queue].ready,
                "unacked": seen[queue].unacked,
                "scheduled": seen[queue].scheduled,
                "estimated": seen[queue].estimated,
                "oldest_seconds": _rounded(seen[queue].oldest_seconds),
                "sent_per_minute": round(counted.rates[queue].sent, 2),
                "done_per_minute": round(counted.rates[queue].done, 2),
                "workers": sum(1 for worker in workers if worker.queue == queue),
                "pods": pods[queue].desired if queue in pods else None,
                "autoscaler": pods[queue].error or pods[queue].reason if queue in pods else None,
            }
            for queue in queues
        ],
        "tasks": _tasks(counted.failed, counted.retried, workers),
        "workers": [{"name": worker.name, "active": worker.active} for worker in workers],
        "autoscaler_seconds_ago": None if at is None else round(max(0.0, time.time() - at), 1),
        "minutes": MINUTES,
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _tasks(failed: dict[str, int], retried: dict[str, int], workers: list[Worker]) -> list[dict[str, Any]]:
    active = [name for worker in workers for name in worker.active]
    names = sorted({*failed, *retried, *active})
    return [
        {"task": n, "failed": failed.get(n, 0), "retried": retried.get(n, 0), "active": active.count(n)} for n in names
    ]


def unattended(found: dict[str, Any]) -> list[str]:
    """Queues that hold messages and that no worker answers for."""
    return [q["queue"] for q in found["queues"] if q["ready"] + q["unacked"] + q["scheduled"] and not q["workers"]]


def as_text(found: dict[str, Any]) -> str:
    """Tables of at most 80 columns."""
    lines = [_row(COLUMNS)]
    lines += [_row(_cells(queue)) for queue in found["queues"]]
    if any(queue["estimated"] for queue in found["queues"]):
        lines.append("~ estimated: workers hold more messages than were looked at")
    if found["tasks"]:
        head = f"TASK, last {found['minutes']} min"
        lines += ["", f"{head:53}{'ACTIVE':>8}{'FAILED':>8}{'RETRIED':>9}"]
        lines += [f"{t['task'][:52]:53}{t['active']:8}{t['failed']:8}{t['retried']:9}" for t in found["tasks"]]
    ago = found["autoscaler_seconds_ago"]
    lines += ["", "The autoscaler has not acted within the hour." if ago is None else f"Autoscaler, {ago:.0f} s ago:"]
    lines += [f"  {q['queue']:11} {q['autoscaler']}"[:80] for q in found["queues"] if q["autoscaler"]]
    lines += [f"{queue}: holds messages, and no worker answers for it" for queue in unattended(found)]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    first, *others = zip(cells, WIDTHS, strict=True)
    return f"{first[0]:{first[1]}}" + "".join(f"{text:>{width}}" for text, width in others)


def _cells(queue: dict[str, Any]) -> tuple[str, ...]:
    about = "~" if queue["estimated"] else ""
    return (
        queue["queue"],
        f"{queue['ready']}",
        f"{about}{queue['unacked']}",
        f"{about}{queue['scheduled']}",
        duration(queue["oldest_seconds"]),
        f"{queue['sent_per_minute']:.1f}",
        f"{queue['done_per_minute']:.1f}",
        f"{queue['workers']}",
        "-" if queue["pods"] is None else f"{queue['pods']}",
    )


def duration(seconds: float | None) -> str:
    """A length of time in few letters: `4s`, `12m`, `3h`, `5d`."""
    if seconds is None:
        return "-"
    for limit, size, letter in ((120, 1, "s"), (7_200, 60, "m"), (172_800, 3_600, "h")):
        if seconds < limit:
            return f"{seconds / size:.0f}{letter}"
    return f"{seconds / 86_400:.0f}d"
