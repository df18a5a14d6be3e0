"""Forget a run."""

from datetime import datetime
from uuid import UUID

from drills.models import Delivery, Effect, NumberedTask
from drills.tasks import numbered
from receipts.models import TaskReceipt


def forget(*, run: UUID) -> None:
    """Delete what a run left behind, receipts included."""
    for model in (Effect, Delivery, NumberedTask):
        model._default_manager.filter(run=run).delete()
    TaskReceipt.objects.filter(task=numbered.name, effect_key__startswith=f"{run}:").delete()


def forget_old(*, before: datetime) -> int:
    """Delete runs that nobody deleted; how many rows went. Their receipts end with all others."""
    effects, _ = Effect.objects.filter(done_at__lt=before).delete()
    deliveries, _ = Delivery.objects.filter(began_at__lt=before).delete()
    tasks, _ = NumberedTask.objects.filter(asked_at__lt=before).delete()
    return effects + deliveries + tasks
