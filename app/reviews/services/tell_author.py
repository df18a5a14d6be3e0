"""Tell authors that their reviews are shown."""

from collections.abc import Sequence
from typing import Any

from notifications.kinds import Kind
from notifications.services.dispatch import dispatch
from reviews.models import Review, ReviewStatus
from useractions.kinds import ActionKind
from useractions.services.record_action import record_action


def tell_authors(revisions: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Of every review that is still shown as it was approved: once a revision.."""
    wanted = {int(pk): int(revision) for pk, revision in revisions}
    told = 0
    for review in Review.objects.filter(pk__in=wanted).select_related("author", "product").order_by("pk"):
        revision = wanted[review.pk]
        key = f"review:{review.pk}:{revision}"
        if review.revision != revision or review.status != ReviewStatus.APPROVED:
            continue
        record_action(ActionKind.REVIEW, user_id=review.author_id, pieces={review.product_id: 1}, key=key)
        context = {"product": review.product.name, "path": review.product.get_absolute_url()}
        told += dispatch(review.author, Kind.REVIEW_PUBLISHED, key=key, context=context) is not None
    return {"told": told}
