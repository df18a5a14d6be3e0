"""Move an order to its next state: the only place that does."""

from django.db import transaction
from django.utils import timezone

from orders.models import Order
from orders.services.errors import IllegalTransition
from orders.services.record_event import record_event
from orders.services.stock import StockChange, lock_products, move_stock
from orders.states import ALLOWED, Actor, OrderStatus, gives_stock_back


def lock_order(order_id: int) -> Order:
    """The order as it is now, held until the transaction ends. Taken before its payments and its products."""
    return Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order_id)


def change_status(*, order_id: int, to: OrderStatus, actor: Actor, by_id: int | None = None, note: str = "") -> Order:
    """Move it, give its stock back where the transition says so, and record who did it, in one transaction.

    Raises IllegalTransition, and Order.DoesNotExist.
    """
    with transaction.atomic():
        order = lock_order(order_id)
        before = OrderStatus(order.status)
        if to not in ALLOWED[before]:
            raise IllegalTransition(f"order {order.number} is {before}: it cannot become {to}; nothing was changed")
        order.status = to
        returned: StockChange = {}
        if gives_stock_back(before, to) and order.stock_returned_at is None:
            returned = _give_back(order)
            order.stock_returned_at = timezone.now()
        order.save(update_fields=["status", "stock_returned_at"])
        record_event(order, before=before, actor=actor, by_id=by_id, note=note, stock=returned)
    return order


def _give_back(order: Order) -> StockChange:
    pieces = dict(order.items.values_list("product_id", "quantity"))
    return move_stock(lock_products(pieces), pieces)
