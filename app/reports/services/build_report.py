"""Make a report that was asked for."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from databases.pauses import allow_pauses
from outbox.services.enqueue import enqueue
from reports.models import Kind, Report, State
from reports.services.request_report import DELIVER
from reports.services.write_files import write_files


def build_report(report_id: int) -> dict[str, Any]:
    """Files first, then the row and the mails' messages in one transaction; a repetition finds it done.

    A second delivery that runs at the same time waits for the first. Raises Report.DoesNotExist, and what the databases
    and the object store raise.
    """
    with transaction.atomic():
        allow_pauses()
        report = Report.objects.select_for_update(no_key=True).get(pk=report_id)
        if report.state != State.WAITING:
            return {"report": report.pk, "state": report.state}
        key = f"{report.period_start}-{report.period_end}" if report.period_start else f"{report.pk}"
        files = write_files(Kind(report.kind), key=key, start=report.period_start, end=report.period_end)
        report.object_name, report.plot_name, report.rows, report.summary = files
        report.state, report.finished_at = State.DONE, timezone.now()
        report.save()
        for recipient in report.recipients.filter(mailed_at=None).order_by("pk"):
            enqueue(DELIVER, [recipient.pk])
    return {"report": report.pk, "state": report.state, "rows": report.rows}
