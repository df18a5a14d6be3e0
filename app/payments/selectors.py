"""What pages read of payments."""

from orders.models import Order
from payments.models import Payment


def payments_of(order: Order) -> list[Payment]:
    """One query: the order's attempts, oldest first."""
    return list(order.payments.order_by("pk"))
