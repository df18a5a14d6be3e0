"""What tasks do, as metrics (M1): how long they take and waited, how they end, and what they ask of databases.

Labels are names of tasks and queues, which are in the code. A child that is killed at its hard time limit says nothing
itself; the worker's main process counts it.
"""

import time
from datetime import datetime
from typing import Any

import structlog
from billiard.exceptions import TimeLimitExceeded, WorkerLostError
from celery.signals import task_failure, task_postrun, task_prerun
from prometheus_client import Counter, Histogram

from celery_monitor.broker import PUBLISHED_AT
from databases import usage

SECONDS = Histogram(
    "shop_task_seconds", "Time a task ran", ["task"], buckets=(0.01, 0.05, 0.2, 1.0, 5.0, 20.0, 60.0, 240.0)
)
TASKS = Counter("shop_tasks_total", "Runs of tasks by how they ended", ["task", "outcome"])
WAIT = Histogram(
    "shop_task_wait_seconds",
    "Time from sending a message, or from when it was due, to its start",
    ["queue"],
    buckets=(0.05, 0.2, 1.0, 5.0, 20.0, 60.0, 300.0, 1_800.0),
)
STATEMENTS = Counter("shop_task_statements_total", "Statements tasks sent to the databases", ["task", "database"])
DATABASE_SECONDS = Counter("shop_task_database_seconds_total", "Time tasks waited for the databases", ["task"])

#: Celery's states after a run; anything else would be a surprise, and is one label
OUTCOMES = {"SUCCESS", "FAILURE", "RETRY", "IGNORED", "REJECTED"}
QUEUE_UNKNOWN = "unknown"
#: ends that a child cannot report itself; the worker's main process does
BY_FORCE = {TimeLimitExceeded: "killed", WorkerLostError: "lost"}

#: what runs in this child now, by task id: when it began, what it asked of databases
_running: dict[str, tuple[float, usage.Usage, Any]] = {}


def _begin(task: Any, task_id: str, **_: Any) -> None:
    request = task.request
    sent_at = getattr(request, PUBLISHED_AT, None)
    if isinstance(sent_at, int | float):
        waited = time.time() - max(sent_at, _due(request))
        # Two machines' clocks may differ by more than a quick message takes.
        WAIT.labels(_queue(task)).observe(max(0.0, waited))
    used, token = usage.begin()
    _running[task_id] = (time.perf_counter(), used, token)


def _due(request: Any) -> float:
    """Unix seconds of the message's eta; 0 where it has none."""
    try:
        return datetime.fromisoformat(request.eta).timestamp()
    except (TypeError, ValueError):
        return 0.0


def _queue(task: Any) -> str:
    named = (task.request.delivery_info or {}).get("routing_key")
    return named if named in task.app.amqp.queues else QUEUE_UNKNOWN


def _end(task: Any, task_id: str, state: str | None, **_: Any) -> None:
    if task_id not in _running:
        return
    began, used, token = _running.pop(task_id)
    usage.end(token)
    seconds = time.perf_counter() - began
    # For the record of the task's end.
    structlog.contextvars.bind_contextvars(
        seconds=round(seconds, 4), statements=used.queries, database_seconds=round(used.seconds, 4)
    )
    SECONDS.labels(task.name).observe(seconds)
    TASKS.labels(task.name, state.lower() if state in OUTCOMES else "other").inc()
    for database, statements in used.by_database.items():
        STATEMENTS.labels(task.name, database).inc(statements)
    DATABASE_SECONDS.labels(task.name).inc(used.seconds)


def _ended_by_force(sender: Any, exception: Any, **_: Any) -> None:
    for kind, outcome in BY_FORCE.items():
        if isinstance(exception, kind):
            TASKS.labels(sender.name, outcome).inc()


def install() -> None:
    """Connect to Celery's signals."""
    task_prerun.connect(_begin)
    task_postrun.connect(_end)
    task_failure.connect(_ended_by_force)
