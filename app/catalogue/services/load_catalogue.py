"""Put a generated catalogue into the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import connections, transaction

from catalogue import vocabulary
from catalogue.models import Category, Product
from catalogue.services.generate_products import generate_products
from catalogue.services.invalidate import catalogue_replaced
from databases.bulk import create_in_batches
from databases.routing import PRIMARY

#: rows that travel together; between two batches the progress is said
BATCH = 10_000
#: any fixed number; it names the lock in pg_locks
LOADER_LOCK = 0x6361746C


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run has added; all are 0 for a run that found everything there."""

    categories: int
    products: int


def load_catalogue(
    *,
    number: int,
    seed: int,
    pictures: Mapping[str, str] | None = None,
    say: Callable[[str], Any] = lambda line: None,
) -> Loaded:
    """Add what is missing of the first `number` products of this seed; rows that exist are left as they are.

    One transaction: an interrupted run leaves nothing. `pictures` maps picture keys to names in the media bucket.
    """
    with transaction.atomic(using=PRIMARY):
        _wait_for_other_loaders()
        categories = _add_categories()
        keys = dict(Category.objects.using(PRIMARY).values_list("slug", "pk"))
        products, seen = 0, 0
        generated = generate_products(number=number, seed=seed, categories=keys, pictures=pictures or {})
        for batch in batched(generated, BATCH, strict=False):
            products += _add_missing(batch)
            seen += len(batch)
            say(f"{seen:,} of {number:,} products looked at, {products:,} added")
        if categories or products:
            catalogue_replaced()
    return Loaded(categories=categories, products=products)


def _wait_for_other_loaders() -> None:
    """Between looking what is there and adding the rest, nobody else does the same. Released with the transaction."""
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADER_LOCK])


def _add_categories() -> int:
    before = Category.objects.using(PRIMARY).count()
    wanted = [
        Category(slug=shelf.slug, name=shelf.name, intro=shelf.intro, position=n)
        for n, shelf in enumerate(vocabulary.SHELVES, start=1)
    ]
    create_in_batches(Category, wanted, using=PRIMARY)
    return Category.objects.using(PRIMARY).count() - before


def _add_missing(batch: tuple[Product, ...]) -> int:
    slugs = [product.slug for product in batch]
    there = set(Product.objects.using(PRIMARY).filter(slug__in=slugs).values_list("slug", flat=True))
    missing = [product for product in batch if product.slug not in there]
    fields = [field for field in Product._meta.concrete_fields if not (field.primary_key or field.generated)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connections[PRIMARY].cursor() as cursor,
        cursor.copy(f"COPY {Product._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for product in missing:
            copy.write_row([getattr(product, field.attname) for field in fields])
    return len(missing)
