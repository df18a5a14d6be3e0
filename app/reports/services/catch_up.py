"""Send again what nobody works on any more."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from outbox.services.enqueue import enqueue
from reports.models import Report, State
from reports.services.request_report import BUILD

#: longer than a report takes; twice as long after each time
QUIET = timedelta(minutes=10)
MOST_SENDINGS = 5


def catch_up() -> dict[str, Any]:
    """Every report that waits and does not come; after MOST_SENDINGS it is given up."""
    now, sent, given_up = timezone.now(), 0, 0
    for late in Report.objects.filter(state=State.WAITING, sent_at__lt=now - QUIET):
        if now - late.sent_at < QUIET * 2**late.sendings:
            continue
        same = Report.objects.filter(pk=late.pk, state=State.WAITING)
        if late.sendings >= MOST_SENDINGS:
            problem = f"Sent to the workers {late.sendings} times without result. The dead letters say why; ask again."
            given_up += same.update(state=State.FAILED, problem=problem, finished_at=now)
            continue
        same.update(sent_at=now, sendings=late.sendings + 1)
        enqueue(BUILD, [late.pk])
        sent += 1
    return {"sent": sent, "given_up": given_up}
