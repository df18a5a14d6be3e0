"""Throw away what nobody needs any more."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from receipts.models import TaskReceipt
from security.services import guard_login

#: a broker redelivers within hours; a receipt this old guards nothing
RECEIPT_DAYS = 30


def clear_expired() -> dict[str, Any]:
    """Delete expired sessions, old receipts and login attempts that no longer count."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    receipts, _ = TaskReceipt.objects.filter(created_at__lt=now - timedelta(days=RECEIPT_DAYS)).delete()
    return {"sessions": sessions, "receipts": receipts, "login_attempts": guard_login.forget_old()}
