"""The receipt of an effect."""

from django.db import models


class TaskReceipt(models.Model):
    """One effect of one task. The table exists in the shop's and in the analytics database (see databases.router)."""

    task = models.CharField(max_length=100)
    effect_key = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    #: what the effect was, small and readable
    outcome = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "effect_key"], name="taskreceipt_once"),
            models.CheckConstraint(condition=~models.Q(effect_key=""), name="taskreceipt_effect_key_set"),
        ]
        indexes = [models.Index(fields=["created_at"], name="taskreceipt_age")]

    def __str__(self) -> str:
        return f"{self.task} {self.effect_key}"
