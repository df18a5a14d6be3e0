"""A line of an order."""

from decimal import Decimal

from django.db import models

from catalogue.models import Product
from orders.models.order import Order


class OrderItem(models.Model):
    """Name and price are copies from the moment of the order: the product may change, the order may not."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items", db_index=False)
    #: a product that was sold is retired, not deleted
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    #: euro a piece
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "product"], name="orderitem_once_a_product"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="orderitem_has_pieces"),
            models.CheckConstraint(condition=models.Q(unit_price__gte=0), name="orderitem_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def total(self) -> Decimal:
        """Euro for all pieces."""
        return self.unit_price * self.quantity

    @property
    def card(self) -> dict[str, str]:
        """What the picture's tag needs."""
        return {"slug": self.product.slug, "name": self.name, "picture": self.product.picture}
