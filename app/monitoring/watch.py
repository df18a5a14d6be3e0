"""Run a monitor: look, and record what was seen. A monitor that fails is itself something that is wrong."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings

from monitoring.found import Look
from monitoring.look_metrics import looked
from monitoring.models import Kind, Level
from monitoring.selectors import last_snapshot
from monitoring.services.record import forget_old, record
from monitoring.watches import application, database, redis_servers, system

log = structlog.get_logger(__name__)

#: a look gets the figures of the one before, which are empty after a pause
WATCHES: dict[Kind, Callable[[dict[str, Any]], Look]] = {
    Kind.SYSTEM: system.look,
    Kind.DATABASE: database.look,
    Kind.REDIS: redis_servers.look,
    Kind.APPLICATION: application.look,
}


def watch(kind: Kind) -> dict[str, Any]:
    """One look of a monitor. Raises what the primary raises when it cannot take the result."""
    before = last_snapshot(kind)
    try:
        seen = WATCHES[kind](before.data if before else {})
    except Exception as error:
        log.exception("monitor failed", kind=kind)
        seen = Look()
        seen.find(
            Level.CRITICAL,
            key=f"{kind}:monitor",
            what=f"The {kind} monitor failed ({type(error).__name__}), so nothing of it is watched.",
            runbook="monitor-failed",
        )
    recorded = record(kind, seen)
    looked(kind, seen)
    return recorded


def clear() -> dict[str, int]:
    """Forget what is older than its retention."""
    return forget_old(snapshots=timedelta(days=settings.SNAPSHOT_DAYS), findings=timedelta(days=settings.FINDING_DAYS))
