"""Turn an account's cart into an order: one transaction, all of it or nothing (S1)."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from cart.entries import Entries
from cart.lines import Line, Summary
from cart.stores import AccountStore
from orders.address import Address
from orders.models import Order, OrderItem
from orders.services.errors import EmptyCart, NotObtainable, TooManyUnpaid, TotalChanged
from orders.services.record_event import record_event
from orders.services.stock import lock_products, move_stock
from orders.states import Actor, OrderStatus

#: an account's orders that wait for payment at once: more would keep stock from others for nothing
MAX_UNPAID = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """The order, and whether this call placed it (or an earlier one with the same key)."""

    order: Order
    is_new: bool


def place_order(
    *, user_id: int, address: Address, idempotency_key: UUID, expected_total: Decimal | None = None
) -> Placed:
    """Order what is in the account's cart, at today's prices, and empty the cart. The stock is the order's from now on.

    Locks are taken in one order everywhere: the cart (or an existing order), then the products by key. Calls with the
    same key, also simultaneous ones, are one order: the second waits for the cart and finds the first one's.
    `expected_total` (euro) is what the shopper has seen. Nothing outside the database happens here; payment comes after
    the commit. Raises EmptyCart, NotObtainable, TotalChanged, TooManyUnpaid.
    """
    with transaction.atomic(), AccountStore(user_id).editing() as entries:
        earlier = Order.objects.filter(user_id=user_id, idempotency_key=idempotency_key).first()
        if earlier is not None:
            return Placed(earlier, is_new=False)
        lines = _obtainable_lines(user_id, entries)
        total = sum((line.total for line in lines), Decimal("0.00"))
        if expected_total is not None and total != expected_total:
            raise TotalChanged(total)
        taken = move_stock(
            {line.product.pk: line.product for line in lines}, {line.product.pk: -line.quantity for line in lines}
        )
        order = Order.objects.create(
            user_id=user_id, idempotency_key=idempotency_key, total=total, shipping_address=address.to_text()
        )
        OrderItem.objects.bulk_create(
            OrderItem(
                order=order,
                product=line.product,
                name=line.product.name,
                unit_price=line.unit_price,
                quantity=line.quantity,
            )
            for line in lines
        )
        record_event(order, before=None, actor=Actor.CUSTOMER, by_id=user_id, stock=taken)
        entries.clear()
    return Placed(order, is_new=True)


def _obtainable_lines(user_id: int, entries: Entries) -> tuple[Line, ...]:
    """The cart's lines with their products locked; all of them can be had."""
    if not entries:
        raise EmptyCart
    unpaid = Order.objects.filter(user_id=user_id, status=OrderStatus.PENDING_PAYMENT).count()
    if unpaid >= MAX_UNPAID:
        raise TooManyUnpaid(unpaid)
    products = lock_products(entries)
    summary = Summary(tuple(Line(products[key], entry) for key, entry in entries.items()))
    if summary.problems:
        raise NotObtainable(summary.problems)
    return summary.lines
