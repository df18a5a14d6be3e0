"""Forget what the caches and the edge hold of shown reviews, once the change has committed (C7)."""

from collections.abc import Iterable

from django.urls import reverse

from catalogue.models import Product
from catalogue.services.invalidate import products_changed
from reviews import tags


def shown_reviews_changed(product_ids: Iterable[int]) -> None:
    """Invalidate the products' pages and reviews, and the lists that show their rating."""
    products = list(Product.objects.filter(pk__in=list(product_ids)).select_related("category"))
    pages = [reverse("reviews:list", kwargs={"slug": product.slug}) for product in products]
    products_changed(
        products,
        also_tags=[tag for product in products for tag in tags.of_reviews(product.slug)],
        also_paths=[path for page in pages for path in (page, f"{page}?*")],
    )
