"""The states of an order, which may follow which, and where its stock goes back. Nothing else decides this."""

from django.db import models


class OrderStatus(models.TextChoices):
    """Closed: the database refuses anything else."""

    PENDING_PAYMENT = "pending_payment", "Waiting for payment"
    PAYMENT_FAILED = "payment_failed", "Payment failed"
    PAID = "paid", "Paid"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    CANCELLED = "cancelled", "Cancelled"
    REFUND_PENDING = "refund_pending", "Refund under way"
    REFUNDED = "refunded", "Refunded"


_S = OrderStatus

ALLOWED: dict[OrderStatus, frozenset[OrderStatus]] = {
    _S.PENDING_PAYMENT: frozenset({_S.PAID, _S.PAYMENT_FAILED, _S.CANCELLED}),
    _S.PAYMENT_FAILED: frozenset({_S.CANCELLED}),
    _S.PAID: frozenset({_S.SHIPPED, _S.REFUND_PENDING}),
    _S.SHIPPED: frozenset({_S.DELIVERED, _S.REFUND_PENDING}),
    _S.DELIVERED: frozenset({_S.REFUND_PENDING}),
    _S.CANCELLED: frozenset(),
    _S.REFUND_PENDING: frozenset({_S.REFUNDED}),
    _S.REFUNDED: frozenset(),
}

#: in these the order holds its stock, or has sent it out
HOLDS_STOCK = frozenset({_S.PENDING_PAYMENT, _S.PAID, _S.SHIPPED, _S.DELIVERED})
#: in these its stock is back; in the refund states it depends on whether the goods had left
STOCK_IS_BACK = frozenset({_S.PAYMENT_FAILED, _S.CANCELLED})


def gives_stock_back(before: OrderStatus, after: OrderStatus) -> bool:
    """Whether the pieces are still on the shelf and free again. What was shipped comes back by hand, if at all."""
    if after in STOCK_IS_BACK:
        return before in HOLDS_STOCK
    return (before, after) == (_S.PAID, _S.REFUND_PENDING)


class Actor(models.TextChoices):
    """Who moved the order."""

    CUSTOMER = "customer", "Customer"
    STAFF = "staff", "Staff"
    PROVIDER = "provider", "Payment provider"
    SCHEDULE = "schedule", "Schedule"
