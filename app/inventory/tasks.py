"""Tasks of the queue `inventory`."""

from typing import Any

from config.celery import app
from inventory import services
from receipts.services import effect_once


@app.task(name="inventory.tasks.recount_stock", bind=True)
def recount_stock(self: Any, effect_key: str = "") -> dict[str, Any]:
    """Count the stock; the numbers are the receipt's outcome."""
    return effect_once(task=self.name, effect_key=effect_key or self.request.id, effect=services.recount_stock)
