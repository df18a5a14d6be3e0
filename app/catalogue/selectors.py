"""What the list reads: plain data, from the replica, through the cache.

Each `fetch_*` runs the queries; the function of the same name without it goes through Redis first.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet

from caching.functions import cached_function
from caching.memo import remember
from caching.temperature import Temperature
from catalogue import tags
from catalogue.listing.cards import PAGE_SIZE, Card, CardPage, card_of, card_page, filtered
from catalogue.listing.facets import Cube, Facets, Shelf, facets_of, fetch_whole_cube
from catalogue.listing.selection import Selection
from catalogue.models import Category, Product, ProductStatus
from databases.replica import reads_replica

__all__ = ["PAGE_SIZE", "Card", "active_products", "card_of", "category_slugs", "list_page", "popular_slugs"]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list; `shelf` is the category chosen, if there is such a one."""

    shelf: Shelf | None
    facets: Facets
    page: CardPage


def list_page(selection: Selection) -> ListPage:
    """The list page; an unknown category, and a place behind the last product, have no cards."""
    cube = list_cube(selection)
    facets = facets_of(cube, selection)
    shelf = next((shelf for shelf in cube["shelves"] if shelf["slug"] == selection.category), None)
    if facets.total == 0:
        return ListPage(shelf, facets, CardPage(cards=[], previous=None, next=None))
    page = remember(
        "list",
        selection.query,
        lambda: fetch_cards(selection, category_id=shelf["id"] if shelf else None),
        tags=tags.of_list(selection.category),
        seconds=settings.CACHE_TTL["redis"],
    )
    return ListPage(shelf, facets, page.value)


@cached_function(
    Temperature.COLD, tags=[tags.CATALOGUE], kind="cube", key=lambda selection: [selection.least, selection.most]
)
def list_cube(selection: Selection) -> Cube:
    """All categories, and how many active products each combination of filters has.

    It counts the whole catalogue, a hundred times the work of a page, and there is one for each range of prices: so it
    lies where the traffic of pages does not push it out.
    """
    return fetch_list_cube(selection)


@reads_replica
def fetch_list_cube(selection: Selection) -> Cube:
    """One query: the counts of one range of prices."""
    shown = FilteredRelation("products", condition=Q(products__status=ProductStatus.ACTIVE))
    return fetch_whole_cube(Category.objects.annotate(shown=shown), selection)


@reads_replica
def fetch_cards(selection: Selection, *, category_id: int | None) -> CardPage:
    """One query: the products of a page."""
    return card_page(filtered(active_products(), selection, category_id=category_id), selection)


@reads_replica
def popular_slugs(*, limit: int) -> list[str]:
    """Slugs of the most viewed active products."""
    active = Product.objects.filter(status=ProductStatus.ACTIVE)
    return list(active.order_by("-view_count", "-id").values_list("slug", flat=True)[:limit])


@reads_replica
def category_slugs() -> list[str]:
    """Slugs of all categories, in page order."""
    return list(Category.objects.values_list("slug", flat=True))


def active_products() -> QuerySet:
    """Products that are for sale, each with its category."""
    return Product.objects.filter(status=ProductStatus.ACTIVE).select_related("category")
