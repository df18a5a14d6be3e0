"""A shelf of the shop."""

from django.db import models


class Category(models.Model):
    """Products belong to exactly one category."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    #: a sentence or two above the category's list
    intro = models.TextField(blank=True)
    #: the order on the page
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
