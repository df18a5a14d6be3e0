"""No way to the product's page asks the same thing twice, in a shop of a few hundred products (D7, M1)."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from structlog.testing import capture_logs

from cart.services.add_product import add_product
from cart.stores import AccountStore
from catalogue.models import Product, ProductStatus
from databases.replica import breaker
from monitoring import performance
from orders.tests.buying import placed_order
from payments.models.sandbox_charge import SandboxToken
from payments.services.pay import pay
from recommendations.models import CoPurchase
from reviews.models import Review, ReviewStatus
from testing.catalogue import fill_catalogue
from testing.factories import UserFactory
from testing.waiting import wait_until
from wishlist.services.add_wish import add_wish

PAGE = "/products/product-1/"
NUMBER = 300

pytestmark = pytest.mark.django_db


@pytest.fixture
def much(settings, settled, transactional_db):
    """A product with many reviews and companions; a second statement like another is an N+1 already."""
    fill_catalogue(NUMBER)
    Product.objects.update(stock=100)
    product = Product.objects.get(slug="product-1")
    others = list(Product.objects.filter(status=ProductStatus.ACTIVE).exclude(pk=product.pk)[:60])
    CoPurchase.objects.bulk_create(CoPurchase(product=product, other=other, orders=3) for other in others)
    for number in range(30):
        Review.objects.create(
            product=product, author=UserFactory(password=None), stars=1 + number % 5, title="Sturdy", text="It holds.",
            signature="Ann", status=ReviewStatus.APPROVED,
        )  # fmt: skip
    settled()
    settings.SIMILAR_STATEMENTS_MOST = 1
    performance._said.forget()
    return product, others


@pytest.fixture
def signed_in(site, much):
    """Somebody with a full wishlist and cart, orders, and a review of the product."""
    product, others = much
    user = UserFactory()
    for other in others[:20]:
        add_wish(user=user, product_id=other.pk)
        add_product(AccountStore(user.pk), product=other, quantity=1)
    for other in others[20:23]:
        pay(order_id=placed_order(other, user=user).pk, token=SandboxToken.SUCCEEDS)
    Review.objects.create(product=product, author=user, stars=5, title="Mine", text="It is.", signature="Ann")
    site.force_login(user)
    return site


def asked(client, *paths):
    """The pages' repetitions, by the detector that production has."""
    with capture_logs() as logs:
        for path in paths:
            assert client.get(path).status_code == 200, path
    return [record for record in logs if record["event"].startswith("similar")]


def test_cold_warm_and_stale(site, much, monkeypatch):
    """Nobody has seen it; from the cache; and past every lifetime, when it is rebuilt."""
    assert asked(site, PAGE, PAGE) == []
    monkeypatch.setattr("caching.memo._is_fresh", lambda entry: False)
    assert asked(site, PAGE, PAGE) == []


def test_without_any_cache(site, much, shards, sessions_redis):
    """Every shard dead."""
    for proxy in (*shards, sessions_redis):
        proxy.cut()
    assert asked(site, PAGE, PAGE) == []


def test_without_the_replica(site, much):
    """The primary answers."""
    breaker.trip(ConnectionError("away"))
    assert asked(site, PAGE) == []
    wait_until(lambda: breaker.is_open, lambda still: not still)


def test_for_somebody_with_a_history(signed_in, shards):
    """Own review, wishes, cart, orders and a choice; cold, warm, after many looks, and without the cache."""
    looked_at = [f"/products/product-{number}/" for number in range(2, 19)]
    assert asked(signed_in, PAGE, PAGE, *looked_at, PAGE) == []
    caches["default"].clear()
    assert asked(signed_in, PAGE) == []
    for proxy in shards:
        proxy.cut()
    assert asked(signed_in, PAGE) == []


def test_for_the_command_that_warms_up(much):
    """After a deploy: lists, shelves, and a hundred products."""
    with capture_logs() as logs:
        call_command("warm_up")
    assert [record for record in logs if record["event"].startswith("similar")] == []
