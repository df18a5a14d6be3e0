"""Who wishes for something and asked for it hears that it costs less: once a price, and nobody else (Q4)."""

from decimal import Decimal

import pytest
from django.core import mail
from django.db import transaction

from notifications.models import Notification, Preferences
from outbox.models import OutboxMessage
from testing.factories import ProductFactory, UserFactory
from testing.queues import work_off
from wishlist.services import lower_prices
from wishlist.services.add_wish import add_wish

pytestmark = pytest.mark.django_db


def wisher(product, **fields):
    """Somebody who wishes for it, and wants to hear of its price by mail."""
    user = UserFactory(password=None, **fields)
    Preferences.objects.create(user=user, wishlist=["email"])
    add_wish(user=user, product_id=product.pk)
    return user


@pytest.fixture
def bowl():
    """Ten euro."""
    return ProductFactory(name="Bowl", slug="bowl", price="10.00")


def cost(product, price):
    """What staff do in the administration."""
    with transaction.atomic():
        product.price = price
        product.save()
    while work_off("default"):
        pass
    work_off("email")


def test_they_are_told_by_mail(bowl):
    """With both prices and the product's page; and those who did not ask for it, are closed, or wish for something
    else, are not."""
    wisher(bowl, email="ann@example.com")
    add_wish(user=UserFactory(password=None), product_id=bowl.pk)
    wisher(ProductFactory())
    wisher(bowl, is_active=False)
    cost(bowl, "8.00")
    [message] = mail.outbox
    assert (message.to, message.subject) == (["ann@example.com"], "Bowl costs less now")
    for part in ("8.00 euro", "10.00 euro", "https://shop.example.com/products/bowl/", "/unsubscribe/"):
        assert part in message.body


@pytest.mark.parametrize("price", ["10.00", "12.00", Decimal("10.00")])
def test_nothing_is_said_of_a_price_that_did_not_fall(bowl, price):
    """Nor when something else of the product changes, or stock moves."""
    wisher(bowl)
    cost(bowl, price)
    bowl.stock = 3
    bowl.save(update_fields=["stock"])
    assert not Notification.objects.exists()


def test_a_price_that_goes_up_and_down_is_told_once(bowl):
    """The same price is no news; a lower one is."""
    wisher(bowl)
    for price in ("8.00", "10.00", "8.00", "7.50"):
        cost(bowl, price)
    assert len(mail.outbox) == 2


def test_a_price_that_is_gone_when_the_worker_comes_is_not_told(bowl):
    """It would be wrong."""
    wisher(bowl)
    with transaction.atomic():
        bowl.price = "8.00"
        bowl.save()
    type(bowl).objects.update(price="11.00")
    work_off("default")
    assert not Notification.objects.exists()


def test_many_are_told_in_batches(bowl, monkeypatch):
    """Each batch asks for the next in its own transaction, and the messages lead through everybody."""
    monkeypatch.setattr(lower_prices, "BATCH", 2)
    people = {wisher(bowl).email for _ in range(5)}
    cost(bowl, "8.00")
    assert sorted(message.to[0] for message in mail.outbox) == sorted(people)
    assert not OutboxMessage.objects.exists()


def test_prices_of_an_import_are_told_too(bowl):
    """Bulk updates name the prices before and after; one message a product that is wished for."""
    wisher(bowl)
    other = ProductFactory(price="10.00")
    type(bowl).objects.update(price="5.00")
    low, high = Decimal("5.00"), Decimal("10.00")
    lower_prices.prices_changed({bowl.pk: (high, low), other.pk: (high, low)})
    assert work_off("default") == [lower_prices.TASK]
    assert Notification.objects.count() == 1
