"""What the product page reads: plain data, from the replica, through the cache."""

from typing import TypedDict

from django.conf import settings

from caching.memo import Answer, remember
from catalogue import tags
from catalogue.selectors import Card, active_products, card_of
from databases.replica import reads_replica

RELATED_SIZE = 4


class ProductPage(TypedDict):
    """One product with others of its category."""

    id: int
    card: Card
    description: str
    #: name and value, as shown
    facts: list[tuple[str, str]]
    stock: int
    updated_at: str
    related: list[Card]


def product_page(*, slug: str) -> Answer[ProductPage | None]:
    """The product's page, or None where there is no such active product."""
    return remember(
        "product",
        slug,
        lambda: fetch_product_page(slug=slug),
        tags=tags.of_product(slug),
        seconds=settings.CACHE_TTL["redis"],
    )


@reads_replica
def fetch_product_page(*, slug: str) -> ProductPage | None:
    """Two queries: the product with its category, and the most viewed others of that category."""
    product = active_products().filter(slug=slug).first()
    if product is None:
        return None
    related = (
        active_products().filter(category_id=product.category_id).exclude(pk=product.pk).order_by("-view_count", "-id")
    )
    return ProductPage(
        id=product.pk,
        card=card_of(product),
        description=product.description,
        facts=[
            (name, value)
            for name, value in (
                ("Material", product.material),
                ("Colour", product.colour.capitalize()),
                ("Dimensions", product.dimensions),
            )
            if value
        ],
        stock=product.stock,
        updated_at=product.updated_at.isoformat(),
        related=[card_of(other) for other in related[:RELATED_SIZE]],
    )
