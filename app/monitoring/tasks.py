"""The monitors, on the queue `maintenance`. beat sends each again and again; a run that comes too late expires."""

from typing import Any

from config.celery import app
from monitoring.models import Kind
from monitoring.watch import watch


@app.task(name="monitoring.tasks.watch_system")
def watch_system() -> dict[str, Any]:
    """Every minute: processor, memory and disk of every pod of the app (M4)."""
    return watch(Kind.SYSTEM)


@app.task(name="monitoring.tasks.watch_redis")
def watch_redis() -> dict[str, Any]:
    """Every three minutes: every Redis role (M3)."""
    return watch(Kind.REDIS)


@app.task(name="monitoring.tasks.watch_database")
def watch_database() -> dict[str, Any]:
    """Every five minutes: Postgres (M2)."""
    return watch(Kind.DATABASE)


@app.task(name="monitoring.tasks.watch_application")
def watch_application() -> dict[str, Any]:
    """Every five minutes: answers, times and errors of the site, and what waits to be sent (M1)."""
    return watch(Kind.APPLICATION)
