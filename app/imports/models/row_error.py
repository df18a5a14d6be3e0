"""What is wrong with a row."""

from django.db import models

from imports.models.chunk import Chunk


class RowError(models.Model):
    """Where, what, and how to put it right."""

    chunk = models.ForeignKey(Chunk, on_delete=models.CASCADE, related_name="errors", db_index=False)
    #: of the file, as a text editor counts
    line = models.PositiveIntegerField()
    #: empty where the whole row is meant
    column = models.CharField(max_length=40, blank=True)
    problem = models.CharField(max_length=300)
    fix = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["chunk", "line"], name="rowerror_of_chunk")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.problem}"
