"""Tasks of the queue `analytics`."""

from typing import Any

from analytics import services
from config.celery import app
from databases.routing import ANALYTICS
from receipts.services import effect_once


@app.task(name="analytics.tasks.aggregate_catalogue", bind=True)
def aggregate_catalogue(self: Any, effect_key: str = "") -> dict[str, Any]:
    """Bring today's aggregates up to date. The receipt is in the analytics database, with its effect."""
    return effect_once(
        task=self.name, effect_key=effect_key or self.request.id, effect=services.aggregate_catalogue, using=ANALYTICS
    )
