"""Forget the suggestions that changed, once the change has committed (C7)."""

from collections.abc import Collection
from itertools import batched

from django.db import transaction
from django.urls import reverse

from caching import edge, generations
from catalogue.models import Product
from recommendations import tags

#: tags a write to the cache
TAG_BATCH = 1_000
#: with more changed pages than this the edge forgets all products' pages in one step
MOST_PURGES = 200
#: every product's page at the edge, and what the API says of products
ALL_PAGES = ["/products/*", "/api/v1/products/*"]


def suggestions_changed(product_ids: Collection[int]) -> None:
    """Invalidate what is suggested beside these products, and their pages at the edge."""
    if not product_ids:
        return
    slugs = list(Product.objects.filter(pk__in=list(product_ids)).values_list("slug", flat=True))
    names = ("catalogue:product", "api-v1:product")
    paths = [reverse(name, kwargs={"slug": slug}) for slug in slugs for name in names]

    def forget() -> None:
        for batch in batched((tag for slug in slugs for tag in tags.of_suggestions(slug)), TAG_BATCH, strict=False):
            generations.bump(batch)
        edge.purge(paths if len(slugs) <= MOST_PURGES else ALL_PAGES)

    transaction.on_commit(forget, robust=True)
