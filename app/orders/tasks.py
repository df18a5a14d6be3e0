"""Tasks of orders: queues `default` and `maintenance`."""

from typing import Any

from config.celery import app
from orders.services import catch_up as catching_up
from orders.services import expire_unpaid as expiring
from orders.services import follow_up as following_up
from receipts.services import effect_once


@app.task(name="orders.tasks.follow_up", bind=True)
def follow_up(self: Any, event_id: int, effect_key: str = "") -> dict[str, Any]:
    """Mails, caches and work items after an order's event. What fails for good is a dead letter."""
    return effect_once(
        task=self.name,
        effect_key=effect_key or self.request.id,
        effect=lambda: following_up.follow_up(event_id),
    )


@app.task(name="orders.tasks.catch_up")
def catch_up() -> dict[str, Any]:
    """Every few minutes, for what the broker lost; messages that are sent again have effect keys that are known."""
    return catching_up.catch_up()


@app.task(name="orders.tasks.expire_unpaid")
def expire_unpaid() -> dict[str, Any]:
    """Every few minutes; the state of each order makes a repetition harmless."""
    return expiring.expire_unpaid()
