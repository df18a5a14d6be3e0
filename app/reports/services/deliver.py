"""Mail a report to somebody."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from reports.access import may_see
from reports.models import Recipient, Report, State

#: bytes of all attachments together; mail servers take 10 MB at least, and the encoding adds a third
MOST_ATTACHED_BYTES = 5 * 1024 * 1024
MEDIA_TYPES = {"csv": "text/csv", "png": "image/png"}


def deliver(recipient_id: int) -> dict[str, Any]:
    """Send the mail and note it in one transaction: once the server has taken it, a repetition sends nothing.

    Small reports are attached; of a large one there is the link only, behind the administration's door. Nobody gets a
    report who may no longer see it. Raises what the mail server's connection raises.
    """
    with transaction.atomic():
        recipient = (
            Recipient.objects.select_for_update(of=("self",), no_key=True)
            .select_related("report", "user")
            .get(pk=recipient_id)
        )
        report, user = recipient.report, recipient.user
        if recipient.mailed_at or report.state != State.DONE or not may_see(user):
            return {"mailed": False}
        names = [name for name in (report.object_name, report.plot_name) if name]
        attached = sum(default_storage.size(name) for name in names) <= MOST_ATTACHED_BYTES
        context = {"report": report, "name": user.get_short_name(), "attached": attached, "address": _address(report)}
        body = render_to_string("reports/mail.txt", context)
        mail = EmailMessage(f"Report: {report}", body, to=[user.email])
        for name in names if attached else []:
            with default_storage.open(name) as file:
                mail.attach(name.rpartition("/")[2], file.read(), MEDIA_TYPES[name.rpartition(".")[2]])
        recipient.mailed_at = timezone.now()
        recipient.save(update_fields=["mailed_at"])
        mail.send()
    return {"mailed": True, "attached": attached}


def _address(report: Report) -> str:
    return urljoin(settings.SITE_ORIGIN, reverse("admin:reports_report_change", args=[report.pk]))
