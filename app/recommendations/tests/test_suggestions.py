"""What is suggested beside a product: bought together, else popular, and similar (C6: related)."""

import pytest
from django.db import IntegrityError, connections, transaction
from django.test.utils import CaptureQueriesContext

from catalogue.models import ProductStatus
from catalogue.product_selectors import fetch_product_facts
from recommendations.models import CoPurchase
from recommendations.selectors import BOUGHT_SIZE, SIMILAR_SIZE, fetch_suggestions
from testing.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen():
    """A category."""
    return CategoryFactory(slug="kitchen")


@pytest.fixture
def pan(kitchen):
    """The product whose page it is."""
    return ProductFactory(slug="pan", name="Deep Steel Pan", price="40.00", category=kitchen)


def suggested(product):
    """Slugs by kind, read in one query."""
    facts = fetch_product_facts(slug=product.slug)
    with CaptureQueriesContext(connections["default"]) as asked:
        found = fetch_suggestions(facts=facts)
    assert len(asked) == 1
    return {kind: [card["slug"] for card in cards] for kind, cards in found.items()}


def together(product, other, orders):
    """A counted pair."""
    CoPurchase.objects.create(product=product, other=other, orders=orders)


def test_what_was_bought_together_comes_first_strongest_first(pan, kitchen):
    """From any category; a few of many."""
    others = [ProductFactory() for _ in range(BOUGHT_SIZE + 2)]
    for orders, other in enumerate(others, start=1):
        together(pan, other, orders)
    strongest = [other.slug for other in reversed(others)][:BOUGHT_SIZE]
    assert suggested(pan)["bought"] == strongest


def test_without_orders_the_popular_of_the_category_stand_in(pan, kitchen):
    """Most viewed first, nothing of other categories."""
    ProductFactory(slug="hammer", view_count=999)
    for views in (3, 9, 5):
        ProductFactory(slug=f"seen-{views}", category=kitchen, view_count=views)
    found = suggested(pan)
    assert found["bought"] == []
    assert found["popular"] == ["seen-9", "seen-5", "seen-3"]


def test_a_product_alone_in_its_category_suggests_nothing(pan):
    """And needs no special case on the page."""
    assert suggested(pan) == {"bought": [], "popular": [], "similar": []}


def test_similar_means_price_and_words_alike(pan, kitchen):
    """A near price with shared words beats a near price, and that a far one; sold out comes last."""
    together(pan, ProductFactory(slug="towel"), 1)
    ProductFactory(slug="far", name="Ladle", price="4.00", category=kitchen)
    ProductFactory(slug="near", name="Kettle", price="41.00", category=kitchen)
    ProductFactory(slug="alike", name="Deep Copper Pan", price="42.00", category=kitchen)
    ProductFactory(slug="gone", name="Deep Steel Pan", price="40.00", category=kitchen, stock=0)
    assert suggested(pan)["similar"] == ["alike", "near", "far", "gone"]


def test_nothing_is_suggested_twice_or_beside_itself(pan, kitchen):
    """Also when a product is bought together, popular and similar at once."""
    friends = [ProductFactory(category=kitchen, price="40.00", view_count=n) for n in range(20)]
    for friend in friends[:3]:
        together(pan, friend, 5)
    found = suggested(pan)
    everything = [slug for slugs in found.values() for slug in slugs]
    assert len(everything) == len(set(everything)) == 3 + SIMILAR_SIZE
    assert "pan" not in everything


@pytest.mark.parametrize("status", [ProductStatus.DRAFT, ProductStatus.RETIRED])
def test_what_is_not_sold_is_not_suggested(pan, kitchen, status):
    """In no list."""
    hidden = ProductFactory(category=kitchen, status=status, view_count=999, price="40.00")
    together(pan, hidden, 99)
    assert suggested(pan) == {"bought": [], "popular": [], "similar": []}


def test_free_products_and_unseen_ones_can_be_compared(kitchen):
    """A price of nothing and a category nobody has looked at divide by nothing."""
    free = ProductFactory(slug="free", price="0.00", category=kitchen)
    ProductFactory(slug="also-free", price="0.00", category=kitchen)
    together(free, ProductFactory(), 1)
    assert suggested(free)["similar"] == ["also-free"]


@pytest.mark.parametrize("change", [{"orders": 0}, {"orders": -1}])
def test_the_database_refuses_impossible_pairs(pan, change):
    """A product with itself, a pair twice, and a pair that nobody bought (D5)."""
    other = ProductFactory()
    together(pan, other, 1)
    for wrong in (
        lambda: together(pan, pan, 1),
        lambda: together(pan, other, 2),
        lambda: CoPurchase.objects.update(**change),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
