"""Reports."""

from django.db import models


class Report(models.Model):
    """A report that lies in the object store."""

    kind = models.CharField(max_length=40)
    #: object name in the media bucket; `reports/` is not served by the edge
    object_name = models.CharField(max_length=200, unique=True)
    rows = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "-created_at"], name="report_kind_newest")]

    def __str__(self) -> str:
        return self.object_name
