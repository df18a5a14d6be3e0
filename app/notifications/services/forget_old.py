"""Delete what was sent long ago."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from notifications.models import Delivery, Notification

#: long enough for a question about an order; what was said to whom is personal data
RETENTION_DAYS = 90


def forget_old() -> dict[str, Any]:
    """Notifications with their deliveries, and mails to addresses, that are older than that."""
    before = timezone.now() - timedelta(days=RETENTION_DAYS)
    notifications, _ = Notification.objects.filter(created_at__lt=before).delete()
    mails, _ = Delivery.objects.filter(notification=None, created_at__lt=before).delete()
    return {"notifications": notifications, "mails": mails}
