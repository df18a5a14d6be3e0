"""Tell whoever runs the shop that a critical notification was given up, by a way that has just not failed."""

import uuid
from collections.abc import Iterator

import structlog
from django.conf import settings

from notifications.gateways import gateways
from notifications.gateways.contract import GatewayError, Message
from notifications.kinds import RELIABILITY, Channel
from notifications.models import Delivery, DeliveryState
from notifications.services.open_work_item import open_work_item

log = structlog.get_logger(__name__)

SUBJECT = "Critical notification not delivered"


def tell_operators(*, notification_id: int, reason: str) -> Channel | None:
    """Open a work item for staff, and send one message to the operators' own address; the channel that took it.

    Channels that have not failed for this notification come first. The message names no person: the operators find the
    dead letter in the administration. Never raises what a gateway raises: this is the last resort already.
    """
    number = f"notification {notification_id}"
    open_work_item(level="critical", subject=f"not delivered: {number}", message=reason[:500])
    text = f"{SUBJECT}: {number} ({reason[:100]}). See the dead letters at {settings.SITE_ORIGIN}/admin/."
    for channel, address in _ways(notification_id):
        try:
            gateways()[channel].send(Message(address, SUBJECT, text, uuid.uuid4()))
        except GatewayError as error:
            log.error("operators not told", channel=channel.value, reason=str(error), notification=notification_id)
        else:
            return channel
    log.critical("operators not told by any way", notification=notification_id)
    return None


def _ways(notification_id: int) -> Iterator[tuple[Channel, str]]:
    addresses = {Channel.EMAIL: settings.OPERATORS["email"], Channel.SMS: settings.OPERATORS["phone"]}
    tried = set(
        Delivery.objects.filter(notification=notification_id, attempts__gt=0)
        .exclude(state=DeliveryState.ACCEPTED)
        .values_list("channel", flat=True)
    )
    for channel in sorted(RELIABILITY, key=lambda channel: channel in tried):
        if channel in gateways() and addresses.get(channel):
            yield channel, addresses[channel]
