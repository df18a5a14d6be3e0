"""Build reports."""

import csv
import io
import tempfile
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Count, F, Sum

from catalogue.models import Category, Product
from databases.querysets import reading
from databases.scan import scan
from reports.models import Report

STOCK_VALUE = "stock-value"
COLUMNS = ("category", "products", "pieces", "value")
STOCK_LIST = "stock-list"
LIST_COLUMNS = ("product", "category", "status", "pieces", "price", "value")
#: bytes of a report that are kept in memory before it goes on in a file
IN_MEMORY_BYTES = 1_048_576


def build_stock_value_report(*, key: str) -> dict[str, Any]:
    """Per category: products, pieces and their value, as CSV in the object store and a Report row.

    `key` names the object, so that a repetition after a crash writes the same object and not a second one.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    rows = list(
        reading(Category)
        .annotate(
            products_count=Count("products"),
            pieces=Sum("products__stock", default=0),
            value=Sum(F("products__stock") * F("products__price"), default=0),
        )
        .values_list("name", "products_count", "pieces", "value")
    )
    table.writerows(rows)
    stored = default_storage.save(f"reports/{STOCK_VALUE}-{key}.csv", ContentFile(text.getvalue().encode()))
    report = Report.objects.create(kind=STOCK_VALUE, object_name=stored, rows=len(rows))
    return {"report": report.pk, "object": stored, "rows": len(rows)}


def build_stock_list_report(*, key: str) -> dict[str, Any]:
    """Every product with its pieces and their value, as CSV in the object store and a Report row.

    The table is read and the file written piece by piece: a catalogue of any size needs the same memory.
    """
    products = reading(Product).select_related("category").only("slug", "category__name", "status", "stock", "price")
    rows = 0
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        table = csv.writer(text, lineterminator="\n")
        table.writerow(LIST_COLUMNS)
        for product in scan(products):
            value = product.stock * product.price
            table.writerow([product.slug, product.category.name, product.status, product.stock, product.price, value])
            rows += 1
        text.flush()
        file.seek(0)
        stored = default_storage.save(f"reports/{STOCK_LIST}-{key}.csv", File(file, name=STOCK_LIST))
    report = Report.objects.create(kind=STOCK_LIST, object_name=stored, rows=rows)
    return {"report": report.pk, "object": stored, "rows": rows}
