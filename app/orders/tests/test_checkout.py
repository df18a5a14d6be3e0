"""Checkout: one page, one order however often it is sent, and nothing lost on the way (S1, S3, O5)."""

import uuid
from decimal import Decimal

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client

from accounts.models import Address as SavedAddress
from cart.stores import AccountStore
from catalogue.models import Product
from orders.models import Order
from orders.tests.buying import ADDRESS, placed_order, shopper_with
from payments.models import Payment
from payments.models.sandbox_charge import SandboxToken as Token
from payments.tests.looking import books
from testing.factories import PASSWORD, ProductFactory, UserFactory
from testing.parallel import at_once
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def bowl():
    """Ten of them."""
    return ProductFactory(name="Bowl", price="12.50")


@pytest.fixture
def shopper(site, bowl):
    """Signed in, with two bowls in the cart."""
    site.force_login(shopper_with(bowl, quantity=2))
    return site


def filled(page, **changes):
    """What the browser posts when somebody fills the page in."""
    form = page.context["form"]
    hidden = {name: str(form[name].value()) for name in ("idempotency_key", "expected_total")}
    address = {"recipient": "Ann Example", "line_1": "Oudegracht 1", "postal_code": "3511 AA", "city": "Utrecht"}
    return {**hidden, **address, "country": "NL", "method": Token.SUCCEEDS.value, **changes}


def test_from_the_cart_to_the_order(shopper, bowl):
    """Address, payment and summary are on one page; afterwards the order is paid, shown, and the cart is empty."""
    page = shopper.get("/checkout/")
    text = page.content.decode()
    assert "2 × Bowl" in text
    assert "Order and pay €\N{NO-BREAK SPACE}25.00" in text
    done = shopper.post("/checkout/", filled(page), follow=True)
    order = Order.objects.get()
    assert done.redirect_chain == [(f"/checkout/{order.number}/", 302)]
    assert "Thank you for your order" in done.content.decode()
    assert order.number in done.content.decode()
    assert (order.status, order.total, order.address) == ("paid", Decimal("25.00"), ADDRESS)
    assert "Your cart is empty" in shopper.get("/cart/").content.decode()
    assert Product.objects.get().stock == 8


def test_nobody_checks_out_unknown_and_nothing_is_lost_by_signing_in(site, bowl):
    """The visitor is asked to sign in, and comes back to the checkout with the cart."""
    user = UserFactory()
    site.post("/cart/add/", {"product": bowl.slug, "quantity": 2})
    asked = site.get("/checkout/")
    assert (asked.status_code, asked["Location"]) == (302, f"{resolve_url(settings.LOGIN_URL)}?next=/checkout/")
    page = site.post(
        asked["Location"], {"username": user.email, "password": PASSWORD, "next": "/checkout/"}, follow=True
    )
    assert page.redirect_chain == [("/checkout/", 302)]
    assert "2 × Bowl" in page.content.decode()
    assert site.post("/checkout/").status_code == 422
    assert Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https").post("/checkout/").status_code == 302


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


def test_a_form_sent_twice_is_one_order_and_one_charge(shopper):
    """One after the other, and at the same time; each sender sees the order."""
    post = filled(shopper.get("/checkout/"))
    clients = []
    for _ in range(4):
        client = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")
        client.cookies = shopper.cookies
        clients.append(client)
    answers = at_once([lambda client=client: client.post("/checkout/", post) for client in clients])
    answers.append(shopper.post("/checkout/", post))
    order = Order.objects.get()
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"/checkout/{order.number}/")}
    assert books() == ["captured"]
    assert Product.objects.get().stock == 8


def test_a_price_that_changes_under_the_shopper_is_shown_first(shopper, bowl):
    """The page comes back with the new total and what was typed; the next press is agreed to."""
    post = filled(shopper.get("/checkout/"))
    bowl.price = Decimal("13.00")
    bowl.save()
    page = shopper.post("/checkout/", post)
    assert page.status_code == 422
    assert "the total is 26.00 euro now" in page.content.decode()
    assert not Order.objects.exists()
    shopper.post("/checkout/", filled(page))
    assert Order.objects.get().total == Decimal("26.00")


def test_what_sold_out_meanwhile_leads_back_to_the_cart(shopper):
    """Which says so, and offers to adjust it. An empty cart, too, has no checkout."""
    post = filled(shopper.get("/checkout/"))
    Product.objects.update(stock=1)
    page = shopper.post("/checkout/", post, follow=True)
    assert page.redirect_chain == [("/cart/", 302)]
    assert "only 1 left, your cart has 2" in page.content.decode()
    assert shopper.get("/checkout/")["Location"] == "/cart/"
    Product.objects.all().update(stock=0)
    shopper.post("/cart/adjust/")
    assert shopper.get("/checkout/")["Location"] == "/cart/"
    assert "Your cart is empty" in shopper.post("/checkout/", post, follow=True).content.decode()


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (Token.DECLINED, "The payment was declined"),
        (Token.CONFIRMATION, "Confirm your payment"),
        (Token.ANSWER_LOST, "the payment is not through yet"),
        (Token.UNAVAILABLE, "the payment is not through yet"),
    ],
)
def test_the_shopper_is_told_how_the_payment_went(shopper, token, words):
    """Whatever it was, the order is there and has a number."""
    page = shopper.post("/checkout/", filled(shopper.get("/checkout/"), method=token.value), follow=True)
    assert words in page.content.decode()
    assert Order.objects.get().number in page.content.decode()


def test_the_address_book_fills_the_form_in(shopper):
    """The first of its entries, whoever's account it is."""
    user = UserFactory()
    SavedAddress.objects.create(
        user=user, recipient="Bob", line_1="Elsewhere 2", postal_code="1", city="Rome", country="IT"
    )
    assert "Elsewhere" not in shopper.get("/checkout/").content.decode()
    shopper.force_login(user)
    AccountStore(user.pk)
    placed_order(ProductFactory(), user=user)
    shopper.post("/cart/add/", {"product": ProductFactory().slug, "quantity": 1})
    assert 'value="Elsewhere 2"' in shopper.get("/checkout/").content.decode()


def test_no_field_takes_a_card(shopper):
    """The page offers names of ways to pay; there is no place for a number."""
    form = shopper.get("/checkout/").context["form"]
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
