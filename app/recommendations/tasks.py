"""Tasks of the recommendations: queue `analytics`."""

from typing import Any

from config.celery import app
from receipts.services import effect_once
from recommendations.services import count_co_purchases as counting


@app.task(name="recommendations.tasks.count_co_purchases", bind=True)
def count_co_purchases(self: Any, effect_key: str = "") -> dict[str, Any]:
    """Count which products are bought together (hourly)."""
    return effect_once(task=self.name, effect_key=effect_key or self.request.id, effect=counting.count_co_purchases)
