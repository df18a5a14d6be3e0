"""Celery's processes. For the whole platform one question to all workers at once, never one that a probe repeats;
in a pod of such a process the file that it keeps touching."""

import time
from pathlib import Path

from celery_monitor.broker import client
from celery_monitor.selectors import depths, queue_names
from celery_monitor.workers import alive
from health.answers import Finding

#: seconds that workers have to answer
ANSWER_SECONDS = 2.0


def workers() -> Finding:
    """Each queue of the deployment has a worker that answers; one that holds messages must."""
    answered = {worker.queue for worker in alive(ANSWER_SECONDS)}
    without = [queue for queue in queue_names() if queue not in answered]
    if not without:
        return Finding(True, f"all {len(queue_names())} queues have a worker")
    found = depths(client(), tuple(without))
    waiting = [f"{queue} ({depth.pending} messages wait)" for queue, depth in found.items() if depth.pending]
    if waiting:
        return Finding(False, f"nobody works on {', '.join(waiting)}")
    return Finding(False, f"no worker answers for {', '.join(without)}; they hold no message", spares=True)


def heartbeat(path: Path, most_seconds: float) -> Finding:
    """The process of this pod has shown a sign of life; the limit is its liveness probe's."""
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return Finding(False, f"{path} is not there: the process has not started, or this is another pod")
    return Finding(age <= most_seconds, f"{path} was touched {age:.0f} s ago (at most {most_seconds:.0f})")
