"""Rows of a chunk, out of the object store."""

from django.core.files.storage import default_storage

from catalogue.models import Category, Product
from imports.models import Chunk
from imports.rows import Row, check_against, read_rows


def read_chunk(chunk: Chunk) -> list[Row]:
    """Each row with its values and problems, as far as its text says; raises what the object store raises."""
    with default_storage.open(chunk.object_name) as file:
        text = file.read().decode()
    of = chunk.product_import
    return list(read_rows(text, tuple(of.columns), of.delimiter, line=chunk.first_line))


def categories() -> dict[str, Category]:
    """Categories by slug."""
    return {category.slug: category for category in Category.objects.all()}


def check_rows(rows: list[Row]) -> None:
    """Add what the shop has against them."""
    existing = Product.objects.filter(slug__in=[row.sku for row in rows if row.sku]).values_list("slug", flat=True)
    check_against(rows, categories=categories(), existing=dict.fromkeys(existing))
