"""Throw away what nobody needs any more."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from alerts.services.forget_old import forget_old as forget_old_notices
from drills.services.forget import forget_old as forget_old_drills
from monitoring.watch import clear as clear_monitoring
from outbox.models import DeadLetter
from receipts.models import TaskReceipt
from security.services import guard_login

#: a broker redelivers within hours; a receipt this old guards nothing
RECEIPT_DAYS = 30
#: days after its first failure that a dead letter is kept, made good or not: its arguments may hold personal data. It
#: goes before its task's receipts do, so that a replay never repeats an effect.
DEAD_LETTER_DAYS = 14
#: rows of a delivery drill, for whoever wants to look at one that failed
DRILL_DAYS = 1


def clear_expired() -> dict[str, Any]:
    """Delete expired sessions, old receipts and dead letters, login attempts that no longer count, and drills' rows."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    receipts, _ = TaskReceipt.objects.filter(created_at__lt=now - timedelta(days=RECEIPT_DAYS)).delete()
    letters, _ = DeadLetter.objects.filter(first_failed_at__lt=now - timedelta(days=DEAD_LETTER_DAYS)).delete()
    return {
        "sessions": sessions,
        "receipts": receipts,
        "dead_letters": letters,
        "login_attempts": guard_login.forget_old(),
        **clear_monitoring(),
        "notices": forget_old_notices(),
        "drill_rows": forget_old_drills(before=now - timedelta(days=DRILL_DAYS)),
    }
