"""Write many rows as products: in a few statements where all goes well, one by one where the database objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from catalogue.models import Category, Product
from catalogue.services.invalidate import catalogue_replaced, products_changed
from imports.rows import Problem, Row, check_against
from wishlist.services.lower_prices import prices_changed

#: above this, telling the edge page by page takes longer than it takes to fill again
MOST_PURGED_ONE_BY_ONE = 100
#: the database's objections to a row; whatever else it raises is no fault of the row, and is tried again
OBJECTIONS = (IntegrityError, DataError)


@dataclass(slots=True)
class Written:
    """Products that were written, and the categories some of them were in before."""

    created: list[Product] = field(default_factory=list)
    updated: list[Product] = field(default_factory=list)
    left: set[str] = field(default_factory=set)

    def add(self, other: "Written") -> None:
        """These too."""
        self.created += other.created
        self.updated += other.updated
        self.left |= other.left


def write_products(rows: list[Row], *, categories: Mapping[str, Category]) -> Written:
    """Create or update the product of every row without problems; a row that cannot be written gets one.

    Caches and the edge are told once, after the commit. Raises what the database raises for other reasons than a row.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                written = _write(rows, categories)
        except OBJECTIONS:
            # Some row broke a constraint and took the others along: find out which, and keep those.
            written = _one_by_one(rows, categories)
        _tell(written)
    return written


def _one_by_one(rows: list[Row], categories: Mapping[str, Category]) -> Written:
    total = Written()
    for row in rows:
        if row.problems:
            continue
        try:
            with transaction.atomic():
                total.add(_write([row], categories))
        except OBJECTIONS as error:
            said = str(error).splitlines()[0]
            row.problems.append(Problem("", f"the database refuses the row: {said}", "Correct the cell it names."))
    return total


def _write(rows: list[Row], categories: Mapping[str, Category]) -> Written:
    # Locked in key order, like every other change of many products: orders take pieces of them meanwhile.
    locked = Product.objects.select_for_update(of=("self",), no_key=True).order_by("pk").select_related("category")
    there = {product.slug: product for product in locked.filter(slug__in=[row.sku for row in rows])}
    check_against([row for row in rows if not row.problems], categories=categories, existing=there)
    written = Written(left={product.category.slug for product in there.values()})
    fields, now = {"updated_at"}, timezone.now()
    before = {product.pk: product.price for product in there.values()}
    for row in rows:
        if row.problems:
            continue
        product = there.get(row.sku)
        (written.updated if product else written.created).append(product := product or Product(slug=row.sku))
        for name, value in _values(row, categories).items():
            setattr(product, name, value)
            fields.add(name)
        product.updated_at = now
    # In the order of their numbers: two imports that create the same ones wait for each other, and never in a circle.
    Product.objects.bulk_create(sorted(written.created, key=lambda product: product.slug))
    Product.objects.bulk_update(written.updated, sorted(fields), batch_size=500)
    prices_changed({product.pk: (before[product.pk], product.price) for product in written.updated})
    return written


def _values(row: Row, categories: Mapping[str, Category]) -> dict[str, Any]:
    return {name: categories[value] if name == "category" else value for name, value in row.values.items()}


def _tell(written: Written) -> None:
    products = [*written.created, *written.updated]
    if len(products) > MOST_PURGED_ONE_BY_ONE:
        catalogue_replaced(products)
    elif products:
        products_changed(products, categories=written.left)
