"""An order."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from orders.address import Address
from orders.numbers import new_number
from orders.states import HOLDS_STOCK, STOCK_IS_BACK, OrderStatus
from security.fields import EncryptedTextField

#: an order that is not paid by then gives its stock back
MINUTES_TO_PAY = 30


def payment_deadline():
    """Of an order placed now."""
    return timezone.now() + timedelta(minutes=MINUTES_TO_PAY)


class Order(models.Model):
    """What somebody bought, at the prices of that moment. Only services/change_status.py writes `status`.

    An order is never deleted: its events are evidence, and the database keeps them from being changed.
    """

    number = models.CharField(max_length=14, unique=True, default=new_number, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders", db_index=False)
    status = models.CharField(max_length=16, choices=OrderStatus, default=OrderStatus.PENDING_PAYMENT, editable=False)
    #: euro; the sum of the items
    total = models.DecimalField(max_digits=12, decimal_places=2)
    #: of the form or the API's request: a repetition is the same order
    idempotency_key = models.UUIDField(editable=False)
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=payment_deadline, editable=False)
    #: set in the transaction that gave the pieces back, so that it happens once
    stock_returned_at = models.DateTimeField(null=True, editable=False)

    #: an Address as text; read it by `address`
    shipping_address = EncryptedTextField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "idempotency_key"], name="order_once_a_key"),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="order_total_not_negative"),
            models.CheckConstraint(condition=models.Q(status__in=OrderStatus.values), name="order_status_known"),
            models.CheckConstraint(
                condition=~models.Q(status__in=sorted(HOLDS_STOCK)) | models.Q(stock_returned_at=None),
                name="order_holds_its_stock",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=sorted(STOCK_IS_BACK)) | models.Q(stock_returned_at__isnull=False),
                name="order_gave_its_stock_back",
            ),
        ]
        indexes = [
            # The history is read newest first; keys are given in that order.
            models.Index(fields=["user", "-id"], name="order_of_user"),
            models.Index(
                fields=["expires_at"], name="order_unpaid", condition=models.Q(status=OrderStatus.PENDING_PAYMENT)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Path of the order's page."""
        return reverse("orders:detail", kwargs={"number": self.number})

    @property
    def address(self) -> Address:
        """Where it goes. Raises ValueError where the column's key is gone."""
        return Address.from_text(self.shipping_address)
