"""Send one mail to an address, whoever it belongs to: links to register, and a last word. All else is dispatched."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from notifications.gateways.contract import Message, Refused, Unavailable
from notifications.gateways.smtp import SmtpGateway
from notifications.kinds import RULES, Kind
from notifications.models import Delivery, DeliveryState
from outbox.retries import retrying

#: options of a task that sends such a mail. Its waits for a mail server that is away add up to at most 43 minutes
#: (2, 4, 8 … 256, then seven times 300 seconds), by chance to half of that.
PATIENT = retrying(Unavailable, tries=16)

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

    Raises ValueError for an unknown template, KeyError for a context without what its subject names, and Unavailable
    while the mail server is (see PATIENT). An address that it refuses for good is no failure: anybody may type one
    in, and the row says so. Call it inside `effect_once`: the row commits only after the server has answered, so a
    repeat after a failure sends it again and a repeat after an answer does not.
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
    try:
        delivery.gateway_id = SmtpGateway().send(Message(recipient, subject, body, delivery.reference))
    except Refused as refused:
        delivery.state, delivery.error, delivery.sent_at = DeliveryState.REFUSED, str(refused)[:300], None
    delivery.save(update_fields=["gateway_id", "state", "error", "sent_at"])
    return {"delivery": delivery.pk}
