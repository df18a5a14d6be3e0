"""Bring a payment as far as it goes: ask the provider for the next step, note the answer, go on.

The request that places an order, the customer's return, the provider's events and the schedule all do this, also at the
same time: each step is idempotent at the provider, and its answer is taken in under the order's lock.
"""

from datetime import timedelta

import structlog
from django.utils import timezone

from databases.routing import pin
from orders.states import OrderStatus
from payments.gateways import gateway
from payments.gateways.contract import Charge, Declined, OutcomeUnknown, Unavailable
from payments.models import Payment
from payments.services.settle import settle
from payments.states import PaymentStatus

log = structlog.get_logger(__name__)

#: authorise, capture, and to spare
MOST_STEPS = 5
#: a request of which the provider knows nothing after this never arrived
LOST_AFTER = timedelta(hours=1)


def advance(payment_id: int) -> Payment:
    """Do what is due; returns the payment as it is then. Never inside a transaction, and never from a lagging copy.

    An answer that does not come is noted, and the schedule repeats the call with the same key. Raises AmountDiffers.
    """
    pin()
    for _ in range(MOST_STEPS):
        payment = Payment.objects.select_related("order").get(pk=payment_id)
        try:
            charge = _next_step(payment)
        except Declined as declined:
            charge = declined.charge
        except (OutcomeUnknown, Unavailable) as error:
            _note_failure(payment, error)
            break
        if charge is None or not settle(payment_id, charge):
            _give_up_on_lost(payment, charge)
            break
    return Payment.objects.select_related("order").get(pk=payment_id)


def _next_step(payment: Payment) -> Charge | None:
    """The provider's answer; None where there is nothing to do."""
    wanted = payment.order.status == OrderStatus.PENDING_PAYMENT
    status = PaymentStatus(payment.status)
    held = status in (PaymentStatus.NEEDS_CONFIRMATION, PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED)
    if held and (payment.refund_due or (not wanted and status is not PaymentStatus.CAPTURED)):
        return gateway().refund(reference=payment.reference)
    if status in (PaymentStatus.STARTED, PaymentStatus.UNKNOWN):
        # The same key: what the first request has done is done once.
        if wanted:
            return gateway().authorise(key=payment.key, amount=payment.amount, token=payment.token)
        return gateway().find(key=payment.key)
    if status is PaymentStatus.NEEDS_CONFIRMATION:
        return gateway().find(key=payment.key)
    return gateway().capture(reference=payment.reference) if status is PaymentStatus.AUTHORISED else None


def _note_failure(payment: Payment, error: Exception) -> None:
    log.warning("payment provider did not answer", payment=payment.pk, status=payment.status, reason=str(error))
    now = timezone.now()
    # Only what is still as it was: another caller may have got the answer meanwhile.
    asked = Payment.objects.filter(pk=payment.pk, status=payment.status)
    if payment.status != PaymentStatus.STARTED:
        asked.update(checked_at=now)
    elif isinstance(error, Unavailable):
        asked.update(status=PaymentStatus.FAILED, reason="The payment provider could not be reached.", checked_at=now)
    else:
        asked.update(status=PaymentStatus.UNKNOWN, checked_at=now)


def _give_up_on_lost(payment: Payment, charge: Charge | None) -> None:
    """Close an attempt of which the provider knows nothing, long after its order was given up."""
    now = timezone.now()
    asked = Payment.objects.filter(pk=payment.pk, status=payment.status)
    lost = charge is None and payment.status in (PaymentStatus.STARTED, PaymentStatus.UNKNOWN)
    if lost and payment.created_at < now - LOST_AFTER:
        asked.update(status=PaymentStatus.FAILED, reason="The request never arrived.", checked_at=now)
    else:
        asked.update(checked_at=now)
