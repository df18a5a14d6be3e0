"""A replay has succeeded, or staff need none."""

from uuid import UUID

from django.utils import timezone

from databases.routing import PRIMARY
from outbox.models import DeadLetter


def resolve(task_id: str | UUID) -> None:
    """Close the task's dead letter; nothing where it is closed or gone."""
    DeadLetter.objects.using(PRIMARY).filter(pk=task_id, resolved_at=None).update(resolved_at=timezone.now())
