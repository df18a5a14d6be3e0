"""Cancel what nobody paid in time."""

from typing import Any

import structlog
from django.utils import timezone

from orders.models import Order
from orders.services.change_status import change_status
from orders.services.errors import IllegalTransition
from orders.states import Actor, OrderStatus

log = structlog.get_logger(__name__)

#: orders a run; the schedule runs often enough for the rest
BATCH = 500


def expire_unpaid() -> dict[str, Any]:
    """Each in a transaction of its own, so that one locked order holds up no other.

    Money that turns up for a cancelled order goes back by itself (payments.services.advance).
    """
    due = Order.objects.filter(status=OrderStatus.PENDING_PAYMENT, expires_at__lt=timezone.now())
    expired = 0
    for order_id in list(due.order_by("expires_at").values_list("pk", flat=True)[:BATCH]):
        try:
            change_status(order_id=order_id, to=OrderStatus.CANCELLED, actor=Actor.SCHEDULE, note="Not paid in time")
        except IllegalTransition as moved:
            log.info("order moved before it expired", order=order_id, reason=str(moved))
        else:
            expired += 1
    return {"expired": expired}
