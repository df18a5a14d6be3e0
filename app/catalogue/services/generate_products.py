"""A catalogue of any size that is the same for the same seed, product by product."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils.text import slugify

from catalogue import vocabulary
from catalogue.models import Product, ProductStatus

#: the newest product's creation; older ones follow a minute apart
NEWEST = datetime(2025, 9, 1, tzinfo=UTC)
#: of a hundred products
DRAFTS, RETIRED, SOLD_OUT = 3, 4, 6


def generate_products(*, number: int, seed: int, categories: dict[str, int]) -> Iterator[Product]:
    """Unsaved products 0 … number-1. `categories` maps slugs of the vocabulary to primary keys.

    Product n depends on the seed and n alone, so a larger catalogue contains the smaller one.
    """
    for index in range(number):
        yield _product(index, random.Random(f"{seed}:{index}"), categories)  # noqa: S311  (goods, not secrets)


def _product(index: int, rng: random.Random, categories: dict[str, int]) -> Product:
    shelf = rng.choice(vocabulary.SHELVES)
    quality, material, good = rng.choice(vocabulary.QUALITIES), rng.choice(shelf.materials), rng.choice(shelf.goods)
    name = f"{quality} {material} {good}"
    created = NEWEST - timedelta(minutes=index)
    return Product(
        name=name,
        slug=f"{slugify(name)}-{index:06d}",
        description=f"{rng.choice(vocabulary.OPENINGS)} {material} throughout. {rng.choice(vocabulary.CARES)}",
        category_id=categories[shelf.slug],
        price=Decimal(rng.randint(shelf.cheapest * 100, shelf.dearest * 100)) / 100,
        status=_status(rng.randrange(100)),
        stock=0 if rng.randrange(100) < SOLD_OUT else rng.randint(1, 400),
        # Few products get most of the views, as in any shop.
        view_count=int(rng.paretovariate(1.1) * 10),
        created_at=created,
        updated_at=created,
    )


def _status(percentile: int) -> str:
    if percentile < DRAFTS:
        return ProductStatus.DRAFT
    return ProductStatus.RETIRED if percentile < DRAFTS + RETIRED else ProductStatus.ACTIVE
