"""Send one mail to an address, whoever it belongs to: links to register, and a last word. All else is dispatched."""

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from notifications.kinds import RULES, Kind
from notifications.models import Delivery, DeliveryState

#: the closed list of these mails, each with its subject; `{…}` is from the mail's context
SUBJECTS = {
    "low_stock": "Stock is running low",
    "confirm_address": "Your account at Rushhour",
    "already_registered": "Your account at Rushhour",
    "reset_password": "A new password for Rushhour",
    "account_closed": "Your account is closed",
}


def send_mail(*, template: str, recipient: str, context: dict[str, Any]) -> dict[str, Any]:
    """Render a mail, hand it to the mail server, and keep a Delivery.

    Raises ValueError for an unknown template, KeyError for a context without what its subject names, and whatever the
    mail server's connection raises. Call it inside `effect_once`: the row commits only after the server has taken the
    mail, so a repeat after a failure sends it again and a repeat after success does not.
    """
    # A message of the release before may name a mail that is dispatched today.
    subject = (SUBJECTS.get(template) or RULES[Kind(template)].subject).format_map(context)
    body = render_to_string(f"notifications/{template}.txt", context)
    delivery = Delivery.objects.create(
        recipient=recipient,
        subject=subject,
        template=template,
        state=DeliveryState.ACCEPTED,
        attempts=1,
        sent_at=timezone.now(),
    )
    EmailMessage(subject, body, to=[recipient]).send()
    return {"delivery": delivery.pk}
