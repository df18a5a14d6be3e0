"""What follows an event of an order: messages, caches that show its stock, work items. In a worker, after the commit.

Every part may be repeated: messages and work items carry keys of their own, and a cache is forgotten twice without
harm. So the receipt of the whole is written last (orders.tasks.follow_up), and a crash anywhere has it done again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from caching import edge, generations
from catalogue import tags
from catalogue.models import Product
from catalogue.services.invalidate import products_changed
from inventory.services import LOW_STOCK
from notifications.kinds import Kind
from notifications.services.dispatch import dispatch
from orders.models import OrderEvent
from orders.states import OrderStatus
from outbox.services.enqueue import enqueue
from useractions.kinds import ActionKind
from useractions.services.record_action import record_action

#: what the customer is told of a state; the others are seen on the order's page
TOLD = {
    OrderStatus.PAID: Kind.ORDER_PAID,
    OrderStatus.PAYMENT_FAILED: Kind.ORDER_PAYMENT_FAILED,
    OrderStatus.SHIPPED: Kind.ORDER_SHIPPED,
    OrderStatus.CANCELLED: Kind.ORDER_CANCELLED,
    OrderStatus.REFUNDED: Kind.ORDER_REFUNDED,
}


@dataclass(frozen=True, slots=True)
class Moved:
    """What the event did to the stock of one product."""

    product: Product
    before: int
    after: int


def follow_up(event_id: int) -> dict[str, Any]:
    """Do what is due; returns what was done. Raises OrderEvent.DoesNotExist and whatever the broker raises."""
    event = OrderEvent.objects.select_related("order__user").get(pk=event_id)
    moved = list(_moved(event))
    _forget_pages(moved)
    for change in moved:
        _tell_staff(event, change)
    _count_purchase(event)
    return {"products": len(moved), "told": _tell(event)}


def _moved(event: OrderEvent) -> Iterator[Moved]:
    products = Product.objects.select_related("category").in_bulk([int(key) for key in event.stock])
    for key, (before, after) in event.stock.items():
        if product := products.get(int(key)):
            yield Moved(product, before, after)


def _forget_pages(moved: list[Moved]) -> None:
    """Only where a page reads differently. Lists say nothing but "sold out": at rush hour they must stay cached."""
    listed = [change.product for change in moved if (change.before > 0) != (change.after > 0)]
    if listed:
        products_changed(listed)
    counted = [change.product for change in moved if min(change.before, change.after) < LOW_STOCK]
    if counted:
        generations.bump([tag for product in counted for tag in tags.of_product(product.slug)])
        edge.purge([path for product in counted for path in _paths(product)])


def _paths(product: Product) -> list[str]:
    """Where the number of pieces is shown."""
    return [product.get_absolute_url(), reverse("api-v1:product", kwargs={"slug": product.slug})]


def _tell_staff(event: OrderEvent, change: Moved) -> None:
    """Once, by the order that crossed the line."""
    if not change.before >= LOW_STOCK > change.after:
        return
    subject = f"low stock: product {change.product.pk}"
    message = f"{change.product.name}: {change.after} left after order {event.order.number}."
    key = f"low-stock:{event.pk}:{change.product.pk}"
    # Its name in the release before: workers of both know it (notifications.tasks).
    enqueue("notifications.tasks.raise_alert", ["warning", subject, message], {"effect_key": key})


def _count_purchase(event: OrderEvent) -> None:
    if event.to_status == OrderStatus.PAID:
        pieces = dict(event.order.items.values_list("product_id", "quantity"))
        record_action(ActionKind.PURCHASE, user_id=event.order.user_id, pieces=pieces, key=f"order-event:{event.pk}")


def _tell(event: OrderEvent) -> str:
    kind = TOLD.get(OrderStatus(event.to_status))
    if kind is None:
        return ""
    order = event.order
    context = {"number": order.number, "total": f"{order.total:.2f}", "path": order.get_absolute_url()}
    told = dispatch(order.user, kind, key=f"order-event:{event.pk}", context={**context, "note": event.note})
    return str(kind) if told else ""
