"""The texts of a notification."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from notifications.gateways.contract import Message
from notifications.kinds import RULES, Channel, Kind, Urgency
from notifications.models import Delivery, Notification
from notifications.unsubscribing import unsubscribe_link

#: two concatenated SMS of the GSM alphabet (3GPP TS 23.040); more is cut
SHORT_CHARACTERS = 306


#: what every text may name beside the notification's own context
OWN_CONTEXT = ("name", "site")


def message(notification: Notification, delivery: Delivery, address: str) -> Message:
    """What the channel's gateway gets. Made when it is sent: the name is the person's name of now."""
    rule = RULES[Kind(notification.kind)]
    context = {**notification.context, "name": notification.user.get_short_name(), "site": settings.SITE_ORIGIN}
    # A product's name may hold a line break; a header must not.
    subject = " ".join(rule.subject.format_map(context).split())[:200]
    if delivery.channel != Channel.EMAIL:
        text = rule.short.format_map(context)
        return Message(address, subject, _cut(text), delivery.reference)
    headers: dict[str, Any] = {}
    if rule.urgency is Urgency.LOW:
        context["unsubscribe"] = link = unsubscribe_link(notification.user_id, rule.group)
        # RFC 8058: the mail program posts to this address when the reader asks to be left alone.
        headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    text = render_to_string(f"notifications/{notification.kind}.txt", context)
    return Message(address, subject, text, delivery.reference, headers)


def _cut(text: str) -> str:
    return text if len(text) <= SHORT_CHARACTERS else f"{text[: SHORT_CHARACTERS - 1]}…"
