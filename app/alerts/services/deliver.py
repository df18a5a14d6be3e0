"""Send a notice, if its channel's hour has room for it."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import models
from django.utils import timezone

from alerts.channels import CHANNELS
from alerts.channels.contract import Refused, Unavailable
from alerts.events import events_of
from alerts.models import Notice, State
from databases.routing import PRIMARY

log = structlog.get_logger(__name__)

#: longer than any attempt takes; a process that died while it sent leaves the notice to the next after this
LEASE = timedelta(minutes=2)
HOUR = timedelta(hours=1)


def deliver(notice_id: int, *, last: bool = False) -> State:
    """Send it; the state it is in now. `last`: an attempt that fails is the end of it.

    Raises Unavailable when another attempt may succeed. A process that dies between sending and saying so makes the
    message come twice; none is lost.
    """
    now = timezone.now()
    notice = _lease(notice_id, now)
    if notice is None:
        found = Notice.objects.using(PRIMARY).filter(pk=notice_id).first()
        return State(found.state) if found else State.FAILED
    if not has_room(notice, now):
        return _set(notice, State.HELD)
    try:
        target = settings.ALERT_CHANNELS.get(notice.channel)
        if not target:
            raise Refused("the channel is not configured any more")
        CHANNELS[notice.channel](target, events_of(notice.events))
    except Unavailable as error:
        notice.error = str(error)[:200]
        if not last:
            _set(notice, State.WAITING)
            raise
        return _give_up(notice)
    except Refused as error:
        notice.error = str(error)[:200]
        return _give_up(notice)
    notice.sent_at, notice.error = timezone.now(), ""
    return _set(notice, State.SENT)


def has_room(notice: Notice, now: datetime) -> bool:
    """Whether the channel may say one more this hour. Urgent ones have as many again."""
    most = settings.ALERTS_AN_HOUR * (2 if notice.urgent else 1)
    sent = Notice.objects.using(PRIMARY).filter(channel=notice.channel, sent_at__gt=now - HOUR)
    return sent.count() < most


def _lease(notice_id: int, now: datetime) -> Notice | None:
    """The notice, if nobody else is sending it; two deliveries of the task would otherwise both send."""
    free = models.Q(leased_until=None) | models.Q(leased_until__lt=now)
    taken = (
        Notice.objects.using(PRIMARY)
        .filter(free, pk=notice_id, state__in=(State.WAITING, State.HELD))
        .update(leased_until=now + LEASE, attempts=models.F("attempts") + 1)
    )
    return Notice.objects.using(PRIMARY).get(pk=notice_id) if taken else None


def _set(notice: Notice, state: State) -> State:
    notice.state, notice.leased_until = state, None
    notice.save(using=PRIMARY, update_fields=["state", "leased_until", "sent_at", "error"])
    return state


def _give_up(notice: Notice) -> State:
    log.error("alert not sent", channel=notice.channel, notice=notice.pk, reason=notice.error)
    return _set(notice, State.FAILED)
