"""Payments: after the commit, once, and whatever the provider does (S1)."""

import pytest
from django.utils import timezone

from catalogue.models import Product
from orders.states import OrderStatus
from orders.tests.buying import placed_order
from payments.models import Payment, SandboxCharge
from payments.models.sandbox_charge import SandboxToken
from payments.services.pay import pay
from payments.states import PaymentStatus
from testing.factories import ProductFactory

pytestmark = pytest.mark.django_db


def charged():
    """What the provider has taken and not given back, per charge."""
    return list(SandboxCharge.objects.filter(status="captured").values_list("amount", flat=True))


def later():
    """The open payments are old enough to be looked after."""
    Payment.objects.update(checked_at=timezone.now() - timezone.timedelta(minutes=5))


@pytest.mark.parametrize(
    ("token", "payment", "order", "stock"),
    [
        (SandboxToken.SUCCEEDS, PaymentStatus.CAPTURED, OrderStatus.PAID, 8),
        (SandboxToken.DECLINED, PaymentStatus.DECLINED, OrderStatus.PAYMENT_FAILED, 10),
        (SandboxToken.CONFIRMATION, PaymentStatus.NEEDS_CONFIRMATION, OrderStatus.PENDING_PAYMENT, 8),
        (SandboxToken.ANSWER_LOST, PaymentStatus.UNKNOWN, OrderStatus.PENDING_PAYMENT, 8),
        (SandboxToken.REQUEST_LOST, PaymentStatus.UNKNOWN, OrderStatus.PENDING_PAYMENT, 8),
        (SandboxToken.CAPTURE_ANSWER_LOST, PaymentStatus.AUTHORISED, OrderStatus.PENDING_PAYMENT, 8),
        (SandboxToken.UNAVAILABLE, PaymentStatus.FAILED, OrderStatus.PENDING_PAYMENT, 8),
    ],
)
def test_each_answer_has_its_consequence(token, payment, order, stock):
    """For the payment, the order and the shelf."""
    bowl = ProductFactory(price="12.50")
    made = placed_order(bowl, quantity=2)
    paid = pay(order_id=made.pk, token=token)
    made.refresh_from_db()
    assert (paid.status, made.status) == (payment, order)
    assert Product.objects.get().stock == stock
