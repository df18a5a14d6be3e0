"""Checkout: one page, one order however often it is sent, and nothing lost on the way (S1, S3, O5)."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client

from catalogue.models import Product
from orders.models import Order
from orders.tests.buying import ADDRESS, filled
from payments.models.sandbox_charge import SandboxToken as Token
from payments.tests.looking import books
from testing.factories import PASSWORD, UserFactory
from testing.parallel import at_once

pytestmark = pytest.mark.django_db


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
