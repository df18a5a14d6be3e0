"""Count what goes into the queues, what is done and what fails, where every process of the app can add to it.

A hash a minute for rates, and one that only grows for Prometheus. Fields are bounded: two a queue, two a known task.
"""

import time
from typing import Any

import redis
import structlog
from celery.signals import after_task_publish, task_failure, task_postrun, task_retry

from celery_monitor.broker import PREFIX, client

log = structlog.get_logger(__name__)

TOTALS = f"{PREFIX}totals"
MINUTE_SECONDS = 60
#: minutes that are kept
KEPT_MINUTES = 20
SENT, DONE, FAILED, RETRIED = "sent", "done", "failed", "retried"
#: stands for every name that no task of this app has
UNKNOWN = "unknown"


def bucket(minute: int) -> str:
    """Key of the counts of one minute since the epoch."""
    return f"{PREFIX}minute:{minute}"


def add(kind: str, name: str) -> None:
    """Count one. A broker that does not answer costs the count, never the task."""
    field, key = f"{kind}|{name}", bucket(int(time.time() // MINUTE_SECONDS))
    try:
        with client().pipeline(transaction=False) as pipe:
            pipe.hincrby(key, field, 1)
            pipe.expire(key, KEPT_MINUTES * MINUTE_SECONDS)
            pipe.hincrby(TOTALS, field, 1)
            pipe.execute()
    except redis.RedisError as error:
        log.debug("a count was lost", kind=kind, name=name, reason=str(error))


def _known_queue(app: Any, name: str | None) -> str:
    return name if name in app.amqp.queues else UNKNOWN


def _sent(routing_key: str | None = None, **_: Any) -> None:
    from config.celery import app

    add(SENT, _known_queue(app, routing_key))


def _done(task: Any, **_: Any) -> None:
    request = task.request
    # A task that is called directly was in no queue.
    if not request.is_eager and request.delivery_info:
        add(DONE, _known_queue(task.app, request.delivery_info.get("routing_key")))


def _name(sender: Any) -> str:
    return sender.name if getattr(sender, "name", None) in sender.app.tasks else UNKNOWN


def _failed(sender: Any, **_: Any) -> None:
    if not sender.request.is_eager:
        add(FAILED, _name(sender))


def _retried(sender: Any, request: Any, **_: Any) -> None:
    if not request.is_eager:
        add(RETRIED, _name(sender))


def install() -> None:
    """Connect to Celery's signals: the one place that does."""
    after_task_publish.connect(_sent)
    task_postrun.connect(_done)
    task_failure.connect(_failed)
    task_retry.connect(_retried)
