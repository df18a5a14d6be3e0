"""The queries behind the pages use the indexes made for them (D5)."""

import pytest
from django.db import connection

from catalogue.models import Category, Product, ProductStatus
from catalogue.services.load_catalogue import load_catalogue

ACTIVE = ProductStatus.ACTIVE


@pytest.fixture
def large_catalogue(transactional_db):
    """Enough rows that the planner prefers an index, with fresh statistics."""
    load_catalogue(number=5_000, seed=1)
    # A small category among large ones: there, walking the whole list and filtering would cost most.
    rare = Category.objects.create(name="Rare", slug="rare")
    keys = list(Product.objects.filter(status=ACTIVE).order_by("slug").values_list("pk", flat=True)[:60])
    Product.objects.filter(pk__in=keys).update(category=rare)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogue_product")


def test_hot_queries_use_their_index(large_catalogue):
    """First page of the list, first page of a small category, popular of it, popular of all."""
    category = Category.objects.get(slug="rare").pk
    active = Product.objects.filter(status=ACTIVE)
    plans = {
        "product_active_newest": active.order_by("-created_at", "-id")[:20],
        "product_category_newest": active.filter(category_id=category).order_by("-created_at", "-id")[:20],
        "product_category_popular": active.filter(category_id=category).order_by("-view_count", "-id")[:4],
        "product_active_popular": active.order_by("-view_count", "-id")[:100],
    }
    for index, query in plans.items():
        plan = query.explain()
        assert index in plan, plan
        assert "Sort" not in plan, plan
