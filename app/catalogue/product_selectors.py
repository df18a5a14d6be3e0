"""What the product page reads of the product itself: plain data, from the replica, through the cache."""

from typing import TypedDict

from caching.fragments import Fragment
from caching.memo import Answer, remember
from catalogue import tags
from catalogue.models import Product
from catalogue.selectors import Card, active_products, card_of
from databases.replica import reads_replica
from media.selectors import further_pictures


class ProductFacts(TypedDict):
    """One product: its card, and what only its own page shows."""

    card: Card
    category_id: int
    description: str
    #: name and value, as shown
    facts: list[list[str]]
    stock: int
    updated_at: str
    #: bases of the pictures below the product's own
    gallery: list[str]


def product_facts(*, slug: str) -> Answer[ProductFacts | None]:
    """The product, or None where there is no such active product."""
    return remember(
        "product",
        slug,
        lambda: fetch_product_facts(slug=slug),
        tags=tags.of_product(slug),
        seconds=Fragment.PRODUCT_BASIC.seconds,
    )


@reads_replica
def fetch_product_facts(*, slug: str) -> ProductFacts | None:
    """One query: the product with its category and its further pictures."""
    product = active_products().annotate(gallery=further_pictures()).filter(slug=slug).first()
    return _facts(product) if product else None


def _facts(product: Product) -> ProductFacts:
    return ProductFacts(
        card=card_of(product),
        category_id=product.category_id,
        description=product.description,
        facts=[
            [name, value]
            for name, value in (
                ("Material", product.material),
                ("Colour", product.colour.capitalize()),
                ("Dimensions", product.dimensions),
            )
            if value
        ],
        stock=product.stock,
        updated_at=product.updated_at.isoformat(),
        gallery=product.gallery,
    )
