"""However many people decide, edit and delete at once, the rating is what the approved reviews add up to."""

import pytest
from django.db.models import Count, Sum

from accounts.services.close_account import close_account
from reviews.models import Decision, Review, ReviewStatus
from reviews.services.decide import decide
from reviews.services.delete_review import delete_review
from reviews.services.submit_review import submit_review
from reviews.tests.factories import ReviewFactory, approve, rating, somebody, words
from testing.factories import ProductFactory
from testing.parallel import at_once

pytestmark = pytest.mark.django_db

APPROVED, REJECTED = ReviewStatus.APPROVED, ReviewStatus.REJECTED
#: times the same is tried, so that threads meet
ROUNDS = 4


def added_up(product):
    """What the approved reviews say the rating is."""
    return tuple(
        Review.objects.filter(product=product, status=APPROVED)
        .aggregate(count=Count("pk"), total=Sum("stars", default=0))
        .values()
    )


def failures(outcomes):
    """What went wrong in at_once."""
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_eight_moderators_approving_the_same_reviews_count_each_once():
    """In opposite orders, so that a lock order other than by key would deadlock."""
    products = [ProductFactory() for _ in range(3)]
    reviews = [ReviewFactory(product=product, stars=stars) for product in products for stars in (1, 3, 5)]
    moderator = somebody()

    def approve_all(turn):
        seen = {review.pk: 1 for review in (reviews if turn % 2 else reversed(reviews))}
        return decide(seen=seen, verdict=APPROVED, moderator=moderator)

    done = at_once([lambda turn=turn: approve_all(turn) for turn in range(8)])
    assert failures(done) == []
    assert sum(one.decided for one in done) == len(reviews)
    assert sum(one.unchanged for one in done) == 7 * len(reviews)
    assert [rating(product) for product in products] == [(3, 9)] * 3
    assert Decision.objects.count() == len(reviews)


def test_the_rating_adds_up_whatever_happens_at_the_same_time():
    """Approving, rejecting, editing and deleting the same reviews at once."""
    product = ProductFactory()
    reviews = [ReviewFactory(product=product, stars=1 + n % 5) for n in range(8)]
    approve(*reviews[:4])
    moderator = somebody()
    everything = {review.pk: 1 for review in reviews}

    def edit(review):
        return lambda: submit_review(author=review.author, product_id=product.pk, words=words(stars=2))

    done = at_once(
        [
            lambda: decide(seen=everything, verdict=APPROVED, moderator=moderator),
            lambda: decide(seen=everything, verdict=REJECTED, moderator=moderator, reason="No."),
            lambda: decide(seen=everything, verdict=APPROVED, moderator=moderator),
            edit(reviews[0]),
            edit(reviews[5]),
            lambda: delete_review(author=reviews[1].author, slug=product.slug),
            lambda: delete_review(author=reviews[6].author, slug=product.slug),
        ]
    )
    assert failures(done) == []
    assert Review.objects.count() == 6
    assert rating(product) == added_up(product)


def test_two_forms_sent_at_once_make_one_review():
    """One a person and product, and no error for either."""
    author, product = somebody(), ProductFactory()
    done = at_once(
        [lambda n=n: submit_review(author=author, product_id=product.pk, words=words(stars=n)) for n in range(1, 5)]
    )
    assert failures(done) == []
    assert Review.objects.filter(author=author, product=product).count() == 1


def test_accounts_that_close_at_once_with_crossing_reviews_wait_for_each_other():
    """Each has reviewed the same products in another order; their ratings are locked by the products' keys (S1)."""
    products = [ProductFactory() for _ in range(6)]
    for _ in range(ROUNDS):
        authors = [somebody() for _ in range(6)]
        for turn, author in enumerate(authors):
            for product in products if turn % 2 else reversed(products):
                approve(ReviewFactory(product=product, author=author, stars=4))

        done = at_once([lambda author=author: close_account(author) for author in authors])

        assert failures(done) == []
        assert [rating(product) for product in products] == [(0, 0)] * 6


def test_deleting_many_authors_reviews_and_deciding_others_do_not_lock_crosswise():
    """Staff delete several authors' reviews while others decide, edit and close: reviews first, then products (S1)."""
    products = [ProductFactory() for _ in range(4)]
    moderator = somebody()
    for _ in range(ROUNDS):
        assert failures(crosswise(products, moderator)) == []
        Review.objects.all().delete()
        assert [rating(product) for product in products] == [(0, 0)] * 4


def crosswise(products, moderator):
    """What became of deleting in two halves, rejecting, approving, editing one and closing an account, at once."""
    reviews = [ReviewFactory(product=product, stars=stars) for stars in (1, 3, 5) for product in products]
    approve(*reviews)
    halves = [[review.pk for review in half] for half in (reviews[::2], reviews[1::2])]
    seen = {review.pk: 1 for review in reversed(reviews)}
    author, product = reviews[-1].author, products[-1]
    return at_once(
        [
            *(Review.objects.filter(pk__in=half).delete for half in halves),
            lambda: decide(seen=seen, verdict=REJECTED, moderator=moderator, reason="No."),
            lambda: decide(seen=seen, verdict=APPROVED, moderator=moderator),
            lambda: submit_review(author=author, product_id=product.pk, words=words(stars=2)),
            lambda: close_account(reviews[0].author),
        ]
    )
