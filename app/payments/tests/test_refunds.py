"""Refunds: all of the money, once; pieces that had not left are back on the shelf once (S1)."""

import pytest
from django.db import connection, transaction

from notifications.models import WorkItem
from orders.services.change_status import change_status
from orders.services.errors import IllegalTransition
from orders.states import Actor, OrderStatus
from orders.tests.buying import placed_order
from payments.gateways import gateway
from payments.gateways.contract import OutcomeUnknown
from payments.models import SandboxCharge
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.advance import advance
from payments.services.claim_due import due_payments
from payments.services.pay import pay
from payments.services.request_refund import request_refund
from payments.tests.looking import books, let_time_pass, reconcile, states
from testing.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment():
    """Of two of ten bowls, captured."""
    order = placed_order(ProductFactory(stock=10), quantity=2)
    return pay(order_id=order.pk, token=Token.SUCCEEDS)


def test_a_refund_before_shipping_gives_back_money_and_pieces(payment):
    """Asked for by staff, carried out by a worker; a repetition of either changes nothing."""
    order, staff = payment.order, UserFactory(is_staff=True)
    request_refund(order_id=order.pk, actor=Actor.STAFF, by_id=staff.pk, note="Changed their mind")
    assert states(order) == ("refund_pending", ("captured",), 10)
    with pytest.raises(IllegalTransition):
        request_refund(order_id=order.pk, actor=Actor.STAFF, by_id=staff.pk)
    for _ in range(2):
        advance(payment.pk)
        assert states(order) == ("refunded", ("refunded",), 10)
    assert books() == ["refunded"]
    assert [(event.to_status, event.by, event.note) for event in order.events.all()][2:] == [
        ("refund_pending", staff, "Changed their mind"),
        ("refunded", None, ""),
    ]


@pytest.mark.parametrize("delivered", [False, True])
def test_what_was_shipped_does_not_come_back_by_itself(payment, delivered):
    """The money does; the pieces are somewhere else."""
    for to in (OrderStatus.SHIPPED, OrderStatus.DELIVERED)[: 1 + delivered]:
        change_status(order_id=payment.order_id, to=to, actor=Actor.STAFF)
    request_refund(order_id=payment.order_id, actor=Actor.STAFF)
    advance(payment.pk)
    assert states(payment.order) == ("refunded", ("refunded",), 8)


def test_a_refund_whose_answer_is_lost_is_repeated(payment, monkeypatch):
    """The provider may have done it: asking again does no harm, and the order waits until it is known."""
    really_refund = gateway().refund

    def refund(*, reference):
        really_refund(reference=reference)
        raise OutcomeUnknown("no answer")

    request_refund(order_id=payment.order_id, actor=Actor.STAFF)
    with monkeypatch.context() as patch:
        patch.setattr(gateway(), "refund", refund)
        advance(payment.pk)
    assert states(payment.order) == ("refund_pending", ("captured",), 10)
    let_time_pass(minutes=5)
    assert reconcile() == {"refunded": 1}
    assert states(payment.order) == ("refunded", ("refunded",), 10)


def test_an_order_that_was_not_paid_has_nothing_to_refund():
    """It is cancelled instead."""
    order = placed_order(ProductFactory())
    with pytest.raises(IllegalTransition, match="cannot become refund_pending"):
        request_refund(order_id=order.pk, actor=Actor.STAFF)


def test_a_charge_of_another_amount_is_staffs_business():
    """Nothing is assumed: the order stays as it is, staff are told once, and the others are still reconciled."""
    wrong, right = (placed_order(ProductFactory(price="10.00")) for _ in range(2))
    for order in (wrong, right):
        pay(order_id=order.pk, token=Token.ANSWER_LOST)
    SandboxCharge.objects.filter(key=wrong.payments.get().key).update(amount=1)
    for _ in range(2):
        let_time_pass(minutes=5)
        reconcile()
    assert WorkItem.objects.get().level == "critical"
    assert "asked for were 10.00" in WorkItem.objects.get().message
    for order, status in ((wrong, "pending_payment"), (right, "paid")):
        order.refresh_from_db()
        assert order.status == status


def test_the_schedule_finds_its_payments_by_the_index(payment):
    """Not by reading every payment there ever was."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "payment_to_reconcile" in due_payments().explain()
