"""Categories and products."""

from enum import StrEnum
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Query
from pydantic import AwareDatetime, Field

from api.authentication import EVERYBODY
from api.caching import public, selection
from api.routing import ShopRouter
from api.shapes import ProblemDocument, Sent, Slug
from api.v1.listing import Filters, ProductCard, ProductPage, card, neighbours, selection_of
from catalogue import tags
from catalogue.listing.selection import Selection
from catalogue.listing.sorts import Sort
from catalogue.product_selectors import product_facts
from catalogue.selectors import list_page
from recommendations import tags as suggestion_tags
from recommendations.selectors import suggestions

router = ShopRouter(auth=EVERYBODY)

ListSort = StrEnum("ListSort", {sort.name: sort.value for sort in Sort if sort is not Sort.RELEVANCE})  # type: ignore[misc]  # made from the list's


class Category(Sent):
    """A part of the catalogue."""

    slug: str
    name: str
    products: int = Field(ge=0, description="products on sale")


class Fact(Sent):
    """Something measurable about a product."""

    name: str
    value: str


class Product(ProductCard):
    """A product with everything its page shows."""

    description: str
    facts: list[Fact]
    stock: int = Field(ge=0, description="pieces")
    updated_at: AwareDatetime
    related: list[ProductCard]


class ListQuery(Filters):
    """The parameters of the list."""

    sort: ListSort = Field(ListSort.NEWEST, description="the order")  # type: ignore[attr-defined]  # made above


def _any_product(request: HttpRequest, **_: Any) -> list[str]:
    """A category's own tag is not used: its name would be the caller's, and each new one another key in the cache."""
    return [tags.CATALOGUE]


@router.get("/categories", response=list[Category], operation_id="listCategories", summary="Categories")
@public(lambda request: "api-categories", _any_product)
def list_categories(request: HttpRequest) -> Any:
    """All of them, in the order the shop shows them."""
    choices = list_page(Selection()).facets.categories
    return [{"slug": choice.value, "name": choice.label, "products": choice.products} for choice in choices]


@router.get(
    "/products", response={200: ProductPage, 404: ProblemDocument}, operation_id="listProducts", summary="Products"
)
@public(lambda request: f"api-products:{selection(request)}", _any_product)
def list_products(request: HttpRequest, chosen: Query[ListQuery]) -> Any:
    """Products on sale, 20 a page, filtered, ordered and counted. 404 for an unknown category or place in the list."""
    sort = Sort(chosen.sort)
    wanted = selection_of(chosen, sort=sort, default_sort=Sort.NEWEST)
    found = list_page(wanted)
    if wanted.category and found.shelf is None:
        raise Http404("There is no such category.")
    if (wanted.after or wanted.before) and not found.page["cards"]:
        raise Http404("There is no such page.")
    return {
        "items": [card(shown) for shown in found.page["cards"]],
        **neighbours(request, found.facets, found.page),
    }


def _product_tags(request: HttpRequest, slug: str) -> list[str]:
    return [*tags.of_product(slug), *suggestion_tags.of_suggestions(slug)]


@router.get("/products/{slug}", response=Product, operation_id="getProduct", summary="A product", url_name="product")
@public(lambda request, slug: f"api-product:{slug}", _product_tags)
def get_product(request: HttpRequest, slug: Annotated[Slug, Path()]) -> Any:
    """One product on sale, with its facts and others like it. Drafts and retired products are not here."""
    page = product_facts(slug=slug).value
    if page is None:
        raise Http404("There is no such product.")
    others = suggestions(facts=page).value
    return {
        **card(page["card"]),
        "description": page["description"],
        "facts": [{"name": name, "value": value} for name, value in page["facts"]],
        "stock": page["stock"],
        "updated_at": page["updated_at"],
        "related": [card(other) for kind in ("bought", "popular", "similar") for other in others[kind]],
    }
