"""Send mails and raise alerts."""

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from notifications.models import Alert, AlertLevel, Delivery

#: the closed list of mails, each with its subject; `{…}` is from the mail's context
SUBJECTS = {
    "welcome": "Welcome to Rushhour",
    "low_stock": "Stock is running low",
    "confirm_address": "Your account at Rushhour",
    "already_registered": "Your account at Rushhour",
    "reset_password": "A new password for Rushhour",
    "password_changed": "Your password was changed",
    "account_closed": "Your account is closed",
    "order_paid": "Your order {number}",
    "order_payment_failed": "Your order {number} could not be paid",
    "order_shipped": "Your order {number} is on its way",
    "order_cancelled": "Your order {number} is cancelled",
    "order_refunded": "The money for your order {number} is on its way back",
}


def send_mail(*, template: str, recipient: str, context: dict[str, Any]) -> dict[str, Any]:
    """Render a mail, hand it to the mail server, and keep a Delivery.

    Raises KeyError for an unknown template or a context without what its subject names, and whatever the mail server's
    connection raises. Call it inside `effect_once`: the row commits only after the server has taken the mail, so a
    repeat after a failure sends it again and a repeat after success does not.
    """
    subject = SUBJECTS[template].format_map(context)
    body = render_to_string(f"notifications/{template}.txt", context)
    delivery = Delivery.objects.create(recipient=recipient, subject=subject, template=template)
    EmailMessage(subject, body, to=[recipient]).send()
    return {"delivery": delivery.pk}


def raise_alert(*, level: str, subject: str, message: str) -> dict[str, Any]:
    """Open an alert, or leave the open one of this subject as it is."""
    alert, created = Alert.objects.get_or_create(
        subject=subject, closed_at=None, defaults={"level": AlertLevel(level), "message": message}
    )
    return {"alert": alert.pk, "opened": created}
