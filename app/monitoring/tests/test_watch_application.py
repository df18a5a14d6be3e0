"""The site's own figures against its targets (M1), how long things are kept, and who runs the monitors."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from config.celery import app
from databases.usage import Usage
from maintenance import services as maintenance
from monitoring import tasks
from monitoring.minutes import minutes
from monitoring.models import Finding, Kind, Snapshot
from monitoring.request_metrics import Answer
from monitoring.watch import WATCHES, watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(monkeypatch):
    """Count answers as if a minute ago, and run the monitor: the open findings by key."""

    def run(*answers):
        minutes.forget()
        now = time.time()
        with monkeypatch.context() as patched:
            patched.setattr("monitoring.minutes.time.time", lambda: now - 60)
            for number, seconds, status, used in answers:
                slow = seconds > 1
                answer = Answer(
                    route="shop", method="GET", status=status, layer="none", seconds=seconds, used=used, slow=slow
                )
                for _ in range(number):
                    minutes.count(answer)
        minutes.flush()
        watch(Kind.APPLICATION)
        return {finding.key: finding for finding in Finding.objects.filter(closed_at=None)}

    return run


def test_slow_answers_are_held_against_the_targets(answered, redis_server):
    """P95 200 ms and P99 500 ms; with too few answers nothing is said; quick ones end it."""
    assert answered((50, 3.0, "2xx", Usage())) == {}
    found = answered((150, 0.3, "2xx", Usage()))
    assert {"application:p95_ms", "application:p99_ms"} == set(found)
    redis_server.flushdb()
    assert answered((500, 0.01, "2xx", Usage())) == {}


def test_errors_are_a_share_of_the_answers(answered):
    """More than 5 %: critical."""
    found = answered((190, 0.01, "2xx", Usage()), (10, 0.01, "5xx", Usage()))
    assert {key: finding.level for key, finding in found.items()} == {"application:errors": "critical"}


def test_an_n_plus_one_is_found_by_its_view(answered):
    """One request is enough."""
    found = answered((1, 0.01, "2xx", Usage(repeated={"SELECT ?": "shop/views.py:3 show"})))
    assert found["application:similar:shop"].runbook == "n-plus-one"


def test_a_monitor_that_fails_is_found_itself(monkeypatch):
    """Nothing else would say that nobody looks; the next look that succeeds ends it."""

    def broken(_):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setitem(WATCHES, Kind.APPLICATION, broken)
        watch(Kind.APPLICATION)
    assert Finding.objects.get(closed_at=None).key == "application:monitor"
    watch(Kind.APPLICATION)
    assert not Finding.objects.filter(closed_at=None).exists()


def test_what_was_seen_has_a_retention():
    """A week of snapshots, three months of findings that are over; what is open stays."""
    now = timezone.now()
    for days in (6, 8):
        Snapshot.objects.create(kind=Kind.SYSTEM, at=now - timedelta(days=days), data={})
    for key, closed in (("old", now - timedelta(days=91)), ("recent", now - timedelta(days=1)), ("open", None)):
        Finding.objects.create(
            kind=Kind.SYSTEM, key=key, level="warning", what="x", measured=1, runbook="x", since=now, seen_at=now,
            closed_at=closed,
        )  # fmt: skip
    assert maintenance.clear_expired()["snapshots"] == 1
    assert set(Finding.objects.values_list("key", flat=True)) == {"recent", "open"}


def test_the_monitors_run_on_the_guides_schedule():
    """Postgres every 300 s, Redis every 180, systems every 60, performance every 5 minutes; a late run expires."""
    schedule = {entry["task"]: entry for entry in app.conf.beat_schedule.values()}
    every = {"database": 300, "redis": 180, "system": 60, "application": 300}
    for kind, seconds in every.items():
        entry = schedule[f"monitoring.tasks.watch_{kind}"]
        assert entry["schedule"].total_seconds() == seconds
        assert entry["options"]["expires"] < seconds
        task = getattr(tasks, f"watch_{kind}")
        assert app.amqp.router.route({}, task.name)["queue"].name == "maintenance"
    assert tasks.watch_application.apply().get()["found"] == 0
    assert {kind.value for kind in Kind} == set(every)
