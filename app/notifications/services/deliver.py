"""Hand a notification to its channels, one after the other, until one takes it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import F, Q
from django.utils import timezone
from prometheus_client import Counter

from notifications.gateways import gateways
from notifications.gateways.contract import Refused, Unavailable
from notifications.kinds import RULES, Channel, Kind, Urgency
from notifications.models import Delivery, DeliveryState, Notification
from notifications.rendering import message
from notifications.selectors import address_of, preferences_of, wanted_channels

log = structlog.get_logger(__name__)

SENT = Counter("shop_notifications_total", "Attempts to hand a message to a gateway", ["channel", "outcome"])
#: what one attempt may take at most, with every time-out there is; then another worker may try
LEASE_SECONDS = 60


class Result(StrEnum):
    """How an attempt at a notification ended."""

    ACCEPTED = "accepted"
    #: every channel has refused it for good
    REFUSED = "refused"
    #: nobody is there to be told any more, or they do not want it
    UNNEEDED = "unneeded"


class NotYet(Exception):
    """No channel has taken it, and one may later. `attempts` is how often the most tried one was asked."""

    def __init__(self, text: str, *, attempts: int, at_least_seconds: float = 0.0) -> None:
        super().__init__(text)
        self.attempts = attempts
        self.at_least_seconds = at_least_seconds


class Busy(Exception):
    """Another worker is at it, or was when it died; after `seconds` it may be tried."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"another worker has this delivery for {seconds:.0f} s")
        self.seconds = seconds


def deliver(notification_id: int) -> Result:
    """Try its channels in their order. A repetition after success does nothing. Raises NotYet and Busy.

    Each attempt is written down before the gateway is asked, and its outcome after. No transaction is open meanwhile.
    """
    notification = Notification.objects.select_related("user").filter(pk=notification_id).first()
    if notification is None:
        return Result.UNNEEDED  # the account is closed, and its rows are gone
    deliveries = list(notification.deliveries.order_by("position"))
    if any(delivery.state == DeliveryState.ACCEPTED for delivery in deliveries):
        return Result.ACCEPTED
    address = _addresses(notification)
    waits: list[Unavailable] = []
    for delivery in deliveries:
        to = address(Channel(delivery.channel))
        if not to:
            _end(delivery, DeliveryState.UNNEEDED)
            continue
        if delivery.state == DeliveryState.REFUSED:
            continue
        try:
            _attempt(notification, _leased(delivery), to)
        except Refused as refused:
            _end(delivery, DeliveryState.REFUSED, str(refused))
        except (Unavailable, SoftTimeLimitExceeded) as failed:
            waits.append(failed if isinstance(failed, Unavailable) else Unavailable("the gateway is too slow"))
            _end(delivery, DeliveryState.WAITING, str(waits[-1]))
        else:
            _drop_others(delivery)
            return Result.ACCEPTED
    if waits:
        # The first that may work again: the others would only make it later.
        soonest = min(wait.retry_after_seconds or 0.0 for wait in waits)
        raise NotYet(str(waits[0]), attempts=max(d.attempts for d in deliveries), at_least_seconds=soonest)
    refused = any(delivery.state == DeliveryState.REFUSED for delivery in deliveries)
    return Result.REFUSED if refused else Result.UNNEEDED


def give_up(notification_id: int) -> None:
    """No channel has taken it, and none is asked again, unless staff replay the task: then all of them are."""
    unsent = Delivery.objects.filter(
        notification=notification_id, state__in=[DeliveryState.WAITING, DeliveryState.REFUSED]
    )
    unsent.update(state=DeliveryState.FAILED)


def _addresses(notification: Notification) -> Callable[[Channel], str]:
    """Where each channel finds the person now; empty where it does not, or where they have said no meanwhile."""
    user, rule = notification.user, RULES[Kind(notification.kind)]
    preferences = preferences_of(user)

    def address(channel: Channel) -> str:
        unwanted = rule.urgency is Urgency.LOW and channel not in wanted_channels(preferences, rule.group)
        if not user.is_active or unwanted or channel not in gateways():
            return ""
        return address_of(user, preferences, channel)

    return address


def _leased(delivery: Delivery) -> Delivery:
    """Take the delivery for LEASE_SECONDS, and count the attempt. Raises Busy."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    taken = Delivery.objects.filter(free, pk=delivery.pk).exclude(state=DeliveryState.ACCEPTED)
    until = now + timedelta(seconds=LEASE_SECONDS)
    if not taken.update(state=DeliveryState.SENDING, attempts=F("attempts") + 1, leased_until=until):
        raise Busy(_rest_of_lease(delivery, now))
    delivery.attempts += 1
    return delivery


def _rest_of_lease(delivery: Delivery, now: datetime) -> float:
    delivery.refresh_from_db(fields=["leased_until"])
    return max(1.0, (delivery.leased_until - now).total_seconds()) if delivery.leased_until else 1.0


def _attempt(notification: Notification, delivery: Delivery, to: str) -> None:
    channel = Channel(delivery.channel)
    made = message(notification, delivery, to)
    try:
        number = gateways()[channel].send(made)
    except (Refused, Unavailable, SoftTimeLimitExceeded) as failed:
        outcome = "refused" if isinstance(failed, Refused) else "unavailable"
        SENT.labels(channel, outcome).inc()
        log.warning("message not taken", delivery=delivery.pk, channel=channel.value, reason=str(failed))
        raise
    SENT.labels(channel, "accepted").inc()
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.ACCEPTED,
        gateway_id=number,
        error="",
        recipient=to if channel is Channel.EMAIL else "",
        subject=made.subject,
        leased_until=None,
        sent_at=timezone.now(),
    )


def _end(delivery: Delivery, state: DeliveryState, error: str = "") -> None:
    delivery.state = state
    Delivery.objects.filter(pk=delivery.pk).update(state=state, error=error[:300], leased_until=None)


def _drop_others(delivery: Delivery) -> None:
    others = Delivery.objects.filter(notification=delivery.notification_id, state=DeliveryState.WAITING)
    others.update(state=DeliveryState.UNNEEDED)
