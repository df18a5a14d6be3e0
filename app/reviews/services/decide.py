"""Moderate: approve or reject reviews."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from databases.routing import PRIMARY
from outbox.services.enqueue import enqueue
from reviews.models import Decision, Review, ReviewStatus
from reviews.purchases import bought_by_author
from reviews.services.invalidate import shown_reviews_changed
from reviews.services.rating import Change, change_ratings


@dataclass(frozen=True, slots=True)
class Decided:
    """How many reviews were decided, had that verdict already, or were edited or deleted meanwhile and left alone."""

    decided: int
    unchanged: int
    outdated: int


def decide(*, seen: Mapping[int, int], verdict: ReviewStatus, moderator: AbstractBaseUser, reason: str = "") -> Decided:
    """Give the reviews the verdict. `seen` maps their keys to the revisions the moderator has read.

    A review that was edited since is left waiting: nobody has read its new words. Rows are locked in key order and the
    rating changes with them, so each verdict counts exactly once however many moderators give it. Raises ValueError for
    a rejection without a reason, and for a verdict that is none.
    """
    if verdict not in (ReviewStatus.APPROVED, ReviewStatus.REJECTED):
        raise ValueError(f"{verdict!r} is no verdict: a review can be approved or rejected; nothing was changed")
    if verdict == ReviewStatus.REJECTED and not reason:
        raise ValueError("a rejection needs a reason: the author is told; nothing was changed")
    with transaction.atomic(using=PRIMARY):
        found = list(Review.objects.filter(pk__in=list(seen)).order_by("pk").select_for_update())
        current = [review for review in found if review.revision == seen[review.pk]]
        turned = [review for review in current if review.status != verdict]
        changes = _changes(turned, verdict)
        # An order may have come after the review: the badge is what is true when the review is shown.
        Review.objects.filter(pk__in=[review.pk for review in turned]).update(
            status=verdict, verified_purchase=bought_by_author()
        )
        Decision.objects.bulk_create(
            Decision(review=review, revision=review.revision, verdict=verdict, reason=reason, decided_by=moderator)
            for review in turned
        )
        change_ratings(changes)
        if turned and verdict == ReviewStatus.APPROVED:
            enqueue("reviews.tasks.published", ([[review.pk, review.revision] for review in turned],))
        if changes:
            shown_reviews_changed(changes)
    return Decided(decided=len(turned), unchanged=len(current) - len(turned), outdated=len(seen) - len(current))


def _changes(turned: list[Review], verdict: ReviewStatus) -> Mapping[int, Change]:
    """What the verdict does to each product's rating; a pending review that is rejected does nothing."""
    changes: dict[int, Change] = defaultdict(Change)
    for review in turned:
        if verdict == ReviewStatus.APPROVED:
            sign = 1
        elif review.status == ReviewStatus.APPROVED:
            sign = -1
        else:
            continue
        changes[review.product_id].count += sign
        changes[review.product_id].total += sign * review.stars
    return changes
