from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from alerts.models import Notice
from databases.routing import PRIMARY


def forget_old() -> int:
    """Delete notices as old as the findings that are deleted."""
    limit = timezone.now() - timedelta(days=settings.FINDING_DAYS)
    gone, _ = Notice.objects.using(PRIMARY).filter(created_at__lt=limit).delete()
    return gone
