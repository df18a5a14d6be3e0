"""Carry the request id into tasks: what a request published is found in the logs under the request's id."""

from typing import Any

import structlog
from celery.signals import before_task_publish, task_postrun, task_prerun

log = structlog.get_logger(__name__)

HEADER = "request_id"


def _publish(headers: dict[str, Any], **_: Any) -> None:
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        headers[HEADER] = request_id


def _begin(task: Any, task_id: str, **_: Any) -> None:
    structlog.contextvars.clear_contextvars()
    known = {"task": task.name, "task_id": task_id}
    request_id = getattr(task.request, HEADER, None)
    structlog.contextvars.bind_contextvars(**known, **({"request_id": request_id} if request_id else {}))


def _end(state: str, **_: Any) -> None:
    log.info("task finished", state=state)
    structlog.contextvars.clear_contextvars()


def install() -> None:
    """Connect to Celery's signals."""
    before_task_publish.connect(_publish)
    task_prerun.connect(_begin)
    task_postrun.connect(_end)
