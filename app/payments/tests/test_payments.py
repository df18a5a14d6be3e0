"""Payments: after the commit, once, whatever the provider does; an unknown outcome neither loses nor doubles (S1)."""

from decimal import Decimal

import pytest

from orders.services.change_status import change_status
from orders.states import Actor, OrderStatus
from orders.tests.buying import placed_order
from payments.gateways import gateway
from payments.models import SandboxCharge
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.pay import pay
from payments.services.start_payment import start_payment
from payments.tests.looking import books, held, let_time_pass, reconcile, states
from testing.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Two of ten bowls, not paid."""
    return placed_order(ProductFactory(price="12.50", stock=10), quantity=2)


@pytest.mark.parametrize(
    ("token", "expected", "money"),
    [
        (Token.SUCCEEDS, ("paid", ("captured",), 8), ["captured"]),
        (Token.DECLINED, ("payment_failed", ("declined",), 10), ["declined"]),
        (Token.CONFIRMATION, ("pending_payment", ("needs_confirmation",), 8), ["needs_confirmation"]),
        (Token.ANSWER_LOST, ("pending_payment", ("unknown",), 8), ["authorised"]),
        (Token.REQUEST_LOST, ("pending_payment", ("unknown",), 8), []),
        (Token.CAPTURE_ANSWER_LOST, ("pending_payment", ("authorised",), 8), ["captured"]),
        (Token.UNAVAILABLE, ("pending_payment", ("failed",), 8), []),
    ],
)
def test_each_answer_has_its_consequence(order, token, expected, money):
    """For order, payment, shelf and the provider's books. Every way to pay that is offered is here."""
    pay(order_id=order.pk, token=token)
    assert states(order) == expected
    assert books() == money
    assert {method.token for method in gateway().methods()} == set(Token.values)


@pytest.mark.parametrize("token", [Token.ANSWER_LOST, Token.REQUEST_LOST, Token.CAPTURE_ANSWER_LOST])
def test_an_unknown_outcome_becomes_one_charge_and_a_paid_order(order, token):
    """The schedule repeats the call with the same key; a second run finds nothing to do."""
    pay(order_id=order.pk, token=token)
    assert reconcile() == {}, "too young: its own request may still be at it"
    let_time_pass(minutes=5)
    assert reconcile() == {"captured": 1}
    assert states(order) == ("paid", ("captured",), 8)
    let_time_pass(minutes=5)
    assert reconcile() == {}
    assert list(SandboxCharge.objects.values_list("status", "amount")) == [("captured", Decimal("25.00"))]


def test_a_request_that_died_before_asking_the_provider_is_taken_up(order):
    """The attempt was written down first, so the schedule finds it."""
    start_payment(order_id=order.pk, token=Token.SUCCEEDS)
    let_time_pass(minutes=5)
    assert reconcile() == {"captured": 1}
    assert states(order) == ("paid", ("captured",), 8)


@pytest.mark.parametrize("token", [Token.ANSWER_LOST, Token.CAPTURE_ANSWER_LOST, Token.CONFIRMATION])
def test_money_for_an_order_that_was_cancelled_meanwhile_goes_back(order, token):
    """The outcome was unknown when the order was given up: nothing is kept, and the stock came back once."""
    pay(order_id=order.pk, token=token)
    change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.SCHEDULE)
    let_time_pass(minutes=5)
    assert reconcile() == {"refunded": 1}
    assert states(order) == ("cancelled", ("refunded",), 10)
    assert (books(), held()) == (["refunded"], 0)


def test_a_request_that_never_arrived_is_given_up_after_its_order(order):
    """Not at once: it may still be on its way. If it arrives after all, its money goes back."""
    pay(order_id=order.pk, token=Token.REQUEST_LOST)
    change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER)
    let_time_pass(minutes=5)
    assert reconcile() == {"unknown": 1}
    let_time_pass(minutes=61)
    assert reconcile() == {"failed": 1}
    assert states(order) == ("cancelled", ("failed",), 10)
    assert books() == []


def test_a_cancellation_between_two_steps_is_noticed(order, monkeypatch):
    """The order is given up while the provider takes the money: the capture comes through, and goes back."""
    really_capture = gateway().capture

    def capture(*, reference):
        change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER)
        return really_capture(reference=reference)

    monkeypatch.setattr(gateway(), "capture", capture)
    pay(order_id=order.pk, token=Token.SUCCEEDS)
    assert states(order) == ("cancelled", ("refunded",), 10)
    assert held() == 0


def test_a_failed_attempt_can_be_followed_by_another(order):
    """The provider was away: the order still waits, and is paid by the second attempt."""
    pay(order_id=order.pk, token=Token.UNAVAILABLE)
    pay(order_id=order.pk, token=Token.SUCCEEDS)
    assert states(order) == ("paid", ("failed", "captured"), 8)
    assert books() == ["captured"]
