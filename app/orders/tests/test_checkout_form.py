"""The checkout's page: errors, what it offers, what it costs (S1, O5)."""

import uuid
from decimal import Decimal

import pytest

from accounts.models import Address as SavedAddress
from orders.models import Order
from orders.tests.buying import filled
from payments.models import Payment
from payments.models.sandbox_charge import SandboxToken as Token
from testing.factories import ProductFactory, UserFactory
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("recipient", "", "Please say who the parcel is for."),
        ("line_1", "", "Please give street and number."),
        ("postal_code", "", "Please give the postal code."),
        ("city", "  ", "Please give the town."),
        ("country", "US", "The shop does not send there."),
        ("method", "", "Please choose how to pay."),
        ("method", "4111111111111111", "Please choose one of these."),
        ("recipient", "x" * 121, "at most 120 characters"),
    ],
)
def test_errors_stand_at_their_field_and_nothing_typed_is_lost(shopper, field, value, message):
    """The field names its error; the rest is as it was typed; nothing was ordered."""
    page = shopper.post("/checkout/", filled(shopper.get("/checkout/"), **{field: value}))
    text = page.content.decode()
    assert page.status_code == 422
    assert message in text
    assert f"id_{field}_error" in text
    assert text.count('aria-invalid="true"') >= 1
    assert 'value="Oudegracht 1"' in text or field == "line_1"
    assert not Order.objects.exists()
    assert shopper.post("/checkout/", filled(page), follow=True).status_code == 200


def test_the_address_book_fills_the_form_in(shopper):
    """The first of its entries, whoever's account it is."""
    user = UserFactory()
    SavedAddress.objects.create(
        user=user, recipient="Bob", line_1="Elsewhere 2", postal_code="1", city="Rome", country="IT"
    )
    assert "Elsewhere" not in shopper.get("/checkout/").content.decode()
    shopper.force_login(user)
    shopper.post("/cart/add/", {"product": ProductFactory().slug, "quantity": 1})
    assert 'value="Elsewhere 2"' in shopper.get("/checkout/").content.decode()


def test_a_key_that_is_none_is_replaced(shopper):
    """Whoever plays with the hidden fields gets a form that works again."""
    page = shopper.post("/checkout/", filled(shopper.get("/checkout/"), idempotency_key="x", expected_total=""))
    assert (page.status_code, Order.objects.count()) == (422, 0)
    assert shopper.post("/checkout/", filled(page)).status_code == 302
    assert Order.objects.get().total == Decimal("25.00")


def test_no_field_takes_a_card(shopper):
    """The page offers names of ways to pay, each with one label; there is no place for a number."""
    page = shopper.get("/checkout/")
    form = page.context["form"]
    assert page.content.decode().count('<label class="choice"') == page.content.decode().count('type="radio"') == 7
    assert {token for token, _ in form.fields["method"].choices} == set(Token.values)
    assert not {name for name in form.fields if "card" in name or "cvc" in name or "number" in name}


def test_checkout_is_limited(shopper, monkeypatch):
    """Beyond the limit there is a 429, and no order."""
    monkeypatch.setattr("orders.checkout_views.CHECKOUTS", "2/hour")
    post = filled(shopper.get("/checkout/"), city="")
    assert [shopper.post("/checkout/", post).status_code for _ in range(3)] == [422, 422, 429]


def test_checkout_keeps_its_query_budget(shopper):
    """The page costs four: account, cart, products, address. Never kept by a cache."""
    with captured_queries() as queries:
        page = shopper.get("/checkout/")
    assert len(queries) == 4, queries.sql
    assert "no-store" in page["Cache-Control"]
    form = filled(page, idempotency_key=str(uuid.uuid4()))
    assert "no-store" in shopper.post("/checkout/", form)["Cache-Control"]
    assert Payment.objects.count() == 1
