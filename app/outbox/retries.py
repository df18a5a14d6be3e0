"""How tasks wait for their next try."""

from typing import Any

import structlog
from celery.canvas import Signature

log = structlog.get_logger(__name__)

#: seconds that a retry may wait in the broker, where a worker holds it. What waits longer waits in the outbox: the
#: broker hands out again whatever a worker holds for longer than its visibility timeout.
SHORT_WAIT_SECONDS = 10.0


def retrying(
    *errors: type[Exception], tries: int = 8, first_seconds: int = 2, longest_seconds: int = 300
) -> dict[str, Any]:
    """Options of a task that tries again after `errors`: `@app.task(**retrying(OSError))`.

    The waits are random between 0 and first_seconds · 2ⁿ, at most longest_seconds ("full jitter": Brooker, Exponential
    Backoff And Jitter, 2015), so tasks that failed together do not come back together. After `tries` runs the task has
    failed for good.
    """
    return {
        "autoretry_for": errors,
        "retry_backoff": first_seconds,
        "retry_backoff_max": longest_seconds,
        "retry_jitter": True,
        "max_retries": tries - 1,
    }


class Retry(Signature):  # type: ignore[misc]  # Celery has no types
    """A task's next try. What waits for long is written into the outbox; with Postgres away the broker keeps it."""

    request: Any = None

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """Called by Task.retry."""
        from django.db import Error

        from outbox.services.retry_later import retry_later

        seconds = float(self.options.get("countdown") or 0)
        try:
            if seconds > SHORT_WAIT_SECONDS and retry_later(self, self.request, seconds=seconds):
                return None
        except Error as reason:
            log.warning("retry waits in the broker", task=self.task, reason=str(reason))
        return super().apply_async(*args, **options)
