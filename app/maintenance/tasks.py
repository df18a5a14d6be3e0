"""Tasks of the queue `maintenance`."""

from typing import Any

from config.celery import app
from maintenance import services
from receipts.services import effect_once


@app.task(name="maintenance.tasks.clear_expired", bind=True)
def clear_expired(self: Any, effect_key: str = "") -> dict[str, Any]:
    """Daily at 02:00."""
    return effect_once(task=self.name, effect_key=effect_key or self.request.id, effect=services.clear_expired)
