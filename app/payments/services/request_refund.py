"""Give an order's money back."""

from django.db import transaction

from orders.models import Order
from orders.services.change_status import change_status
from orders.states import Actor, OrderStatus
from payments.services.send_advance import send_advance
from payments.states import PaymentStatus


def request_refund(*, order_id: int, actor: Actor, by_id: int | None = None, note: str = "") -> Order:
    """Mark order and payment; a worker asks the provider after the commit, and again until it has answered.

    Pieces that have not left go back to the shelf. Raises IllegalTransition.
    """
    with transaction.atomic():
        order = change_status(order_id=order_id, to=OrderStatus.REFUND_PENDING, actor=actor, by_id=by_id, note=note)
        payment = order.payments.get(status=PaymentStatus.CAPTURED)
        payment.refund_due = True
        payment.save(update_fields=["refund_due"])
        send_advance(payment.pk)
    return order
