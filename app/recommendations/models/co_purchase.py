"""Two products in the same orders."""

from django.db import models

from catalogue.models import Product


class CoPurchase(models.Model):
    """`other` was in `orders` orders together with `product`. Counted anew by a task, the strongest few a product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="bought_together", db_index=False)
    other = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="bought_with")
    orders = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "other"], name="copurchase_once_a_pair"),
            models.CheckConstraint(condition=~models.Q(product=models.F("other")), name="copurchase_of_two"),
            models.CheckConstraint(condition=models.Q(orders__gte=1), name="copurchase_happened"),
        ]
        indexes = [models.Index(fields=["product", "-orders", "-other"], name="copurchase_strongest")]

    def __str__(self) -> str:
        return f"{self.product_id} with {self.other_id}: {self.orders}"
