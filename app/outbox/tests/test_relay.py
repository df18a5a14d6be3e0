"""The relay: what it sends, what it puts off, how it waits and how it stops (Q5)."""

import signal
import subprocess
import sys
from datetime import timedelta
from threading import Event

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone

from monitoring.heartbeat import RELAY_HEARTBEAT
from outbox.models import OutboxMessage
from outbox.selectors import Backlog, backlog
from outbox.services import relay as relaying
from outbox.services.enqueue import enqueue
from outbox.services.relay import LONGEST_BACKOFF_SECONDS, LONGEST_SECONDS, SHORTEST_SECONDS, Relay
from outbox.services.relay_batch import Turn, relay_batch
from outbox.tests.looking import due_now, in_queue
from testing.factories import UserFactory
from testing.parallel import at_once
from testing.waiting import wait_until
from testing.worker import FOLDER, environment

pytestmark = pytest.mark.django_db

OPEN_ITEM = "notifications.tasks.open_work_item"


def row(**values):
    """A message that is due and nobody has sent."""
    known = {"task": OPEN_ITEM, "args": ["warning", "a", "b"], "queue": "critical", "next_attempt_at": timezone.now()}
    return OutboxMessage.objects.create(**known | values)


def test_one_message_that_cannot_be_sent_holds_up_no_other():
    """It is put off, later and later, with its error, and never dropped: the next release may know the task."""
    bad, good = row(task="shipping.tasks.from_tomorrow"), row()
    assert relay_batch() == Turn(found=2, sent=1)
    assert [sent["id"] for sent in in_queue("critical")] == [str(good.pk)]
    waits = []
    for attempt in range(1, 5):
        bad.refresh_from_db()
        waits.append(bad.next_attempt_at - timezone.now())
        assert (bad.attempts, "nobody has registered it" in bad.last_error) == (attempt, True)
        due_now()
        relay_batch()
    assert waits[3] > 2 * waits[0] > timedelta(seconds=2)


def test_a_message_for_later_is_sent_when_its_time_has_come():
    """And not before."""
    task_id = enqueue(OPEN_ITEM, ["warning", "a", "b"], eta=timezone.now() + timedelta(hours=1))
    assert relay_batch() == Turn()
    due_now()
    assert relay_batch() == Turn(found=1, sent=1)
    [sent] = in_queue("critical")
    assert (sent["id"], sent["eta"]) == (str(task_id), None)


def test_relays_share_the_rows_out():
    """One that holds rows holds up no other, and none is sent by both."""
    for _ in range(6):
        row()
    with transaction.atomic():
        held = list(OutboxMessage.objects.select_for_update().order_by("next_attempt_at")[:4])
        [turn] = at_once([relay_batch])
    assert turn == Turn(found=2, sent=2)
    assert set(OutboxMessage.objects.values_list("pk", flat=True)) == {one.pk for one in held}


def test_the_backlog_is_what_is_not_in_the_broker():
    """By age of what could have been sent; what waits for its time is none."""
    assert backlog() == Backlog(waiting=0, oldest_age_seconds=0.0, later=0, failing=0)
    now = timezone.now()
    row(attempts=2)
    row(queue="email", eta=now - timedelta(seconds=40))
    row(eta=now + timedelta(hours=1))
    OutboxMessage.objects.filter(attempts=2).update(created_at=now - timedelta(seconds=90))
    assert backlog(now=now) == Backlog(waiting=2, oldest_age_seconds=90.0, later=1, failing=1)
    assert backlog(queue="email", now=now) == Backlog(waiting=1, oldest_age_seconds=40.0, later=0, failing=0)


class Recorded(Event):
    """A stop that notes what the relay waits for, and comes after so many waits."""

    def __init__(self, most):
        super().__init__()
        self.waits, self._most = [], most

    def wait(self, timeout=None):
        self.waits.append(timeout)
        if len(self.waits) >= self._most:
            self.set()
        return self.is_set()


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([Turn()] * 7, [0.2, 0.4, 0.8, 1.6, LONGEST_SECONDS, LONGEST_SECONDS, LONGEST_SECONDS]),
        ([Turn(3, 3), Turn(), Turn(3, 3)], [SHORTEST_SECONDS, 0.2, SHORTEST_SECONDS]),
    ],
)
def test_it_looks_often_while_it_finds_something(monkeypatch, turns, expected):
    """At rest every two seconds."""
    given = iter(turns)
    monkeypatch.setattr(relaying, "relay_batch", lambda size: next(given))
    stop = Recorded(most=len(expected))
    Relay(stop=stop, beat=lambda: None).run()
    assert stop.waits == pytest.approx(expected)


def test_a_full_batch_is_followed_by_the_next_at_once(monkeypatch):
    """A backlog is worked off without a pause."""
    given = iter([Turn(2, 2), Turn(2, 2), Turn(1, 1)])
    monkeypatch.setattr(relaying, "relay_batch", lambda size: next(given))
    stop = Recorded(most=1)
    Relay(stop=stop, beat=lambda: None, size=2).run()
    assert list(given) == []


@pytest.mark.parametrize("failure", ["broker", "postgres"])
def test_it_waits_longer_and_longer_after_failures_and_lives_on(monkeypatch, failure):
    """With a heartbeat all along: restarting it would bring neither the broker nor Postgres back."""

    def fail(size):
        if failure == "postgres":
            raise OperationalError("the database is away")
        return Turn(found=1, broker_error="away")

    monkeypatch.setattr(relaying, "relay_batch", fail)
    beats = []
    stop = Recorded(most=25)
    Relay(stop=stop, beat=lambda: beats.append(1)).run()
    assert stop.waits[0] <= 0.5
    assert max(stop.waits) == relaying.BEAT_SECONDS < LONGEST_BACKOFF_SECONDS
    assert len(beats) >= len(stop.waits)


def test_the_command_sends_beats_and_stops_on_sigterm(transactional_db):
    """As in its pod."""
    row()
    RELAY_HEARTBEAT.unlink(missing_ok=True)
    command = [sys.executable, "manage.py", "outbox_relay"]
    relay = subprocess.Popen(command, cwd=FOLDER, env=environment())
    try:
        wait_until(OutboxMessage.objects.count, lambda left: left == 0, seconds=60)
        assert RELAY_HEARTBEAT.exists()
        relay.send_signal(signal.SIGTERM)
        assert relay.wait(20) == 0
    finally:
        relay.kill()
    assert not RELAY_HEARTBEAT.exists()


def test_the_command_teaches(capsys):
    """What it is for, how it ends, and an example."""
    with pytest.raises(SystemExit):
        call_command("outbox_relay", "--help")
    text = capsys.readouterr().out
    for part in ("Rows are deleted when they are sent", str(RELAY_HEARTBEAT), "exit status", "outbox_relay --once"):
        assert part in text


def test_once_says_that_the_broker_is_away(broker_proxy, capsys):
    """By its exit status too."""
    row()
    broker_proxy.cut()
    with pytest.raises(SystemExit) as ended:
        call_command("outbox_relay", "--once")
    assert ended.value.code == 1
    assert "did not take the rest" in capsys.readouterr().err


def test_staff_see_what_waits_and_why(site):
    """The list names the error."""
    row(task="shipping.tasks.from_tomorrow")
    relay_batch()
    site.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = site.get("/admin/outbox/outboxmessage/").content.decode()
    assert "nobody has registered it" in page
    assert site.get(f"/admin/outbox/outboxmessage/{OutboxMessage.objects.get().pk}/change/").status_code == 200
