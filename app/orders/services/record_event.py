"""Write down what happened to an order, and have its follow-up done once that has committed."""

from django.db import transaction
from prometheus_client import Counter

from orders.models import Order, OrderEvent
from orders.services.send_follow_up import send_follow_up
from orders.services.stock import StockChange
from orders.states import Actor, OrderStatus

ENTERED = Counter("shop_orders_total", "Orders that entered a state", ["state"])


def record_event(
    order: Order,
    *,
    before: OrderStatus | None,
    actor: Actor,
    by_id: int | None = None,
    note: str = "",
    stock: StockChange | None = None,
) -> OrderEvent:
    """The order is in its new state already. Must run in that change's transaction."""
    event = OrderEvent.objects.create(
        order=order,
        actor=actor,
        by_id=by_id,
        from_status=before or "",
        to_status=order.status,
        note=note,
        stock=stock or {},
    )
    transaction.on_commit(ENTERED.labels(event.to_status).inc, robust=True)
    send_follow_up(event.pk)
    return event
