"""Put a generated catalogue into the database."""

from dataclasses import dataclass
from itertools import batched

from django.db import transaction

from catalogue import vocabulary
from catalogue.models import Category, Product
from catalogue.services.generate_products import generate_products
from catalogue.services.invalidate import catalogue_replaced

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run has added; both are 0 for a run that found everything there."""

    categories: int
    products: int


def load_catalogue(*, number: int, seed: int) -> Loaded:
    """Add what is missing of the first `number` products of this seed; rows that exist are left as they are.

    One transaction: an interrupted run leaves nothing.
    """
    with transaction.atomic():
        categories = _add_categories()
        keys = dict(Category.objects.values_list("slug", "pk"))
        products = 0
        for batch in batched(generate_products(number=number, seed=seed, categories=keys), BATCH, strict=False):
            products += _add_missing(batch)
        if categories or products:
            catalogue_replaced()
    return Loaded(categories=categories, products=products)


def _add_categories() -> int:
    before = Category.objects.count()
    wanted = [
        Category(slug=shelf.slug, name=shelf.name, position=n) for n, shelf in enumerate(vocabulary.SHELVES, start=1)
    ]
    Category.objects.bulk_create(wanted, ignore_conflicts=True)
    return Category.objects.count() - before


def _add_missing(batch: tuple[Product, ...]) -> int:
    there = set(Product.objects.filter(slug__in=[product.slug for product in batch]).values_list("slug", flat=True))
    missing = [product for product in batch if product.slug not in there]
    # Another loader may be at work: its rows are as good as ours.
    Product.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
