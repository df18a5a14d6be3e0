"""Forget what the caches and the edge hold of the catalogue, once the change has committed (C7)."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from caching import edge, generations
from catalogue import tags
from catalogue.models import Category, Product


def product_changed(product: Product, *, categories: Iterable[str] = ()) -> None:
    """Invalidate the product's page and every list it is or was on.

    `categories` are slugs of categories it was in before the change. Lists are purged whole: a product moves the pages
    after it.
    """
    products_changed([product], categories=categories)


def products_changed(
    products: Iterable[Product],
    *,
    categories: Iterable[str] = (),
    also_tags: Iterable[str] = (),
    also_paths: Iterable[str] = (),
) -> None:
    """The same for several at once, with what else shows the change; products come with their category."""
    touched = {*also_tags}
    paths = []
    for product in products:
        touched |= {*tags.touched_by_product(slug=product.slug, categories={product.category.slug, *categories})}
        paths.append(reverse("catalogue:product", kwargs={"slug": product.slug}))
    _invalidate(sorted(touched), [*paths, *also_paths, *LIST_PATHS])


def category_changed(category: Category) -> None:
    """Invalidate all lists: every one of them names the categories. Products' pages follow by lifetime."""
    slugs = list(Category.objects.values_list("slug", flat=True))
    _invalidate([tags.CATALOGUE, *(tag for slug in {*slugs, category.slug} for tag in tags.of_list(slug))], LIST_PATHS)


def catalogue_replaced(products: Iterable[Product] = ()) -> None:
    """Invalidate every list, and every page at the edge, after a bulk change; `products` are those that were changed
    and not only added."""
    slugs = Category.objects.values_list("slug", flat=True)
    changed = [tag for product in products for tag in tags.of_product(product.slug)]
    _invalidate([tags.CATALOGUE, *(tag for slug in slugs for tag in tags.of_list(slug)), *changed], ["/*"])


#: `/?*` is every page and selection of the list, `/search/*` every search and its suggestions; of the API, everything
#: that caches may keep is about the catalogue
LIST_PATHS = ["/", "/?*", "/search/*", "/api/v1/*"]


def _invalidate(touched: list[str], paths: list[str]) -> None:
    # One callback, so that the generations are new before the edge asks again.
    def forget() -> None:
        generations.bump(touched)
        edge.purge(paths)

    transaction.on_commit(forget, robust=True)
