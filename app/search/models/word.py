"""The words of the catalogue, for corrections and completions."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Word(models.Model):
    """A word of active products' names and descriptions. Derived: see services.refresh_words."""

    text = models.CharField(max_length=40, unique=True)
    #: what full text search reduces it to; several words share one
    stem = models.CharField(max_length=40, db_index=True)
    #: active products that have it, and those that have it in their name
    products = models.PositiveIntegerField()
    names = models.PositiveIntegerField()

    class Meta:
        # Read all day and written once an hour: no list of entries that wait.
        indexes = [GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="word_trigrams", fastupdate=False)]

    def __str__(self) -> str:
        return self.text
