"""Pages by keyset: the rows behind the last one seen. Their cost does not grow with the page, and a row that is added
meanwhile neither repeats nor hides another, as it would with OFFSET."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Value

from catalogue.listing.cursors import Cursor
from catalogue.listing.sorts import Sort


class Row(Func):
    """`(a, b)`: Postgres compares rows column by column, and finds the place in an index of both."""

    template = "(%(expressions)s)"
    # A row has no type Django knows; it is only ever compared.
    output_field = BooleanField()


class RowsInOrder(Func):
    """`row <= row` or `row >= row`, as a condition."""

    template = "%(expressions)s"
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a page, in order, and whether there are others on either side."""

    rows: list[Any]
    earlier: bool
    later: bool


def slice_of(
    rows: QuerySet, *, sort: Sort, size: int, after: Cursor | None = None, before: Cursor | None = None
) -> Slice:
    """The `size` rows behind `after`, in front of `before`, or the first ones. One query.

    What lies on the side a cursor points from is taken to be there: it was when the cursor was made.
    """
    order = sort.order
    backwards = before is not None
    descending = order.descending != backwards
    place = before or after
    if place is not None:
        rows = rows.filter(_beyond(order.column, place, descending=descending))
    sign = "-" if descending else ""
    found = list(rows.order_by(f"{sign}{order.column}", f"{sign}pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        return Slice(found[::-1], earlier=more, later=True)
    return Slice(found, earlier=after is not None, later=more)


def cursor_of(row: Any, sort: Sort) -> Cursor:
    """The place of a row that `slice_of` gave."""
    return Cursor(getattr(row, sort.order.column), row.pk)


def after_place(rows: QuerySet, sort: Sort, place: Cursor) -> QuerySet:
    """The rows behind a place, in the order they have."""
    return rows.filter(_beyond(sort.order.column, place, descending=sort.order.descending))


def _beyond(column: str, place: Cursor, *, descending: bool) -> RowsInOrder:
    """`<=` the key before it instead of `<` the key: the same rows, but not to the planner.

    It estimates a comparison of rows by its first column alone. Where most rows have the same value (products without
    a rating), `<` looks as if it left none of them, and any index as good as the right one.
    """
    here = Row(F(column), F("pk"))
    there = Row(Value(place.value), Value(place.key - 1 if descending else place.key + 1))
    return RowsInOrder(here, there, arg_joiner=" <= " if descending else " >= ")
