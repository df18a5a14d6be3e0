"""Begin an attempt to pay an order."""

from dataclasses import dataclass

from django.db import transaction

from orders.services.change_status import lock_order
from orders.states import OrderStatus
from payments.gateways import gateway
from payments.models import Payment
from payments.states import OPEN


class NotPayable(Exception):
    """The order is not waiting for money. The text is for the customer."""


@dataclass(frozen=True, slots=True)
class Started:
    """The attempt, and whether this call began it (or it was under way)."""

    payment: Payment
    is_new: bool


def start_payment(*, order_id: int, token: str) -> Started:
    """Write the attempt down, so that it is known whatever happens while the provider is asked.

    An attempt that is under way is returned instead of a second one. Raises NotPayable, and ValueError for a token
    the provider does not offer.
    """
    if token not in {method.token for method in gateway().methods()}:
        raise ValueError("the provider offers no such way to pay")
    with transaction.atomic():
        order = lock_order(order_id)
        if order.status != OrderStatus.PENDING_PAYMENT:
            raise NotPayable(f"Order {order.number} is not waiting for a payment: it is {order.get_status_display()}.")
        under_way = order.payments.filter(status__in=OPEN).first()
        if under_way is not None:
            return Started(under_way, is_new=False)
        payment = Payment.objects.create(order=order, token=token, amount=order.total)
    return Started(payment, is_new=True)
