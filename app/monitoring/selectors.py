"""What was seen, for pages and for the monitors themselves."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from databases.routing import PRIMARY
from monitoring.models import Finding, Kind, Snapshot


def last_snapshot(kind: Kind, *, within: timedelta = timedelta(hours=1)) -> Snapshot | None:
    """The newest, if it is not older than that: for how much a counter has grown."""
    return Snapshot.objects.using(PRIMARY).filter(kind=kind, at__gt=timezone.now() - within).order_by("-at").first()


def snapshots(kind: Kind, *, since: datetime) -> list[dict[str, Any]]:
    """Time and figures of each look since then, the oldest first."""
    return list(Snapshot.objects.filter(kind=kind, at__gte=since).order_by("at").values("at", "data"))


def open_findings() -> QuerySet[Finding]:
    """What is wrong now, the worst and the longest first."""
    return Finding.objects.filter(closed_at=None).order_by("level", "since")
