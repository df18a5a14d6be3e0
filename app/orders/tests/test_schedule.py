"""What the schedule does with orders and payments that nobody else finishes (S1, Q3)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from config.celery import app
from orders.models import Order
from orders.services.expire_unpaid import expire_unpaid
from orders.states import Actor
from orders.tests.buying import placed_order
from orders.tests.following import age_events, do_all
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.pay import pay
from payments.tests.looking import let_time_pass, reconcile
from testing.factories import ProductFactory

pytestmark = pytest.mark.django_db

DUE = ("orders.tasks.catch_up", "orders.tasks.expire_unpaid", "payments.tasks.reconcile")


def test_what_nobody_pays_in_time_is_cancelled():
    """Its stock comes back, once for two runs; paid and young ones stay."""
    products = [ProductFactory() for _ in range(3)]
    late, young, paid = (placed_order(product) for product in products)
    pay(order_id=paid.pk, token=Token.SUCCEEDS)
    Order.objects.exclude(pk=young.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert (expire_unpaid(), expire_unpaid()) == ({"expired": 1}, {"expired": 0})
    assert [Order.objects.get(pk=order.pk).status for order in (late, young, paid)] == [
        "cancelled", "pending_payment", "paid"
    ]  # fmt: skip
    for product, left in zip(products, (10, 9, 9), strict=True):
        product.refresh_from_db()
        assert product.stock == left
    assert late.events.last().actor == Actor.SCHEDULE


def test_the_schedule_does_all_of_it():
    """Beat's entries name the tasks that catch up, expire and reconcile; each does all that is due."""
    app.autodiscover_tasks(force=True)
    assert set(DUE) <= {entry["task"] for entry in app.conf.beat_schedule.values()}
    for _ in range(4):
        placed_order(ProductFactory(stock=4), ProductFactory(stock=4), quantity=4)
    paying = [pay(order_id=order.pk, token=Token.ANSWER_LOST) for order in Order.objects.all()]
    let_time_pass(minutes=5)
    Order.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    age_events(minutes=20)
    run = {name: app.tasks[name].apply().get() for name in DUE}
    assert run == {
        "orders.tasks.catch_up": {"sent": 4},
        "orders.tasks.expire_unpaid": {"expired": 4},
        "payments.tasks.reconcile": {"sent": 4},
    }
    let_time_pass(minutes=5)
    assert reconcile() == {"refunded": 4}
    assert {payment.__class__.objects.get(pk=payment.pk).status for payment in paying} == {"refunded"}
    do_all()
    assert len(mail.outbox) == 4
