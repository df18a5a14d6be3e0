"""What people did with a product on a day."""

from django.db import models


class ProductDay(models.Model):
    """Counted as the actions come in, in their transactions. Names nobody; deleted after DAY_DAYS."""

    #: in UTC
    day = models.DateField()
    product_id = models.BigIntegerField()
    #: pieces
    purchases = models.PositiveIntegerField(default=0)
    reviews = models.PositiveIntegerField(default=0)
    #: wishes less those that were taken back: below zero where older wishes went
    wishes = models.IntegerField(default=0)

    class Meta:
        verbose_name = "product's day"
        constraints = [models.UniqueConstraint(fields=["day", "product_id"], name="productday_once")]

    def __str__(self) -> str:
        return f"product {self.product_id} {self.day}"
