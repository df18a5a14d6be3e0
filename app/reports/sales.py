"""Sales and views of a period, by day and category.

Orders are read from the replica, views and stock from the analytics database; each adds up its own, and what comes here
is one row a day and category.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Sum, Window
from django.db.models.functions import Lag, TruncDate

from analytics.models import CategoryDay
from databases.querysets import reading
from orders.models import OrderItem
from orders.states import OrderStatus

#: somebody has paid, and nothing went back
SOLD = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


class DayOfCategory(NamedTuple):
    """The columns of the table. Money in euro; stock as of the end of the day, empty where nobody counted it."""

    day: date
    category: str
    orders: int
    pieces: int
    revenue: Decimal
    views: int
    stock_pieces: int | None
    stock_value: Decimal | None


def sales(start: date, end: date) -> list[DayOfCategory]:
    """Every day and category with an order or an aggregate, both days included; days are UTC."""
    sold = _sold(start, end)
    counted = _counted(start, end)
    nothing = (0, 0, Decimal("0.00"))
    return [
        DayOfCategory(*place, *sold.get(place, nothing), *counted.get(place, (0, None, None)))
        for place in sorted({*sold, *counted})
    ]


def _sold(start: date, end: date) -> dict[tuple[date, str], tuple[int, int, Decimal]]:
    items = reading(OrderItem).filter(
        order__status__in=SOLD,
        order__placed_at__gte=datetime.combine(start, time.min, UTC),
        order__placed_at__lt=datetime.combine(end + timedelta(days=1), time.min, UTC),
    )
    rows = (
        items.values(day=TruncDate("order__placed_at", tzinfo=UTC), category=F("product__category__slug"))
        .annotate(
            orders=Count("order", distinct=True), pieces=Sum("quantity"), revenue=Sum(F("unit_price") * F("quantity"))
        )
        .values_list("day", "category", "orders", "pieces", "revenue")
    )
    return {(day, category): (orders, pieces, revenue) for day, category, orders, pieces, revenue in rows}


def _counted(start: date, end: date) -> dict[tuple[date, str], tuple[int, int, Decimal]]:
    """Views are counted on from the beginning: a day's are the difference to the day that was counted before it. There
    are none on the first day, and where the count began anew."""
    before = Window(Lag("views"), partition_by=F("category_slug"), order_by=F("day").asc())
    days = CategoryDay.objects.filter(day__gte=start - timedelta(days=1), day__lte=end).annotate(before=before)
    return {
        (day, slug): (max(0, views - earlier) if earlier is not None else 0, pieces, value)
        for day, slug, views, earlier, pieces, value in days.values_list(
            "day", "category_slug", "views", "before", "pieces", "value"
        )
        if day >= start
    }
