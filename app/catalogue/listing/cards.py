"""Cards of products, a page of them at a time, as plain data for the caches."""

from typing import TypedDict

from django.db.models import F, QuerySet

from catalogue.listing.keyset import cursor_of, slice_of
from catalogue.listing.selection import Selection
from catalogue.models import Product

PAGE_SIZE = 20


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


class CardPage(TypedDict):
    """The cards of a page; `previous` and `next` are the query strings of its neighbours, None where there is none."""

    cards: list[Card]
    previous: str | None
    next: str | None


def filtered(products: QuerySet, selection: Selection, *, category_id: int | None) -> QuerySet:
    """The products that the filters leave. By the category's key: the planner knows how many products a key has."""
    if category_id is not None:
        products = products.filter(category_id=category_id)
    if selection.least is not None:
        products = products.filter(price__gte=selection.least)
    if selection.most is not None:
        products = products.filter(price__lte=selection.most)
    if selection.available:
        products = products.filter(stock__gt=0)
    if selection.rating:
        # The average, without dividing: of the sums, as they are kept.
        products = products.filter(rating_count__gt=0, rating_total__gte=selection.rating * F("rating_count"))
    return products


def card_page(products: QuerySet, selection: Selection) -> CardPage:
    """One query: the page that the selection names, of products that are filtered already."""
    found = slice_of(products, sort=selection.sort, size=PAGE_SIZE, after=selection.after, before=selection.before)
    rows = found.rows
    return CardPage(
        cards=[card_of(product) for product in rows],
        previous=selection.but(before=cursor_of(rows[0], selection.sort)).query if rows and found.earlier else None,
        next=selection.but(after=cursor_of(rows[-1], selection.sort)).query if rows and found.later else None,
    )


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
