"""Stamp every message with the time it is published: neither Celery nor kombu does, and age cannot be told without."""

import time
from typing import Any

from celery.signals import before_task_publish

from celery_monitor.broker import PUBLISHED_AT


def _stamp(headers: dict[str, Any], **_: Any) -> None:
    # A retry carries the headers of its first message; what counts is when this one was put in the queue.
    headers[PUBLISHED_AT] = round(time.time(), 3)


def install() -> None:
    """Connect to Celery's signals: the one place that does."""
    before_task_publish.connect(_stamp)
