"""Some rows of a file that are worked on together."""

from django.db import models

from imports.models.product_import import ProductImport


class Chunk(models.Model):
    """`checked_at` and `applied_at` are the receipts of the two phases: each commits with what the phase did."""

    product_import = models.ForeignKey(ProductImport, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    number = models.PositiveIntegerField()
    #: line of the file that the chunk begins with; the header is line 1
    first_line = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    #: rows that are refused; a row that became impossible between the phases is added while it is applied
    bad = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product_import", "number"], name="chunk_once_an_import")]

    def __str__(self) -> str:
        return f"chunk {self.number} of import {self.product_import_id}"

    @property
    def object_name(self) -> str:
        """Its rows in the media bucket, as they stand in the file."""
        return f"imports/{self.product_import_id}/{self.number:04d}.csv"
