"""Tasks for the tests of delivery. Their workers get them by `--include=outbox.tests.probes`."""

import os
import signal
import threading
from typing import Any

import redis
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from config.celery import app
from notifications.models import Delivery
from outbox.durable import retrying
from receipts.services import effect_once
from testing.environment import REDIS_ADDRESS

host, _, port = REDIS_ADDRESS.rpartition(":")
#: what the tasks were seen to do, rolled back or not
seen = redis.Redis(
    host=host,
    port=int(port),
    username=settings.ENV.redis_user,
    password=settings.ENV.broker_password.get_secret_value(),
    decode_responses=True,
)


@app.task(name="outbox.tests.probes.number", bind=True)
def number(self: Any, n: int) -> dict[str, Any]:
    """Count the run, and have the effect once."""
    seen.incr("probe:runs")
    return effect_once(task=self.name, effect_key=self.request.id, effect=lambda: deliver(n))


@app.task(name="outbox.tests.probes.note")
def note(text: str) -> None:
    """Write down in which order tasks ran."""
    seen.rpush("probe:order", text)


@app.task(name="outbox.tests.probes.slow")
def slow(text: str) -> None:
    """Take a while, then write it down."""
    threading.Event().wait(1.0)
    seen.rpush("probe:order", text)


@app.task(name="outbox.tests.probes.fail")
def fail(secret: str) -> None:
    """Fail until `seen` says otherwise."""
    seen.incr("probe:runs")
    if not seen.get("probe:healed"):
        raise ValueError(f"no use with {secret}")


@app.task(name="outbox.tests.probes.flaky", bind=True, **retrying(ConnectionError, tries=3, first_seconds=1))
def flaky(self: Any, works_at: int) -> None:
    """Work at the given try."""
    seen.incr("probe:runs")
    if self.request.retries + 1 < works_at:
        raise ConnectionError("not yet")


@app.task(name="outbox.tests.probes.patient", bind=True)
def patient(self: Any, works_at: int) -> None:
    """Work at the given try, each ten minutes after the one before."""
    seen.incr("probe:runs")
    if self.request.retries + 1 < works_at:
        raise self.retry(exc=ConnectionError("not yet"), countdown=600)


@app.task(name="outbox.tests.probes.hang", soft_time_limit=1, time_limit=2)
def hang() -> None:
    """Go on at the soft limit, and be killed at the hard one."""
    try:
        threading.Event().wait(60)
    except SoftTimeLimitExceeded:
        threading.Event().wait(60)


@app.task(name="outbox.tests.probes.die")
def die() -> None:
    """Take the process along, the first time."""
    if seen.incr("probe:runs") == 1:
        os.kill(os.getpid(), signal.SIGKILL)


@app.task(name="outbox.tests.probes.deadly", most_redeliveries=2)
def deadly() -> None:
    """Take the process along every time."""
    seen.incr("probe:deadly")
    os.kill(os.getpid(), signal.SIGKILL)


def deliver(n: int) -> dict[str, Any]:
    """An effect that can be counted, and that nothing keeps from being there twice."""
    return {"delivery": Delivery.objects.create(recipient=f"n{n}@example.com", subject="probe", template="probe").pk}
