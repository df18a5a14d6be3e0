"""What a broker did."""

from django.db import models


class Delivery(models.Model):
    """A worker began a numbered task. Written outside the effect's transaction: a killed worker's deliveries stay."""

    run = models.UUIDField()
    number = models.PositiveIntegerField()
    worker = models.CharField(max_length=120)
    began_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["run", "number"], name="delivery_run_number")]

    def __str__(self) -> str:
        return f"{self.run} {self.number} on {self.worker}"
