"""Build reports."""

import csv
import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Count, F, Sum

from catalogue.models import Category
from reports.models import Report

STOCK_VALUE = "stock-value"
COLUMNS = ("category", "products", "pieces", "value")


def build_stock_value_report(*, key: str) -> dict[str, Any]:
    """Per category: products, pieces and their value, as CSV in the object store and a Report row.

    `key` names the object, so that a repetition after a crash writes the same object and not a second one.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    rows = list(
        Category.objects.annotate(
            products_count=Count("products"),
            pieces=Sum("products__stock", default=0),
            value=Sum(F("products__stock") * F("products__price"), default=0),
        ).values_list("name", "products_count", "pieces", "value")
    )
    table.writerows(rows)
    stored = default_storage.save(f"reports/{STOCK_VALUE}-{key}.csv", ContentFile(text.getvalue().encode()))
    report = Report.objects.create(kind=STOCK_VALUE, object_name=stored, rows=len(rows))
    return {"report": report.pk, "object": stored, "rows": len(rows)}
