"""The table of states is the law, and the events are what happened (S1)."""

import pytest
from django.db import DatabaseError, transaction
from prometheus_client import REGISTRY

from catalogue.models import Product
from orders.models import Order, OrderEvent
from orders.services.change_status import change_status
from orders.services.errors import IllegalTransition
from orders.states import ALLOWED, HOLDS_STOCK, STOCK_IS_BACK, Actor, OrderStatus
from orders.tests.buying import placed_order
from testing.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

PENDING, FAILED, PAID, SHIPPED, DELIVERED, CANCELLED, REFUNDING, REFUNDED = (
    OrderStatus(name)
    for name in (
        "pending_payment", "payment_failed", "paid", "shipped", "delivered", "cancelled", "refund_pending", "refunded"
    )
)  # fmt: skip

#: a way to each state, without the beginning
WAYS = {
    PENDING: [],
    FAILED: [FAILED],
    PAID: [PAID],
    SHIPPED: [PAID, SHIPPED],
    DELIVERED: [PAID, SHIPPED, DELIVERED],
    CANCELLED: [CANCELLED],
    REFUNDING: [PAID, REFUNDING],
    REFUNDED: [PAID, REFUNDING, REFUNDED],
}
#: the transitions as a shop's staff would write them down, once more and independently of the code
LAWFUL = {
    (PENDING, PAID), (PENDING, FAILED), (PENDING, CANCELLED), (FAILED, CANCELLED), (PAID, SHIPPED),
    (SHIPPED, DELIVERED), (PAID, REFUNDING), (SHIPPED, REFUNDING), (DELIVERED, REFUNDING), (REFUNDING, REFUNDED),
}  # fmt: skip


def moved(*way):
    """An order for three of ten pieces that went this way."""
    order = placed_order(ProductFactory(stock=10), quantity=3)
    for to in way:
        change_status(order_id=order.pk, to=to, actor=Actor.STAFF)
    return order


def test_exactly_the_lawful_transitions_are_allowed():
    """Every pair of states is tried on a real order; a refused one leaves state, stock and events alone."""
    assert {(before, to) for before, targets in ALLOWED.items() for to in targets} == LAWFUL
    for before in OrderStatus:
        order = moved(*WAYS[before])
        events, stock = order.events.count(), order.items.get().product.stock
        for to in set(OrderStatus) - {to for origin, to in LAWFUL if origin == before}:
            with pytest.raises(IllegalTransition, match=f"is {before}: it cannot become {to}"):
                change_status(order_id=order.pk, to=to, actor=Actor.STAFF)
        order.refresh_from_db()
        assert (order.status, order.events.count()) == (before, events)
        assert order.items.get().product.stock == stock
    for before, to in LAWFUL:
        order = moved(*WAYS[before], to)
        order.refresh_from_db()
        assert order.status == to


@pytest.mark.parametrize(
    ("way", "left"),
    [
        ([], 7), ([FAILED], 10), ([FAILED, CANCELLED], 10), ([CANCELLED], 10), ([PAID], 7), ([PAID, SHIPPED], 7),
        ([PAID, REFUNDING], 10), ([PAID, REFUNDING, REFUNDED], 10), ([PAID, SHIPPED, REFUNDING, REFUNDED], 7),
        ([PAID, SHIPPED, DELIVERED, REFUNDING], 7),
    ],
)  # fmt: skip
def test_stock_comes_back_exactly_once(way, left):
    """On failure, cancellation, or a refund before shipping; a second reason gives nothing more."""
    order = moved(*way)
    assert Product.objects.get().stock == left
    order.refresh_from_db()
    assert (order.stock_returned_at is not None) is (left == 10)


def test_each_state_says_where_the_stock_is():
    """But the refund states, where it depends on whether the goods had left."""
    assert set(OrderStatus) - {REFUNDING, REFUNDED} == HOLDS_STOCK | STOCK_IS_BACK
    assert not HOLDS_STOCK & STOCK_IS_BACK


def test_events_say_who_when_from_and_to():
    """In order, with what each did to the shelf."""
    order, staff = moved(), UserFactory(is_staff=True)
    change_status(order_id=order.pk, to=CANCELLED, actor=Actor.STAFF, by_id=staff.pk, note="Called us")
    first, last = order.events.all()
    assert first.at <= last.at
    assert (last.from_status, last.to_status, last.actor, last.by, last.note) == (
        "pending_payment", "cancelled", "staff", staff, "Called us"
    )  # fmt: skip
    assert last.stock == {str(order.items.get().product_id): [7, 10]}


def test_what_orders_enter_is_counted_once_it_has_committed():
    """A rise of failed payments shows on the dashboards; what was rolled back does not."""

    def counted():
        return REGISTRY.get_sample_value("shop_orders_total", {"state": "payment_failed"}) or 0

    before, order = counted(), moved()
    with transaction.atomic():
        change_status(order_id=order.pk, to=FAILED, actor=Actor.PROVIDER)
        transaction.set_rollback(True)
    assert counted() == before
    change_status(order_id=order.pk, to=FAILED, actor=Actor.PROVIDER)
    assert counted() == before + 1


def test_events_are_only_added_to():
    """Neither the model nor the database lets one be changed or removed, nor an order with its events."""
    order = moved()
    event = order.events.get()
    event.note = "It was different"
    for attempt in (event.save, event.delete):
        with pytest.raises(TypeError):
            attempt()
    for attempt in (
        lambda: OrderEvent.objects.update(note="It was different"),
        lambda: OrderEvent.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            attempt()
    with pytest.raises(Exception, match="protected"):
        Order.objects.all().delete()
    assert order.events.get().note == ""
