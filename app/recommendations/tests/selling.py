"""Orders for tests: rows as a paid order leaves them, without a cart and a payment."""

import uuid
from datetime import timedelta

from django.utils import timezone

from orders.models import Order, OrderItem
from orders.states import STOCK_IS_BACK, OrderStatus
from testing.factories import UserFactory


def sold(*products, user=None, status=OrderStatus.PAID, days_ago=0, times=1):
    """So many orders of these products together."""
    user = user or UserFactory(password=None)
    for _ in range(times):
        order = Order.objects.create(
            user=user,
            status=status,
            total="10.00",
            idempotency_key=uuid.uuid4(),
            shipping_address="{}",
            stock_returned_at=timezone.now() if status in STOCK_IS_BACK else None,
            placed_at=timezone.now() - timedelta(days=days_ago),
        )
        OrderItem.objects.bulk_create(
            OrderItem(order=order, product=product, name=product.name, unit_price="1.00", quantity=1)
            for product in products
        )
