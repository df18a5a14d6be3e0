"""Fill the caches with what most visitors will ask for (C8)."""

from collections.abc import Iterator

import structlog
from django.db import DatabaseError
from django.http import QueryDict
from django.urls import reverse

from caching.warming import ask_for
from catalogue import selectors
from catalogue.listing.selection import Selection, parse
from catalogue.listing.sorts import Sort
from catalogue.models import Product, ProductStatus
from useractions.selectors import popular_products

#: pages of the whole catalogue, and popular products
WARM_LIST_PAGES = 5
WARM_PRODUCTS = 100
#: products that people do most with, and the days that count
WARM_WANTED, WANTED_DAYS = 50, 7

log = structlog.get_logger(__name__)


def warm_up() -> dict[str, int]:
    """Ask for the first pages of the list, the first page of each category, and the products
    that are bought and wished for or viewed most.

    Returns how many of these pages there were already, were made, and failed.
    """
    return ask_for([*_lists(), *_categories(), *_popular()])


def _lists() -> Iterator[str]:
    """The first pages of the whole catalogue; each names the next."""
    following = ""
    for _ in range(WARM_LIST_PAGES):
        yield f"{reverse('catalogue:list')}?{following}".removesuffix("?")
        following = selectors.list_page(parse(QueryDict(following), sorts=tuple(Sort))).page["next"]
        if following is None:
            return


def _categories() -> list[str]:
    return [f"{reverse('catalogue:list')}?{Selection(category=slug).query}" for slug in selectors.category_slugs()]


def _popular() -> list[str]:
    slugs = dict.fromkeys([*_wanted_slugs(), *selectors.popular_slugs(limit=WARM_PRODUCTS)])
    return [reverse("catalogue:product", kwargs={"slug": slug}) for slug in slugs]


def _wanted_slugs() -> list[str]:
    """What people bought, reviewed and wished for most in the last days; none while the analytics database is away."""
    try:
        keys = popular_products(days=WANTED_DAYS, limit=WARM_WANTED)
    except DatabaseError as error:
        log.warning("popular products unknown", reason=type(error).__name__)
        return []
    slugs = dict(Product.objects.filter(pk__in=keys, status=ProductStatus.ACTIVE).values_list("pk", "slug"))
    return [slugs[key] for key in keys if key in slugs]
