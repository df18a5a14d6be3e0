"""Sending of alerts. A channel that is away is tried again; one that stays away breaks no task."""

from typing import Any

from alerts.channels.contract import Unavailable
from alerts.services import deliver as delivery
from alerts.services.send_held import send_held as merge_held
from config.celery import app

#: attempts, and seconds between them: longer and longer, at most ten minutes
TRIES = 6
PAUSES_SECONDS = (5, 20, 60, 180, 600)


@app.task(name="alerts.tasks.deliver", bind=True, max_retries=TRIES - 1)
def deliver(self: Any, notice: int) -> dict[str, str]:
    """Send one notice on its channel."""
    tried = self.request.retries
    try:
        state = delivery.deliver(notice, last=tried >= TRIES - 1)
    except Unavailable as error:
        wait = max(PAUSES_SECONDS[tried], min(error.retry_after_seconds or 0, PAUSES_SECONDS[-1]))
        raise self.retry(exc=error, countdown=wait) from None
    return {"state": state}


@app.task(name="alerts.tasks.send_held")
def send_held() -> dict[str, int]:
    """Every five minutes."""
    return {"merged": merge_held()}
