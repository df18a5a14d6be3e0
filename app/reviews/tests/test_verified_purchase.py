"""The badge of somebody who has bought what they review."""

import pytest

from orders.models import Order
from orders.states import OrderStatus
from orders.tests.buying import placed_order
from reviews.models import Review
from reviews.services.submit_review import submit_review
from reviews.tests.factories import ReviewFactory, approve, somebody, words
from reviews.tests.reading import text_of
from testing.factories import ProductFactory

pytestmark = pytest.mark.django_db


def bought(product, user, status):
    """An order in this state."""
    Order.objects.filter(pk=placed_order(product, user=user).pk).update(status=status)


@pytest.mark.parametrize(
    ("status", "verified"),
    [
        (OrderStatus.PENDING_PAYMENT, False),
        (OrderStatus.PAID, True),
        (OrderStatus.SHIPPED, True),
        (OrderStatus.DELIVERED, True),
    ],
)
def test_what_was_paid_for_counts_as_bought(product, status, verified):
    """Not an order that waits for its payment."""
    author = somebody()
    bought(product, author, status)
    assert submit_review(author=author, product_id=product.pk, words=words()).verified_purchase is verified


def test_the_badge_is_on_the_page_and_only_for_the_buyer(product, site):
    """The order of another account, and another product, give no badge."""
    buyer, other = somebody(), somebody()
    bought(product, buyer, OrderStatus.PAID)
    bought(ProductFactory(), other, OrderStatus.PAID)
    approve(
        submit_review(author=other, product_id=product.pk, words=words()),
        submit_review(author=buyer, product_id=product.pk, words=words()),
    )
    assert text_of(site, "/products/bowl/").count("Verified purchase") == 1
    assert Review.objects.get(author=buyer).verified_purchase
    assert not Review.objects.get(author=other).verified_purchase


def test_an_order_after_the_review_counts_when_it_is_approved(product):
    """The badge says what is true when the review is shown."""
    review = ReviewFactory(product=product)
    bought(product, review.author, OrderStatus.DELIVERED)
    approve(review)
    review.refresh_from_db()
    assert review.verified_purchase


def test_an_edit_asks_again(product):
    """Also for a review from before the order."""
    review = ReviewFactory(product=product)
    bought(product, review.author, OrderStatus.PAID)
    assert submit_review(author=review.author, product_id=product.pk, words=words(stars=1)).verified_purchase
