"""Count what is there."""

from typing import Any

from django.db.models import Count, Q, Sum

from catalogue.models import Product, ProductStatus
from notifications.services.raise_alert import raise_alert

#: an active product with fewer pieces than this is low
LOW_STOCK = 10
#: with so many sold-out products staff are told
ALERT_SOLD_OUT_SHARE = 0.25


def recount_stock() -> dict[str, Any]:
    """Count pieces, low and sold-out products among the active ones; alert when too much is sold out."""
    counted = Product.objects.filter(status=ProductStatus.ACTIVE).aggregate(
        products=Count("pk"),
        pieces=Sum("stock", default=0),
        low=Count("pk", filter=Q(stock__lt=LOW_STOCK, stock__gt=0)),
        sold_out=Count("pk", filter=Q(stock=0)),
    )
    if counted["products"] and counted["sold_out"] / counted["products"] > ALERT_SOLD_OUT_SHARE:
        raise_alert(
            level="warning",
            subject="stock",
            message=f"{counted['sold_out']} of {counted['products']} active products are sold out.",
        )
    return counted
