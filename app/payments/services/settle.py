"""Take in what the provider says of a payment, and move the order accordingly."""

import structlog
from django.db import transaction
from django.utils import timezone

from notifications.services.open_work_item import open_work_item
from orders.models import Order
from orders.services.change_status import change_status, lock_order
from orders.states import Actor, OrderStatus
from payments.gateways.contract import Charge
from payments.models import Payment
from payments.states import KNOWN_AS, RANK, PaymentStatus

log = structlog.get_logger(__name__)


class AmountDiffers(Exception):
    """The provider's charge is not of the amount that was asked for."""


def settle(seen: Payment, charge: Charge) -> Payment | None:
    """Note the charge's state and do what it means for the order, in one transaction; None if it was no news.

    `seen` is the payment as it was read; the answer is the payment as it is now, with its order.

    Payments only move forward: what arrives late, twice or out of order changes nothing. Money for an order that no
    longer wants it is marked to go back. Raises AmountDiffers.
    """
    with transaction.atomic():
        order = lock_order(seen.order_id)
        payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=seen.pk)
        if charge.amount != payment.amount:
            raise AmountDiffers(
                f"payment {payment.pk} of order {order.number}: the provider has {charge.amount} euro, asked for were "
                f"{payment.amount}; nothing was changed. Compare the provider's books of charge {charge.reference}."
            )
        new = KNOWN_AS[charge.status]
        if RANK[new] <= RANK[PaymentStatus(payment.status)]:
            return None
        payment.status, payment.reference = new, charge.reference
        payment.reason = charge.reason[:200]
        payment.checked_at = timezone.now()
        payment.refund_due = _goes_back(new, order)
        payment.save(update_fields=["status", "reference", "reason", "checked_at", "refund_due"])
        payment.order = _moved(order, new, charge)
    log.info("payment settled", payment=payment.pk, order=order.number, status=new)
    return payment


def tell_staff(payment: Payment, error: AmountDiffers) -> None:
    """Nobody but a person can say which amount is right."""
    open_work_item(level="critical", subject=f"payment {payment.pk}: amount differs", message=str(error)[:500])


def _goes_back(new: PaymentStatus, order: Order) -> bool:
    held = new in (PaymentStatus.NEEDS_CONFIRMATION, PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED)
    return held and order.status != OrderStatus.PENDING_PAYMENT


def _moved(order: Order, new: PaymentStatus, charge: Charge) -> Order:
    to = {
        (OrderStatus.PENDING_PAYMENT, PaymentStatus.CAPTURED): OrderStatus.PAID,
        (OrderStatus.PENDING_PAYMENT, PaymentStatus.DECLINED): OrderStatus.PAYMENT_FAILED,
        (OrderStatus.REFUND_PENDING, PaymentStatus.REFUNDED): OrderStatus.REFUNDED,
    }.get((OrderStatus(order.status), new))
    if to is None:
        return order
    return change_status(order_id=order.pk, to=to, actor=Actor.PROVIDER, note=charge.reason[:200])
