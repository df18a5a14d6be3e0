"""Count what is there."""

from typing import Any

from django.db.models import Count, Q, Sum

from catalogue.models import Product, ProductStatus
from notifications.services.open_work_item import open_work_item

#: an active product with fewer pieces than this is low
LOW_STOCK = 10
#: with a larger share of sold-out products staff get a work item
SOLD_OUT_SHARE_LIMIT = 0.25


def recount_stock() -> dict[str, Any]:
    """Count pieces, low and sold-out products among the active ones; too much sold out is a work item for staff."""
    counted = Product.objects.filter(status=ProductStatus.ACTIVE).aggregate(
        products=Count("pk"),
        pieces=Sum("stock", default=0),
        low=Count("pk", filter=Q(stock__lt=LOW_STOCK, stock__gt=0)),
        sold_out=Count("pk", filter=Q(stock=0)),
    )
    if counted["products"] and counted["sold_out"] / counted["products"] > SOLD_OUT_SHARE_LIMIT:
        open_work_item(
            level="warning",
            subject="stock",
            message=f"{counted['sold_out']} of {counted['products']} active products are sold out.",
        )
    return counted
