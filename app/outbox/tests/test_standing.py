"""What waits and what failed for good are gauges of the relay's pod (Q5, M1)."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import OperationalError
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from notifications.tests.servers import free_port
from outbox import standing
from outbox.models import DeadLetter
from outbox.services.resolve import resolve
from outbox.standing import DEAD_LETTERS, OLDEST, WAITING, Standing
from outbox.tests.test_relay import row
from testing.factories import UserFactory
from testing.waiting import wait_until
from testing.worker import FOLDER, environment

pytestmark = pytest.mark.django_db


def letter():
    """A task that failed for good."""
    now = timezone.now()
    return DeadLetter.objects.create(
        id=uuid.uuid4(), task="orders.tasks.pay", queue="default", error="ValueError", first_failed_at=now,
        last_failed_at=now,
    )  # fmt: skip


def shown(port):
    """The pod's outbox gauges over HTTP."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {sample.name.removeprefix("shop_outbox_"): sample.value for sample in samples if "outbox" in sample.name}


def values():
    """The gauges of this process."""
    return OLDEST._child_samples()[0].value, WAITING._value.get(), DEAD_LETTERS._value.get()


def test_the_relays_pod_shows_age_number_and_dead_letters():
    """A real relay, scraped: a message that no worker knows stays, a resolved letter does not count."""
    stuck = row(task="shipping.tasks.from_tomorrow")
    type(stuck).objects.update(created_at=timezone.now() - timedelta(seconds=500))
    letter()
    resolve(letter().pk)
    port = free_port()
    relay = subprocess.Popen(
        [sys.executable, "manage.py", "outbox_relay"], cwd=FOLDER, env={**environment(), "METRICS_PORT": str(port)}
    )
    try:

        def seen():
            try:
                return shown(port)
            except OSError:
                return {}

        found = wait_until(seen, lambda seen: seen.get("dead_letters") == 1, seconds=60)
        assert found["waiting"] == 1
        assert 500 <= found["oldest_seconds"] < 600
        relay.send_signal(signal.SIGTERM)
        assert relay.wait(20) == 0
    finally:
        relay.kill()


def test_the_age_grows_by_itself_and_ends_with_the_backlog(monkeypatch):
    """A database that cannot be asked does not stop the clock; an empty table is 0."""
    message = row()
    now = time.monotonic()
    monkeypatch.setattr(standing.time, "monotonic", lambda: now)
    look = Standing()
    look.look()
    assert values()[1:] == (1, 0)
    monkeypatch.setattr(standing.time, "monotonic", lambda: now + 100)
    monkeypatch.setattr(standing, "backlog", fail)
    with pytest.raises(OperationalError):
        look.look()
    assert values()[0] >= 100
    monkeypatch.undo()
    message.delete()
    Standing().look()
    assert values() == (0, 0, 0)


def fail():
    """What the database does when it is away."""
    raise OperationalError("away")


def test_it_is_asked_once_in_fifteen_seconds(django_assert_num_queries):
    """However often the relay looks for work."""
    look = Standing()
    with django_assert_num_queries(2):
        for _ in range(50):
            look.look()


def test_only_the_relay_shows_them():
    """A process that never looks would show zeros: nothing else that is imported at start has these gauges."""
    code = "import sys, config.celery, outbox.admin, outbox.metrics; sys.exit('outbox.standing' in sys.modules)"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
    assert subprocess.run(command, cwd=FOLDER, env={**os.environ, **environment()}, timeout=60).returncode == 0


def test_staff_dismiss_what_makes_no_sense_any_more(site):
    """It is closed and logged, and nothing is sent; without the permission there is no such action."""
    one = letter()
    asked = {"action": "dismiss_chosen", "_selected_action": [str(one.pk)]}
    headers = {"Sec-Fetch-Site": "same-origin"}
    looks_only = UserFactory(is_staff=True)
    looks_only.user_permissions.add(Permission.objects.get(codename="view_deadletter"))
    site.force_login(looks_only)
    site.post("/admin/outbox/deadletter/", asked, headers=headers)
    one.refresh_from_db()
    assert one.resolved_at is None
    site.force_login(UserFactory(is_staff=True, is_superuser=True))
    site.post("/admin/outbox/deadletter/", asked, headers=headers)
    one.refresh_from_db()
    assert one.resolved_at is not None
    assert one.replayed_at is None
    assert LogEntry.objects.get().change_message == "Dismissed."
