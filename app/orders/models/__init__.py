"""One noun a file."""

from orders.models.event import OrderEvent
from orders.models.item import OrderItem
from orders.models.order import Order

__all__ = ["Order", "OrderEvent", "OrderItem"]
