"""Aggregates. All tables here live in the analytics database; no foreign key can point out of it."""

from django.db import models


class CategoryDay(models.Model):
    """What a category looked like on a day (UTC), as of the last aggregation of that day."""

    day = models.DateField()
    category_slug = models.SlugField(max_length=80)
    products = models.PositiveIntegerField()
    views = models.BigIntegerField()
    pieces = models.BigIntegerField()
    value = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "category_slug"], name="categoryday_once")]

    def __str__(self) -> str:
        return f"{self.category_slug} {self.day}"
