"""Both halves of a numbered task."""

from typing import Any
from uuid import UUID

from drills.models import Delivery, Effect


def note_delivery(*, run: UUID, number: int, worker: str) -> None:
    """Remember that a worker began the task."""
    Delivery.objects.create(run=run, number=number, worker=worker)


def do_numbered_task(*, run: UUID, number: int) -> dict[str, Any]:
    """Leave the effect."""
    Effect.objects.create(run=run, number=number)
    return {"number": number}
