"""What the counts say."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from databases.routing import ANALYTICS
from useractions.models import ProductDay, UserAction
from useractions.person import person_of

#: what an action is worth against a wish, when products are ranked
PURCHASE_WEIGHT, REVIEW_WEIGHT = 5, 3


def popular_products(*, days: int, limit: int) -> list[int]:
    """One query: keys of the products people did most with in the last days, best first. Ties go to the newer."""
    since = timezone.now().date() - timedelta(days=days)
    score = Sum(F("purchases") * PURCHASE_WEIGHT + F("reviews") * REVIEW_WEIGHT + F("wishes"))
    rows = ProductDay.objects.using(ANALYTICS).filter(day__gte=since).values("product_id").annotate(score=score)
    return list(rows.filter(score__gt=0).order_by("-score", "-product_id").values_list("product_id", flat=True)[:limit])


def actions_of(user_id: int) -> list[dict[str, Any]]:
    """One query: what is kept of somebody, for their export."""
    rows = UserAction.objects.using(ANALYTICS).filter(person=person_of(user_id)).order_by("at", "pk")
    return list(rows.values("kind", "product_id", "quantity", "at"))
