"""What the payments' tests look at."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from catalogue.models import Product
from orders.models import Order
from payments.gateways.contract import ChargeStatus
from payments.models import Payment, SandboxCharge
from payments.services.claim_due import claim_due
from payments.tasks import advance


def books():
    """The provider's charges by state: what happened to money, whatever the shop believes."""
    return sorted(SandboxCharge.objects.filter(arrived=True).values_list("status", flat=True))


def held():
    """Charges that hold or have taken money."""
    return SandboxCharge.objects.filter(status__in=[ChargeStatus.AUTHORISED, ChargeStatus.CAPTURED]).count()


def states(order):
    """The order, its payments, and what is left on the shelf of the one product."""
    fresh = Order.objects.get(pk=order.pk)
    payments = tuple(fresh.payments.order_by("pk").values_list("status", flat=True))
    return str(fresh.status), payments, Product.objects.get().stock


def let_time_pass(**ago):
    """Everything about the payments was that long ago."""
    then = timezone.now() - timedelta(**ago)
    Payment.objects.update(checked_at=then, created_at=then)


def reconcile():
    """What the schedule finds due, and the workers do about it: how many payments ended in which state."""
    ended = Counter()
    for payment_id in claim_due():
        ended[advance.apply(args=[payment_id]).get()["status"]] += 1
    return dict(ended)
