"""Ask for a report."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from outbox.services.enqueue import enqueue
from reports.models import WITH_PERIOD, Kind, Recipient, Report, State

BUILD = "reports.tasks.build"
DELIVER = "reports.tasks.deliver"
LONGEST_PERIOD_DAYS = 366


class PeriodRefused(ValueError):
    """There can be no report about this period; the message says why and what to choose."""


def request_report(
    kind: Kind, *, start: date | None = None, end: date | None = None, to: Iterable[Any] = ()
) -> tuple[Report, bool]:
    """The report, and whether it is new; `to` are users who get it by mail, each once.

    Of a kind and period there is one report: who asks again gets the one there is. Raises PeriodRefused.
    """
    period: dict[str, Any] = {"period_start": start, "period_end": end} if kind in WITH_PERIOD else {}
    if period:
        check_period(start, end)
    with transaction.atomic():
        if period:
            report, created = Report.objects.get_or_create(kind=kind, **period, defaults={"state": State.WAITING})
        else:
            report, created = Report.objects.create(kind=kind, state=State.WAITING), True
        if report.state == State.FAILED:
            Report.objects.filter(pk=report.pk).update(
                state=State.WAITING, sendings=0, sent_at=timezone.now(), problem="", finished_at=None
            )
        if created or report.state == State.FAILED:
            enqueue(BUILD, [report.pk])
        for user in to:
            recipient, new = Recipient.objects.get_or_create(report=report, user=user)
            if new and report.state == State.DONE:
                enqueue(DELIVER, [recipient.pk])
    return report, created


def check_period(start: date | None, end: date | None) -> None:
    """Raises PeriodRefused for a period there can be no report about: not over, too long, or none at all."""
    if start is None or end is None:
        raise PeriodRefused("This report is about a period. Choose its first and its last day.")
    if start > end:
        raise PeriodRefused(f"The period ends on {end}, before it begins on {start}. Exchange the two.")
    if end >= timezone.now().date():
        raise PeriodRefused(f"{end} is not over yet, and its figures still change. Choose yesterday or an earlier day.")
    if (end - start).days >= LONGEST_PERIOD_DAYS:
        raise PeriodRefused(f"A period has at most {LONGEST_PERIOD_DAYS} days. Ask for several reports.")
