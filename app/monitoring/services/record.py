"""Keep what a monitor saw, and open, keep or close what it found."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connections, transaction
from django.utils import timezone

from alerts.services.announce import announce
from databases.routing import PRIMARY
from monitoring.found import Found, Look
from monitoring.models import Finding, Kind, Snapshot

log = structlog.get_logger(__name__)

#: first key of the advisory lock that keeps two runs of a monitor apart; the second is the monitor's number
LOCK = 0x6D6F6E69
#: findings one look may open: more is one trouble seen in many places
MOST_FOUND = 50


def record(kind: Kind, look: Look, *, now: datetime | None = None) -> dict[str, Any]:
    """One snapshot, the findings as they are now, and the alerts that follow, all in one transaction."""
    now = now or timezone.now()
    found = {one.key: one for one in sorted(look.found, key=lambda one: one.level == "warning")[:MOST_FOUND]}
    with transaction.atomic(using=PRIMARY):
        _alone(kind)
        Snapshot.objects.using(PRIMARY).create(kind=kind, at=now, data=look.data)
        known = {one.key: one for one in Finding.objects.using(PRIMARY).filter(kind=kind, closed_at=None)}
        opened = [_open(kind, found[key], now) for key in found.keys() - known.keys()]
        for key in found.keys() & known.keys():
            _keep(known[key], found[key], now)
        closed = [known[key] for key in known.keys() - found.keys()]
        for finding in closed:
            finding.closed_at = now
            finding.save(using=PRIMARY, update_fields=["closed_at"])
        announce(kind, now=now)
    for finding in (*opened, *closed):
        log.warning(
            "finding closed" if finding.closed_at else "finding opened",
            key=finding.key, severity=finding.level, what=finding.what, measured=finding.measured,
        )  # fmt: skip
    return {"found": len(found), "opened": len(opened), "closed": len(closed)}


def _alone(kind: Kind) -> None:
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, list(Kind).index(kind)])


def _open(kind: Kind, one: Found, now: datetime) -> Finding:
    return Finding.objects.using(PRIMARY).create(
        kind=kind, key=one.key, level=one.level, what=one.what, measured=one.measured, threshold=one.threshold,
        unit=one.unit, runbook=one.runbook, since=now, seen_at=now,
    )  # fmt: skip


def _keep(finding: Finding, one: Found, now: datetime) -> None:
    finding.level, finding.what, finding.measured, finding.threshold = one.level, one.what, one.measured, one.threshold
    finding.seen_at = now
    finding.save(using=PRIMARY, update_fields=["level", "what", "measured", "threshold", "seen_at"])


def forget_old(*, snapshots: timedelta, findings: timedelta) -> dict[str, int]:
    """Delete what is older; returns how many rows of each."""
    now = timezone.now()
    seen, _ = Snapshot.objects.using(PRIMARY).filter(at__lt=now - snapshots).delete()
    found, _ = Finding.objects.using(PRIMARY).filter(closed_at__lt=now - findings).delete()
    return {"snapshots": seen, "findings": found}
