"""A verdict changes the product's rating exactly once, in the transaction that changes the review (O5)."""

import pytest
from django.db import IntegrityError, transaction

from catalogue.models import Product
from reviews.models import Decision, Review, ReviewStatus
from reviews.services.decide import decide
from reviews.services.delete_review import delete_review
from reviews.services.rating import recount_ratings
from reviews.services.submit_review import submit_review
from reviews.tests.factories import ReviewFactory, approve, approved_review, rating, somebody, words
from testing.factories import ProductFactory

pytestmark = pytest.mark.django_db

APPROVED, REJECTED = ReviewStatus.APPROVED, ReviewStatus.REJECTED


def test_approving_counts_the_stars_and_keeps_who_and_when():
    """And again changes nothing, and adds no second decision."""
    review, moderator = ReviewFactory(stars=4), somebody()
    first = decide(seen={review.pk: 1}, verdict=APPROVED, moderator=moderator)
    second = decide(seen={review.pk: 1}, verdict=APPROVED, moderator=somebody())
    assert (first.decided, second.decided, second.unchanged) == (1, 0, 1)
    assert rating(review.product) == (1, 4)
    decision = Decision.objects.get()
    assert (decision.verdict, decision.decided_by, decision.revision) == (APPROVED, moderator, 1)
    assert decision.decided_at is not None


def test_rejecting_needs_a_reason_and_takes_an_approved_review_out():
    """A waiting one changes no rating."""
    shown, waiting = approved_review(stars=5), ReviewFactory()
    with pytest.raises(ValueError, match="needs a reason"):
        decide(seen={shown.pk: 1}, verdict=REJECTED, moderator=somebody())
    assert rating(shown.product) == (1, 5)
    decide(seen={shown.pk: 1, waiting.pk: 1}, verdict=REJECTED, moderator=somebody(), reason="Off topic.")
    assert rating(shown.product) == rating(waiting.product) == (0, 0)
    assert set(Review.objects.values_list("status", flat=True)) == {REJECTED}


def test_pending_is_no_verdict():
    """Reviews go back to waiting by an edit alone."""
    review = approved_review()
    with pytest.raises(ValueError, match="no verdict"):
        decide(seen={review.pk: 1}, verdict=ReviewStatus.PENDING, moderator=somebody())
    assert rating(review.product) == (1, 4)


def test_an_edit_goes_back_to_moderation_and_out_of_the_rating():
    """The decision of before stays in the history."""
    review = approved_review(stars=5)
    submit_review(author=review.author, product_id=review.product_id, words=words(stars=1))
    review.refresh_from_db()
    assert (review.status, review.revision, review.stars) == (ReviewStatus.PENDING, 2, 1)
    assert rating(review.product) == (0, 0)
    approve(review)
    assert rating(review.product) == (1, 1)
    assert review.decisions.count() == 2


def test_the_same_words_again_change_nothing():
    """A form that is sent twice takes no approved review away."""
    author, product = somebody(), ProductFactory()
    review = submit_review(author=author, product_id=product.pk, words=words())
    approve(review)
    submit_review(author=author, product_id=product.pk, words=words())
    review.refresh_from_db()
    assert (review.status, review.revision) == (APPROVED, 1)
    assert rating(product) == (1, 4)


def test_a_moderator_decides_about_the_words_they_have_read():
    """An edit between reading and deciding leaves the review waiting."""
    review = ReviewFactory()
    submit_review(author=review.author, product_id=review.product_id, words=words(text="Buy at evil.example"))
    done = decide(seen={review.pk: 1}, verdict=APPROVED, moderator=somebody())
    review.refresh_from_db()
    assert (done.decided, done.outdated, review.status) == (0, 1, ReviewStatus.PENDING)
    assert rating(review.product) == (0, 0)


def test_deleting_takes_the_stars_along():
    """By its author, and with the author's account."""
    product = ProductFactory()
    first, second = approved_review(product=product, stars=5), approved_review(product=product, stars=2)
    assert delete_review(author=first.author, slug=product.slug)
    assert not delete_review(author=first.author, slug=product.slug)
    assert rating(product) == (1, 2)
    second.author.delete()
    assert rating(product) == (0, 0)


def test_a_moderator_who_leaves_stays_in_the_history_without_a_name():
    """Deleting their account deletes no decision."""
    review, moderator = ReviewFactory(), somebody()
    approve(review, moderator=moderator)
    moderator.delete()
    assert Decision.objects.get().decided_by is None


def test_recounting_mends_a_rating():
    """From the approved reviews, whatever the row said; a product without any gets none."""
    review, other = approved_review(stars=3), ProductFactory()
    Product.objects.filter(pk=review.product_id).update(rating_count=9, rating_total=45)
    Product.objects.filter(pk=other.pk).update(rating_count=1, rating_total=1)
    recount_ratings([review.product_id, other.pk])
    assert (rating(review.product), rating(other)) == ((1, 3), (0, 0))


@pytest.mark.parametrize(
    "change", [{"stars": 0}, {"stars": 6}, {"status": "gone"}, {"text": ""}, {"text": "x" * 4_001}]
)
def test_the_database_refuses_impossible_reviews(change):
    """Whatever writes them (D5)."""
    review = ReviewFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**change)


def test_the_database_refuses_a_second_review_and_a_rejection_without_reason():
    """One a person and product; and no history that says nothing (D5)."""
    review = ReviewFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewFactory(author=review.author, product=review.product)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(review=review, revision=1, verdict=REJECTED)
