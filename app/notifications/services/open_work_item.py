"""Give staff something to see to."""

from typing import Any

from notifications.models import Urgency, WorkItem


def open_work_item(*, level: str, subject: str, message: str) -> dict[str, Any]:
    """Open a work item, or leave the open one of this subject as it is."""
    item, created = WorkItem.objects.get_or_create(
        subject=subject, closed_at=None, defaults={"level": Urgency(level), "message": message}
    )
    return {"work_item": item.pk, "opened": created}
