"""Write a review, or edit the one there is."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from databases.routing import PRIMARY
from reviews.models import Review, ReviewStatus
from reviews.purchases import has_bought
from reviews.services.invalidate import shown_reviews_changed
from reviews.services.rating import Change, change_ratings


@dataclass(frozen=True, slots=True)
class Words:
    """What the author says, already cleaned and within its limits (see forms)."""

    stars: int
    title: str
    text: str
    signature: str


def submit_review(*, author: AbstractBaseUser, product_id: int, words: Words) -> Review:
    """The author's review of the product with these words, waiting for moderation.

    There is one a product and author, also when a form is sent twice at once. The same words again change nothing;
    other words take an approved review back into moderation, and its stars out of the rating, in one transaction.
    """
    with transaction.atomic(using=PRIMARY):
        bought = has_bought(author=author, product_id=product_id)
        review, created = Review.objects.select_for_update().get_or_create(
            author=author, product_id=product_id, defaults=_columns(words) | {"verified_purchase": bought}
        )
        if not created and _words_of(review) != words:
            _edit(review, words, bought)
    return review


def _edit(review: Review, words: Words, bought: bool) -> None:
    was_shown = review.status == ReviewStatus.APPROVED
    withdrawn = Change(count=-1, total=-review.stars)
    for column, value in _columns(words).items():
        setattr(review, column, value)
    review.verified_purchase = bought
    review.status = ReviewStatus.PENDING
    review.revision += 1
    review.edited_at = timezone.now()
    review.save()
    if was_shown:
        change_ratings({review.product_id: withdrawn})
        shown_reviews_changed([review.product_id])


def _columns(words: Words) -> dict[str, object]:
    return {"stars": words.stars, "title": words.title, "text": words.text, "signature": words.signature}


def _words_of(review: Review) -> Words:
    return Words(stars=review.stars, title=review.title, text=review.text, signature=review.signature)
