"""Say what has changed: one notice a channel for everything one look of a monitor has changed."""

from datetime import datetime, timedelta

from django.conf import settings

from alerts.events import Change, Event
from alerts.models import Notice
from databases.routing import PRIMARY
from monitoring.models import Finding, Kind, Level
from outbox.services.enqueue import enqueue

SEVERITY = {"": 0, Level.WARNING: 1, Level.CRITICAL: 2}


def announce(kind: Kind, *, now: datetime) -> list[Notice]:
    """In the caller's transaction: the notices, and through the outbox the tasks that send them.

    Said once: that a finding has opened, that it has become critical, that it is over. What comes back within
    ALERT_QUIET_SECONDS of being said is not said again unless it stays, and its end not either.
    """
    events = _opened(kind, now) + _closed(kind, now)
    if not events:
        return []
    rows = [event.as_dict() for event in events]
    notices = []
    for channel in settings.ALERT_CHANNELS:
        notice = Notice.objects.using(PRIMARY).create(
            channel=channel, urgent=any(event.urgent for event in events), events=rows, created_at=now
        )
        enqueue("alerts.tasks.deliver", [notice.pk])
        notices.append(notice)
    return notices


def _opened(kind: Kind, now: datetime) -> list[Event]:
    events = []
    quiet_since = now - timedelta(seconds=settings.ALERT_QUIET_SECONDS)
    findings = list(Finding.objects.using(PRIMARY).filter(kind=kind, closed_at=None))
    new = [finding.key for finding in findings if not finding.announced_level]
    said = set(
        Finding.objects.using(PRIMARY)
        .filter(key__in=new, announced_at__gt=quiet_since, announced_level=Level.CRITICAL)
        .values_list("key", flat=True)
    )
    warned = said | set(
        Finding.objects.using(PRIMARY).filter(key__in=new, announced_at__gt=quiet_since).values_list("key", flat=True)
    )
    for finding in findings:
        if SEVERITY[finding.level] <= SEVERITY[finding.announced_level]:
            continue
        if finding.key in (said if finding.level == Level.CRITICAL else warned):
            continue
        events.append(Event.of(finding, Change.WORSE if finding.announced_level else Change.OPENED))
        finding.announced_level, finding.announced_at = finding.level, now
        finding.save(using=PRIMARY, update_fields=["announced_level", "announced_at"])
    return events


def _closed(kind: Kind, now: datetime) -> list[Event]:
    over = Finding.objects.using(PRIMARY).filter(kind=kind, closed_at__isnull=False, recovery_announced_at=None)
    events = []
    for finding in over.exclude(announced_level=""):
        events.append(Event.of(finding, Change.BETTER))
        finding.recovery_announced_at = now
        finding.save(using=PRIMARY, update_fields=["recovery_announced_at"])
    return events
