"""Whatever customers, staff, provider and schedule do in whatever order, money and stock add up (S1)."""

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from catalogue.models import Product
from orders.models import Order, OrderItem
from orders.services.change_status import change_status
from orders.services.errors import IllegalTransition, NotObtainable, TooManyUnpaid
from orders.services.place_order import MAX_UNPAID
from orders.states import HOLDS_STOCK, Actor, OrderStatus
from orders.tests.buying import placed_order
from payments.gateways import gateway
from payments.models import Payment, SandboxCharge
from payments.models.sandbox_charge import SandboxToken
from payments.services.pay import pay
from payments.services.request_refund import request_refund
from payments.services.start_payment import NotPayable
from payments.tests.looking import let_time_pass, reconcile
from testing.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

INITIAL = 12


class Shop(RuleBasedStateMachine):
    """One product, one customer who pays in all ways, and everybody who moves orders."""

    orders = Bundle("orders")

    def __init__(self):
        super().__init__()
        self.product = ProductFactory(stock=INITIAL)
        self.user = UserFactory(password=None)

    @rule(target=orders, quantity=st.integers(1, 4))
    def place(self, quantity):
        self.product.refresh_from_db()
        try:
            return placed_order(self.product, user=self.user, quantity=quantity).pk
        except NotObtainable:
            # Refused for a reason; the cart must not refuse the next one too.
            assert self.product.stock < quantity
        except TooManyUnpaid:
            assert self._own().filter(status=OrderStatus.PENDING_PAYMENT).count() == MAX_UNPAID
        self.user = UserFactory(password=None)
        return placed_order(ProductFactory(stock=1), user=self.user).pk

    @rule(order=orders, token=st.sampled_from(SandboxToken))
    def pay(self, order, token):
        try:
            pay(order_id=order, token=token)
        except NotPayable:
            assert Order.objects.get(pk=order).status != OrderStatus.PENDING_PAYMENT

    @rule(order=orders, accepted=st.booleans())
    def confirm(self, order, accepted):
        for payment in Payment.objects.filter(order=order).exclude(reference=""):
            gateway().answer_confirmation(reference=payment.reference, accepted=accepted)

    @rule(order=orders, to=st.sampled_from([OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.CANCELLED]))
    def move(self, order, to):
        try:
            change_status(order_id=order, to=to, actor=Actor.STAFF)
        except IllegalTransition:
            return

    @rule(order=orders)
    def refund(self, order):
        try:
            request_refund(order_id=order, actor=Actor.STAFF)
        except IllegalTransition:
            return

    @rule()
    def schedule(self):
        let_time_pass(minutes=5)
        reconcile()

    @invariant()
    def stock_adds_up(self):
        live = OrderItem.objects.filter(product=self.product, order__stock_returned_at=None)
        sold = live.aggregate(pieces=Sum("quantity", default=0))["pieces"]
        assert Product.objects.get(pk=self.product.pk).stock + sold == INITIAL

    @invariant()
    def nobody_pays_twice(self):
        for order in Order.objects.all():
            keys = order.payments.values_list("key", flat=True)
            charges = SandboxCharge.objects.filter(key__in=list(keys), arrived=True)
            held = [charge.amount for charge in charges if charge.status in ("authorised", "captured")]
            assert held in ([], [order.total])
            if order.status in HOLDS_STOCK - {OrderStatus.PENDING_PAYMENT}:
                assert held == [order.total], "goods leave against money"

    def teardown(self):
        """When the schedule has come by, no order that is given up keeps anybody's money."""
        for _ in range(2):
            let_time_pass(minutes=61)
            reconcile()
        for order in Order.objects.filter(status__in=["cancelled", "payment_failed", "refunded"]):
            keys = list(order.payments.values_list("key", flat=True))
            assert not SandboxCharge.objects.filter(key__in=keys, status__in=["authorised", "captured"]).exists()
        assert not Order.objects.filter(status=OrderStatus.REFUND_PENDING).exists()

    def _own(self):
        return Order.objects.filter(user=self.user)


def test_any_sequence_of_actions_keeps_the_books_right():
    """Invariants after every step of every sequence."""
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
