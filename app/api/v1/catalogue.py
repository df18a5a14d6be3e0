"""Categories and products."""

from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Path
from pydantic import AwareDatetime, Field

from api.authentication import EVERYBODY
from api.caching import public
from api.routing import ShopRouter
from api.shapes import Money, Sent, Slug
from catalogue import tags
from catalogue.product_selectors import product_facts
from recommendations import tags as suggestion_tags
from recommendations.selectors import suggestions

router = ShopRouter(auth=EVERYBODY)


class ProductCard(Sent):
    """A product as lists show it."""

    slug: str
    name: str
    price: Money
    in_stock: bool
    rating: float = Field(ge=0, le=5, description="mean of the approved reviews' stars; 0 without any")
    rating_count: int = Field(ge=0)
    picture: str | None = Field(description="address of the picture, absolute or a path of the shop")
    picture_alt: str
    category: str = Field(description="the category's slug")


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


def card(shown: Any) -> dict[str, Any]:
    """The API's card of a selector's."""
    same = ("slug", "name", "price", "in_stock", "rating", "rating_count", "picture_alt")
    return {
        **{name: shown[name] for name in same},
        "picture": f"{settings.MEDIA_URL}{shown['picture']}" if shown["picture"] else None,
        "category": shown["category_slug"],
    }
