"""The customer's way through a confirmation and back (S1, O5)."""

import pytest

from orders.tests.buying import placed_order
from payments.gateways import gateway
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.pay import pay
from payments.tests.looking import let_time_pass, reconcile, states
from testing.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment():
    """Two of ten bowls; the customer has to confirm."""
    order = placed_order(ProductFactory(stock=10, price="12.50"), quantity=2)
    return pay(order_id=order.pk, token=Token.CONFIRMATION)


@pytest.fixture
def customer(site, payment):
    """Who placed the order."""
    site.force_login(payment.order.user)
    return site


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        ("accept", ("paid", ("captured",), 8), "Thank you for your order"),
        ("refuse", ("payment_failed", ("declined",), 10), "The payment was declined"),
    ],
)
def test_the_answer_decides(customer, payment, answer, outcome, words):
    """The page shows number and amount; the way back ends at what came of the order."""
    path = f"/payments/{payment.reference}/confirm/"
    page = customer.get(path).content.decode()
    assert payment.order.number in page
    assert "€\N{NO-BREAK SPACE}25.00" in page
    page = customer.post(path, {"answer": answer}, follow=True)
    assert words in page.content.decode()
    assert states(payment.order) == outcome
    again = customer.post(path, {"answer": "accept"}, follow=True)
    assert "answered already" in again.content.decode()
    assert states(payment.order) == outcome


def test_coming_back_proves_nothing(customer, payment):
    """The return address without a confirmation pays no order."""
    page = customer.get(f"/payments/{payment.reference}/return/", follow=True)
    assert "the payment is not through yet" in page.content.decode()
    assert states(payment.order) == ("pending_payment", ("needs_confirmation",), 8)


def test_who_closes_the_window_after_confirming_has_still_paid(payment):
    """Nobody comes back, no event arrives: the schedule asks the provider."""
    gateway().answer_confirmation(reference=payment.reference, accepted=True)
    let_time_pass(minutes=5)
    assert reconcile() == {"captured": 1}
    assert states(payment.order) == ("paid", ("captured",), 8)


@pytest.mark.parametrize("step", ["confirm", "return"])
def test_another_accounts_payment_is_not_there(site, payment, step):
    """404 for another account, the sign-in page for nobody."""
    path = f"/payments/{payment.reference}/{step}/"
    assert site.get(path).status_code == 302
    site.force_login(UserFactory())
    assert site.get(path).status_code == 404
    assert site.post(f"/payments/{payment.reference}/confirm/", {"answer": "accept"}).status_code == 404
    assert states(payment.order) == ("pending_payment", ("needs_confirmation",), 8)
