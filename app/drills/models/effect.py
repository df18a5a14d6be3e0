"""What a task did."""

from django.db import models


class Effect(models.Model):
    """The effect of a numbered task. Deliberately not unique: only the receipt beside it keeps it from doubling."""

    run = models.UUIDField()
    number = models.PositiveIntegerField()
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["run", "number"], name="effect_run_number")]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"
