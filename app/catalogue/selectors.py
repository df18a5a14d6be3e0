"""What the list reads: plain data, from the replica, through the cache.

Each `fetch_*` runs the queries; the function of the same name without it goes through Redis first.
"""

from typing import Any, TypedDict

from django.conf import settings
from django.db.models import Count, Q

from caching.memo import Answer, Layer, remember
from catalogue import tags
from catalogue.models import Category, Product, ProductStatus
from databases.replica import reads_replica

PAGE_SIZE = 20


class Shelf(TypedDict):
    """A category with the number of products it shows."""

    id: int
    slug: str
    name: str
    intro: str
    products: int


class Card(TypedDict):
    """What a list shows of a product. The price is text, "12.50": msgpack has no decimals. `rating`: 0 to 5."""

    id: int
    slug: str
    name: str
    price: str
    in_stock: bool
    picture: str
    picture_alt: str
    rating: float
    rating_count: int
    category: str
    category_slug: str


class ListPage(TypedDict):
    """One page of the list. `total` is the number of products in the selection."""

    shelves: list[Shelf]
    cards: list[Card]
    total: int


def list_page(*, category: str, page: int) -> Answer[ListPage]:
    """The list page; an unknown category, and a page past the end, have no cards."""
    shelves = remember("shelves", "all", fetch_shelves, tags=[tags.CATALOGUE], seconds=settings.CACHE_TTL["redis"])
    chosen = [shelf for shelf in shelves.value if category in ("", shelf["slug"])]
    total = sum(shelf["products"] for shelf in chosen)
    if (page - 1) * PAGE_SIZE >= total:
        return Answer(ListPage(shelves=shelves.value, cards=[], total=total), shelves.layer)
    cards = remember(
        "list",
        f"{category}:{page}",
        # By key, not by slug: the planner knows how many products a key has.
        lambda: fetch_cards(category_id=chosen[0]["id"] if category else None, page=page),
        tags=tags.of_list(category),
        seconds=settings.CACHE_TTL["redis"],
    )
    layer = Layer.DATABASE if Layer.DATABASE in (shelves.layer, cards.layer) else Layer.REDIS
    return Answer(ListPage(shelves=shelves.value, cards=cards.value, total=total), layer)


@reads_replica
def fetch_shelves() -> list[Shelf]:
    """One query: the categories in page order, with their counts."""
    active = Q(products__status=ProductStatus.ACTIVE)
    counted = Category.objects.annotate(shown=Count("products", filter=active))
    return [
        Shelf(id=key, slug=slug, name=name, intro=intro, products=products)
        for key, slug, name, intro, products in counted.values_list("pk", "slug", "name", "intro", "shown")
    ]


@reads_replica
def fetch_cards(*, category_id: int | None, page: int) -> list[Card]:
    """One query: the products of a page, newest first."""
    selected = active_products().order_by("-created_at", "-id")
    if category_id is not None:
        selected = selected.filter(category_id=category_id)
    first = (page - 1) * PAGE_SIZE
    return [card_of(product) for product in selected[first : first + PAGE_SIZE]]


@reads_replica
def popular_slugs(*, limit: int) -> list[str]:
    """Slugs of the most viewed active products."""
    active = Product.objects.filter(status=ProductStatus.ACTIVE)
    return list(active.order_by("-view_count", "-id").values_list("slug", flat=True)[:limit])


@reads_replica
def category_slugs() -> list[str]:
    """Slugs of all categories, in page order."""
    return list(Category.objects.values_list("slug", flat=True))


def active_products() -> Any:
    """What the shop shows, each with its category."""
    return Product.objects.filter(status=ProductStatus.ACTIVE).select_related("category")


def card_of(product: Product) -> Card:
    """The card of a product that was read with its category."""
    return Card(
        id=product.pk,
        slug=product.slug,
        name=product.name,
        price=f"{product.price:.2f}",
        in_stock=product.stock > 0,
        picture=product.picture,
        picture_alt=product.picture_alt,
        rating=product.rating_total / product.rating_count if product.rating_count else 0.0,
        rating_count=product.rating_count,
        category=product.category.name,
        category_slug=product.category.slug,
    )
