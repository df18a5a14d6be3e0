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
    #: products that were there without a picture and now have one
    pictured: int


def load_catalogue(
    *,
    number: int,
    seed: int,
    pictures: Mapping[str, str] | None = None,
    say: Callable[[str], Any] = lambda line: None,
) -> Loaded:
    """Add what is missing of the first `number` products of this seed; a row that exists is left as it is, but for a
    picture where it has none.

    One transaction: an interrupted run leaves nothing. `pictures` maps picture keys to names in the media bucket.
    """
    with transaction.atomic(using=PRIMARY):
        _wait_for_other_loaders()
        categories = _add_categories()
        keys = dict(Category.objects.using(PRIMARY).values_list("slug", "pk"))
        products, pictured, seen = 0, 0, 0
        generated = generate_products(number=number, seed=seed, categories=keys, pictures=pictures or {})
        for batch in batched(generated, BATCH, strict=False):
            there = _pictures_there(batch)
            products += _add([product for product in batch if product.slug not in there])
            pictured += _give_pictures([product for product in batch if there.get(product.slug) == ""])
            seen += len(batch)
            say(f"{seen:,} of {number:,} products looked at, {products:,} added")
        if categories or products or pictured:
            catalogue_replaced()
    return Loaded(categories=categories, products=products, pictured=pictured)


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


def _pictures_there(batch: tuple[Product, ...]) -> dict[str, str]:
    """Slugs of those that exist already, and their pictures."""
    slugs = [product.slug for product in batch]
    return dict(Product.objects.using(PRIMARY).filter(slug__in=slugs).values_list("slug", "picture"))


def _add(missing: list[Product]) -> int:
    fields = [field for field in Product._meta.concrete_fields if not (field.primary_key or field.generated)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connections[PRIMARY].cursor() as cursor,
        cursor.copy(f"COPY {Product._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for product in missing:
            copy.write_row([getattr(product, field.attname) for field in fields])
    return len(missing)


def _give_pictures(without: list[Product]) -> int:
    """For rows of an earlier run that had no pictures to give."""
    drawn = [product for product in without if product.picture]
    if not drawn:
        return 0
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(
            """
            UPDATE catalogue_product AS product SET picture = given.picture, picture_alt = given.alt, updated_at = now()
            FROM unnest(%s::text[], %s::text[], %s::text[]) AS given (slug, picture, alt)
            WHERE product.slug = given.slug AND product.picture = ''
            """,
            [[getattr(product, name) for product in drawn] for name in ("slug", "picture", "picture_alt")],
        )
        given: int = cursor.rowcount
    return given
