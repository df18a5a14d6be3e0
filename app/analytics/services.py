"""Aggregate the shop into the analytics database."""

from typing import Any

from django.db.models import Count, F, Sum
from django.utils import timezone

from analytics.models import CategoryDay
from catalogue.models import Category
from databases.querysets import reading
from databases.routing import ANALYTICS


def aggregate_catalogue() -> dict[str, Any]:
    """Today's row of every category, new or brought up to date in one statement."""
    today = timezone.now().date()
    rows = [
        CategoryDay(day=today, category_slug=slug, products=products, views=views, pieces=pieces, value=value)
        for slug, products, views, pieces, value in reading(Category)
        .annotate(
            products_count=Count("products"),
            views=Sum("products__view_count", default=0),
            pieces=Sum("products__stock", default=0),
            value=Sum(F("products__stock") * F("products__price"), default=0),
        )
        .values_list("slug", "products_count", "views", "pieces", "value")
    ]
    CategoryDay.objects.using(ANALYTICS).bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["day", "category_slug"],
        update_fields=["products", "views", "pieces", "value"],
    )
    return {"day": today.isoformat(), "categories": len(rows)}
