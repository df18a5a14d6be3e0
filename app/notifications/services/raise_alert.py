"""Tell staff."""

from typing import Any

from notifications.models import Alert, AlertLevel


def raise_alert(*, level: str, subject: str, message: str) -> dict[str, Any]:
    """Open an alert, or leave the open one of this subject as it is."""
    alert, created = Alert.objects.get_or_create(
        subject=subject, closed_at=None, defaults={"level": AlertLevel(level), "message": message}
    )
    return {"alert": alert.pk, "opened": created}
