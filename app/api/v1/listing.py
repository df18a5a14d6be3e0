"""What lists of products share over the API: their parameters, and the facets beside them."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from pydantic import BaseModel, Field, StringConstraints

from api.shapes import Money, Sent
from catalogue.listing.cards import PAGE_SIZE
from catalogue.listing.cursors import MAX_CHARACTERS, BadCursor, Cursor
from catalogue.listing.facets import Choice, Facets
from catalogue.listing.selection import MAX_SLUG, Selection
from catalogue.listing.sorts import Sort
from catalogue.pictures import default_address

CategorySlug = Annotated[
    str,
    StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", min_length=1, max_length=MAX_SLUG),
    Field(examples=["furniture"]),
]
Price = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", min_length=1, max_length=11)]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", min_length=1, max_length=MAX_CHARACTERS)]


class Filters(BaseModel):
    """What can be chosen from a list. The pages' addresses have the same parameters."""

    category: CategorySlug | None = Field(None, description="slug of a category")
    min: Price | None = Field(None, description="euro; this price and dearer")
    max: Price | None = Field(None, description="euro; this price and cheaper")
    available: Literal["1"] | None = Field(None, description="`1` leaves out what is sold out")
    rating: Literal["3", "4"] | None = Field(None, description="at least so many stars on average")
    after: Token | None = Field(None, description="place in the list; follow `next` instead of making it")
    before: Token | None = Field(None, description="place in the list; follow `previous` instead of making it")


class ProductCard(Sent):
    """A product as lists show it."""

    slug: str
    name: str
    price: Money
    in_stock: bool
    rating: float = Field(ge=0, le=5, description="mean of the approved reviews' stars; 0 without any")
    rating_count: int = Field(ge=0)
    picture: str | None = Field(description="address of the picture, absolute or a path of the shop; null without one")
    picture_alt: str
    category: str = Field(description="the category's slug")


class Facet(Sent):
    """A choice beside the list: what it would leave, and the path of the list it leads to."""

    label: str
    products: int = Field(ge=0)
    chosen: bool
    path: str


class FacetGroups(Sent):
    """The choices by filter, each counted with all the others applied."""

    categories: list[Facet]
    prices: list[Facet]
    ratings: list[Facet]
    available: Facet


class Neighbours(Sent):
    """Where a page stands in its list."""

    total: int = Field(ge=0, description="products in the whole selection")
    facets: FacetGroups
    next: str | None = Field(description="path of the following page; null on the last")
    previous: str | None = Field(description="path of the page before; null on the first")


class ProductPage(Neighbours):
    """A page of products."""

    items: list[ProductCard] = Field(max_length=PAGE_SIZE)


def selection_of(chosen: Filters, *, sort: Sort, default_sort: Sort, words: str = "") -> Selection:
    """The selection of validated parameters. Raises Http404 for a place that this shop has not given out."""
    try:
        after = Cursor.parse(chosen.after, sort) if chosen.after else None
        before = Cursor.parse(chosen.before, sort) if chosen.before and not after else None
    except BadCursor:
        raise Http404("There is no such page.") from None
    return Selection(
        words=words,
        category=chosen.category or "",
        least=Decimal(chosen.min) if chosen.min else None,
        most=Decimal(chosen.max) if chosen.max else None,
        available=chosen.available == "1",
        rating=int(chosen.rating or 0),
        default_sort=default_sort,
        sort=sort,
        after=after,
        before=before,
    )


def neighbours(request: HttpRequest, facets: Facets, page: Any) -> dict[str, Any]:
    """The members of Neighbours; `page` has the query strings of the pages beside it."""

    def path(query: str | None) -> str | None:
        if query is None:
            return None
        return f"{request.path}?{query}" if query else request.path

    def choice(found: Choice) -> dict[str, Any]:
        return {
            "label": found.label,
            "products": found.products,
            "chosen": found.chosen,
            "path": path(found.selection.query),
        }

    return {
        "total": facets.total,
        "facets": {
            "categories": [choice(found) for found in facets.categories],
            "prices": [choice(found) for found in facets.prices],
            "ratings": [choice(found) for found in facets.ratings],
            "available": choice(facets.available),
        },
        "next": path(page["next"]),
        "previous": path(page["previous"]),
    }


def card(shown: Any) -> dict[str, Any]:
    """The API's card of a selector's."""
    same = ("slug", "name", "price", "in_stock", "rating", "rating_count", "picture_alt")
    return {
        **{name: shown[name] for name in same},
        "picture": default_address(shown["picture"]) if shown["picture"] else None,
        "category": shown["category_slug"],
    }
