"""A review that is deleted, by its author, by staff or with its author's account, leaves the rating."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from reviews.models import Review, ReviewStatus
from reviews.services.invalidate import shown_reviews_changed
from reviews.services.rating import Change, change_ratings


@receiver(pre_delete, sender=Review)
def review_goes(instance: Review, **_: Any) -> None:
    """Runs in the transaction of the deletion. The row is locked and read anew: it may just be approved.

    All of the author's are locked, because an account takes them all along: reviews come before products, as in
    `decide`.
    """
    locked = Review.objects.filter(author_id=instance.author_id).order_by("pk").select_for_update()
    found = next((review for review in locked if review.pk == instance.pk), None)
    if found is not None and found.status == ReviewStatus.APPROVED:
        change_ratings({found.product_id: Change(count=-1, total=-found.stars)})
        shown_reviews_changed([found.product_id])
