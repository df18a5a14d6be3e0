"""Throw away what nobody needs any more."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from drills.services.forget import forget_old as forget_old_drills
from receipts.models import TaskReceipt
from security.services import guard_login

#: a broker redelivers within hours; a receipt this old guards nothing
RECEIPT_DAYS = 30
#: rows of a delivery drill, for whoever wants to look at one that failed
DRILL_DAYS = 1


def clear_expired() -> dict[str, Any]:
    """Delete expired sessions, old receipts, login attempts that no longer count, and what drills left."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    receipts, _ = TaskReceipt.objects.filter(created_at__lt=now - timedelta(days=RECEIPT_DAYS)).delete()
    return {
        "sessions": sessions,
        "receipts": receipts,
        "login_attempts": guard_login.forget_old(),
        "drill_rows": forget_old_drills(before=now - timedelta(days=DRILL_DAYS)),
    }
