"""Nobody pays twice, whoever presses what at the same time (S1)."""

import pytest
from django.db import IntegrityError, connections, transaction
from django.test.utils import CaptureQueriesContext

from databases.routing import request_route
from orders.states import OrderStatus
from orders.tests.buying import placed_order
from payments.models import Payment
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.advance import advance
from payments.services.claim_due import claim_due
from payments.services.pay import pay
from payments.services.start_payment import NotPayable
from payments.states import OPEN, PaymentStatus
from payments.tests.looking import books, let_time_pass, states
from testing.factories import ProductFactory
from testing.parallel import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Two of ten bowls, not paid."""
    return placed_order(ProductFactory(price="12.50", stock=10), quantity=2)


def test_while_the_outcome_is_unknown_there_is_no_second_attempt(order):
    """Another card would be a second charge: the first attempt is returned instead."""
    first = pay(order_id=order.pk, token=Token.ANSWER_LOST)
    assert pay(order_id=order.pk, token=Token.SUCCEEDS) == first
    assert Payment.objects.count() == 1


def test_paying_at_the_same_time_is_paying_once(order):
    """Impatience in six windows: one charge, whoever wins."""
    outcomes = at_once([lambda: pay(order_id=order.pk, token=Token.SUCCEEDS)] * 6)
    # Who comes after the capture finds it paid; nobody finds an error of ours.
    assert {type(outcome) for outcome in outcomes} <= {Payment, NotPayable}, outcomes
    assert states(order) == ("paid", ("captured",), 8)
    assert books() == ["captured"]


def test_workers_at_the_same_time_take_the_money_once(order):
    """Six of them with one payment whose outcome is unknown; and the schedule hands it to one only."""
    payment = pay(order_id=order.pk, token=Token.CAPTURE_ANSWER_LOST)
    let_time_pass(minutes=5)
    assert sorted(at_once([claim_due] * 6)) == [[], [], [], [], [], [payment.pk]]
    outcomes = at_once([lambda: advance(payment.pk)] * 6)
    assert {outcome.status for outcome in outcomes} == {"captured"}, outcomes
    assert states(order) == ("paid", ("captured",), 8)
    assert books() == ["captured"]


@pytest.mark.parametrize("status", sorted(set(OrderStatus) - {OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED}))
def test_only_an_order_that_waits_for_money_can_be_paid(order, status):
    """Paid, failed and refunded ones cannot."""
    order.__class__.objects.filter(pk=order.pk).update(
        status=status, stock_returned_at=order.placed_at if status == OrderStatus.PAYMENT_FAILED else None
    )
    with pytest.raises(NotPayable, match=order.number):
        pay(order_id=order.pk, token=Token.SUCCEEDS)
    assert books() == []


def test_the_database_itself_refuses_a_second_open_payment(order):
    """Past the services, in each of the open states."""
    for status in sorted(OPEN):
        Payment.objects.all().delete()
        Payment.objects.create(order=order, token="t", amount=1, status=status)
        with pytest.raises(IntegrityError, match="payment_one_open_an_order"), transaction.atomic():
            Payment.objects.create(order=order, token="t", amount=1)
    Payment.objects.update(status=PaymentStatus.DECLINED)
    assert Payment.objects.create(order=order, token="t", amount=1).status == PaymentStatus.STARTED


def test_the_provider_is_never_asked_inside_a_transaction(order):
    """A rollback could not take back what it has done."""
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        pay(order_id=order.pk, token=Token.SUCCEEDS)
    assert states(order) == ("pending_payment", (), 8)


def test_a_payment_is_brought_along_by_what_the_primary_says(order):
    """The customer's return is a GET: it must not act on a copy that lags."""
    payment = pay(order_id=order.pk, token=Token.CAPTURE_ANSWER_LOST)
    with request_route(pinned_to_primary=False), CaptureQueriesContext(connections["replica"]) as replica:
        assert advance(payment.pk).status == PaymentStatus.CAPTURED
    assert len(replica) == 0


def test_a_token_that_is_not_offered_is_refused(order):
    """Such as a card number somebody has typed."""
    with pytest.raises(ValueError, match="no such way to pay"):
        pay(order_id=order.pk, token="4111111111111111")
    assert Payment.objects.count() == 0
