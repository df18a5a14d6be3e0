"""The part of a worker that takes messages from the broker. Imported by workers only (the setting worker_consumer)."""

import time
from typing import Any

import structlog
from celery.utils.log import get_logger
from celery.worker.consumer import Consumer

from outbox.durable import keep_unknown

log = structlog.get_logger(__name__)

#: seconds before a message goes back to its queue, where this worker may be the next to take it
PAUSE_SECONDS = 1.0


class DurableConsumer(Consumer):  # type: ignore[misc]  # Celery has no types
    """Celery's, which takes a message for a task that it does not know out of its queue, and only then says so."""

    def on_unknown_task(self, body: Any, message: Any, exc: Exception) -> None:
        """First the dead letter, then Celery's own; with Postgres away the message goes back to its queue."""
        from django.db import Error

        name, task_id = message.headers["task"], message.headers["id"]
        try:
            keep_unknown(message, name, task_id)
        except Error as reason:
            log.warning("dead letter not written", task=name, task_id=task_id, reason=str(reason))
            time.sleep(PAUSE_SECONDS)
            message.reject_log_error(get_logger(__name__), self.connection_errors, requeue=True)
            return
        except Exception as reason:  # noqa: BLE001 - a message that cannot even be read would come back for ever
            log.error("unknown message not kept", task=name, task_id=task_id, reason=type(reason).__name__)
        super().on_unknown_task(body, message, exc)
