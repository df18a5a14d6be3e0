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
from payments.services.settle import AmountDiffers, settle, tell_staff
from payments.states import PaymentStatus

log = structlog.get_logger(__name__)

#: authorise, capture, and to spare
MOST_STEPS = 5
#: a request of which the provider knows nothing after this never arrived
LOST_AFTER = timedelta(hours=1)


def advance(payment_id: int) -> Payment:
    """Do what is due; returns the payment as it is then. Never inside a transaction, and never from a lagging copy.

    An answer that does not come is noted, and the schedule repeats the call with the same key. A charge of another
    amount is left as it is, and staff are told.
    """
    pin()
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    for _ in range(MOST_STEPS):
        try:
            charge = _next_step(payment)
        except Declined as declined:
            charge = declined.charge
        except (OutcomeUnknown, Unavailable) as error:
            return _note_failure(payment, error)
        try:
            settled = None if charge is None else settle(payment, charge)
        except AmountDiffers as error:
            tell_staff(payment, error)
            return _note(payment)
        if settled is None:
            return _note_nothing_new(payment, charge)
        payment = settled
    return payment


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


def _note_failure(payment: Payment, error: Exception) -> Payment:
    log.warning("payment provider did not answer", payment=payment.pk, status=payment.status, reason=str(error))
    if payment.status != PaymentStatus.STARTED:
        return _note(payment)
    if isinstance(error, Unavailable):
        return _note(payment, status=PaymentStatus.FAILED, reason="The payment provider could not be reached.")
    return _note(payment, status=PaymentStatus.UNKNOWN)


def _note_nothing_new(payment: Payment, charge: Charge | None) -> Payment:
    """Close an attempt of which the provider knows nothing, long after its order was given up."""
    lost = charge is None and payment.status in (PaymentStatus.STARTED, PaymentStatus.UNKNOWN)
    if lost and payment.created_at < timezone.now() - LOST_AFTER:
        return _note(payment, status=PaymentStatus.FAILED, reason="The request never arrived.")
    return _note(payment)


def _note(payment: Payment, **changes: str) -> Payment:
    """Only where the payment is still as it was read: another caller may have got an answer meanwhile."""
    unchanged = Payment.objects.filter(pk=payment.pk, status=payment.status)
    unchanged.update(checked_at=timezone.now(), **changes)
    payment.refresh_from_db(from_queryset=Payment.objects.select_related("order"))
    return payment
