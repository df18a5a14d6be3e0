"""What was asked for."""

from django.db import models


class NumberedTask(models.Model):
    """One task of a run, written in the transaction that asks for it: a number without an effect is a lost task."""

    run = models.UUIDField()
    number = models.PositiveIntegerField()
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="numberedtask_once")]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"
