"""A review that is deleted, by its author, by staff or with its author's account, leaves the rating."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from catalogue.models import Category, Product
from reviews.models import Review, ReviewStatus
from reviews.services.invalidate import shown_reviews_changed
from reviews.services.rating import Change, change_ratings, lock_rated

#: whose deletion takes reviews along, and by which of their columns
CASCADES: dict[type[Model], str] = {
    Review: "pk",
    get_user_model(): "author",
    Product: "product",
    Category: "product__category",
}


@receiver(pre_delete, sender=Review)
def review_goes(instance: Review, origin: Any = None, **_: Any) -> None:
    """Runs in the transaction of the deletion, once a review, in the order of their keys. Each is read anew: it may
    just be approved.

    The first one locks everything the whole deletion will touch, in the order of `decide`: reviews by key, then
    products by key. One after the other they would be locked crosswise with whoever decides or deletes others.
    """
    together = going_with(instance, origin)
    if not together.filter(pk__lt=instance.pk).exists():
        lock_rated(together)
    found = Review.objects.filter(pk=instance.pk).select_for_update().first()
    if found is not None and found.status == ReviewStatus.APPROVED:
        change_ratings({found.product_id: Change(count=-1, total=-found.stars)})
        shown_reviews_changed([found.product_id])


def going_with(instance: Review, origin: Any) -> QuerySet[Review]:
    """The reviews of one deletion. `origin` is what was told to go: a row or a query, of reviews or of their owners."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    column = next((column for kind, column in CASCADES.items() if issubclass(model, kind)), None)
    if column is None:
        return Review.objects.filter(pk=instance.pk)
    gone = origin.order_by().values("pk") if isinstance(origin, QuerySet) else [origin.pk]
    return Review.objects.filter(Q((f"{column}__in", gone)))
