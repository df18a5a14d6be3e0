"""Reports about the stock at this moment, made by a task of their own each."""

from typing import Any

from reports.models import Kind, Report
from reports.services.write_files import write_files


def build_stock_value_report(*, key: str) -> dict[str, Any]:
    """Per category: products, pieces and their value, as CSV in the object store and a Report row."""
    return _build(Kind.STOCK_VALUE, key)


def build_stock_list_report(*, key: str) -> dict[str, Any]:
    """Every product with its pieces and their value, as CSV in the object store and a Report row."""
    return _build(Kind.STOCK_LIST, key)


def _build(kind: Kind, key: str) -> dict[str, Any]:
    files = write_files(kind, key=key)
    report = Report.objects.create(kind=kind, object_name=files.table, rows=files.rows, summary=files.summary)
    return {"report": report.pk, "object": files.table, "rows": files.rows}
