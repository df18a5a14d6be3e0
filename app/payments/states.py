"""The states of a payment, as far as the shop knows."""

from django.db import models

from payments.gateways.contract import ChargeStatus


class PaymentStatus(models.TextChoices):
    """Closed: the database refuses anything else."""

    STARTED = "started", "Started"
    UNKNOWN = "unknown", "Answer not received"
    NEEDS_CONFIRMATION = "needs_confirmation", "Waiting for the customer's confirmation"
    AUTHORISED = "authorised", "Authorised"
    CAPTURED = "captured", "Captured"
    DECLINED = "declined", "Declined"
    FAILED = "failed", "Not carried out"
    REFUNDED = "refunded", "Given back"


_P = PaymentStatus

#: the provider may hold or take money: an order has at most one such payment
OPEN = frozenset({_P.STARTED, _P.UNKNOWN, _P.NEEDS_CONFIRMATION, _P.AUTHORISED, _P.CAPTURED})
#: something is still to be done or asked
UNSETTLED = OPEN - {_P.CAPTURED}

#: what the provider says, in the shop's words
KNOWN_AS = {
    ChargeStatus.NEEDS_CONFIRMATION: _P.NEEDS_CONFIRMATION,
    ChargeStatus.AUTHORISED: _P.AUTHORISED,
    ChargeStatus.CAPTURED: _P.CAPTURED,
    ChargeStatus.DECLINED: _P.DECLINED,
    ChargeStatus.REFUNDED: _P.REFUNDED,
}

#: a payment only moves to a higher rank, so news that arrives late or twice changes nothing. One that was given up can
#: still turn out to have been taken; one that was authorised is not declined any more.
RANK = {
    _P.STARTED: 0,
    _P.UNKNOWN: 0,
    _P.FAILED: 0,
    _P.NEEDS_CONFIRMATION: 1,
    _P.AUTHORISED: 2,
    _P.DECLINED: 2,
    _P.CAPTURED: 3,
    _P.REFUNDED: 4,
}
