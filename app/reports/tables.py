"""What a table of each report holds. All adding up is done by the databases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Sum

from catalogue.models import Category, Product
from databases.querysets import reading
from databases.scan import scan
from reports.models import Kind
from reports.sales import DayOfCategory, sales
from security.spreadsheets import safe_cell


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows, which may be read only once; `days` is what a plot is made of."""

    columns: tuple[str, ...]
    rows: Iterable[Iterable[Any]]
    days: list[DayOfCategory] | None = None


def table_of(kind: Kind, start: date | None, end: date | None) -> Table:
    """The table of a report. Raises ValueError for a report about a period that has none."""
    if kind is Kind.STOCK_VALUE:
        return Table(("category", "products", "pieces", "value"), _stock_value())
    if kind is Kind.STOCK_LIST:
        return Table(("product", "category", "status", "pieces", "price", "value"), _stock_list())
    if start is None or end is None:
        raise ValueError(f"a report of the kind {kind} is about a period, and none was given; nothing was made")
    days = sales(start, end)
    return Table(DayOfCategory._fields, days, days)


def _stock_value() -> Iterator[list[Any]]:
    categories = reading(Category).annotate(
        products_count=Count("products"),
        pieces=Sum("products__stock", default=0),
        value=Sum(F("products__stock") * F("products__price"), default=0),
    )
    for name, *figures in categories.values_list("name", "products_count", "pieces", "value"):
        yield [safe_cell(name), *figures]


def _stock_list() -> Iterator[list[Any]]:
    """Read piece by piece: a catalogue of any size needs the same memory."""
    products = reading(Product).select_related("category").only("slug", "category__name", "status", "stock", "price")
    for product in scan(products):
        value = product.stock * product.price
        names = [safe_cell(product.slug), safe_cell(product.category.name)]
        yield [*names, product.status, product.stock, product.price, value]
