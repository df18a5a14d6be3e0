"""An attempt to pay an order."""

import uuid

from django.db import models
from django.utils import timezone

from orders.models import Order
from payments.states import OPEN, UNSETTLED, PaymentStatus


def new_key() -> str:
    """Names one attempt to the provider: every repetition of it is the same charge."""
    return uuid.uuid4().hex


class Payment(models.Model):
    """One row an attempt, written before the provider is asked. Holds a token and references, never a card's data."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    #: the provider's name of what the customer chose
    token = models.CharField(max_length=64)
    #: euro
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=20, choices=PaymentStatus, default=PaymentStatus.STARTED, editable=False)
    #: the provider's name of the charge; empty until it has answered
    reference = models.CharField(max_length=64, blank=True, editable=False)
    #: why it was declined or not carried out
    reason = models.CharField(max_length=200, blank=True, editable=False)
    #: the money has to go back: the order was cancelled meanwhile, or is refunded
    refund_due = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: when the provider was last asked about it
    checked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            # Nobody pays twice, whatever goes wrong: a second attempt starts when the first can take nothing any more.
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(status__in=sorted(OPEN)), name="payment_one_open_an_order"
            ),
            models.UniqueConstraint(
                fields=["reference"], condition=~models.Q(reference=""), name="payment_one_a_reference"
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="payment_amount_not_negative"),
            models.CheckConstraint(condition=models.Q(status__in=PaymentStatus.values), name="payment_status_known"),
        ]
        indexes = [
            models.Index(
                fields=["checked_at"],
                name="payment_to_reconcile",
                condition=models.Q(status__in=sorted(UNSETTLED)) | models.Q(refund_due=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} euro for order {self.order_id}: {self.status}"

    @property
    def is_open(self) -> bool:
        """Whether the provider may hold or take money for it."""
        return self.status in OPEN
