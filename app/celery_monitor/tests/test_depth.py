"""What the queues hold, read from real messages in the real broker, some of them in a real worker's hands (Q6)."""

import json
import time

import pytest

from celery_monitor import selectors, workers
from celery_monitor.broker import UNACKED, lists_of
from celery_monitor.selectors import counts, depths, totals
from celery_monitor.services.count import FAILED, RETRIED, TOTALS, UNKNOWN, bucket
from celery_monitor.tests import held_tasks
from celery_monitor.tests.worker_process import WorkerProcess
from config.celery import app
from testing.waiting import wait_until

QUEUES = ("email", "media", "critical")


@pytest.fixture
def worker(tmp_path):
    """A worker of the queue `email` with two children."""
    with WorkerProcess("email", tmp_path / "worker.log") as process:
        yield process


def age(redis_client, queue, seconds):
    """Make the oldest message of a queue older: its stamp says so."""
    message = json.loads(redis_client.lindex(queue, -1))
    message["headers"]["published_at"] -= seconds
    redis_client.lset(queue, -1, json.dumps(message))


def test_what_waits_is_counted_with_its_age(redis_client):
    """Lengths by queue, over all priorities, and the age of the oldest; other queues' messages do not count (Q6)."""
    for number in range(5):
        held_tasks.hold.apply_async([number], queue="email", priority=number)
    held_tasks.hold.apply_async([9], queue="media")
    age(redis_client, "email", 50)
    found = depths(redis_client, QUEUES)

    assert {queue: depth.ready for queue, depth in found.items()} == {"email": 5, "media": 1, "critical": 0}
    assert 50 <= found["email"].oldest_seconds < 50 + 20
    assert 0 <= found["media"].oldest_seconds < 20
    assert found["critical"].oldest_seconds is None
    assert len(lists_of("email")) == 4


def test_a_message_that_must_wait_is_as_old_as_it_is_late(redis_client):
    """An ETA an hour ahead makes no message an hour old when it is due (Q6)."""
    held_tasks.hold.apply_async([1], queue="email", countdown=3600)
    assert depths(redis_client, QUEUES)["email"].oldest_seconds == 0


def test_what_is_no_message_is_counted_and_has_no_age(redis_client):
    """A stranger's list entry breaks nothing (Q6)."""
    redis_client.rpush("email", b"\xff not a message", b'{"headers": null}')
    redis_client.hset(UNACKED, "tag", b"[]")
    found = depths(redis_client, QUEUES)["email"]
    assert (found.ready, found.unacked, found.oldest_seconds) == (2, 0, None)


def test_what_workers_hold_is_counted(worker, redis_client):
    """Two tasks run, three wait, one is kept for later: seen as such, also once the worker is killed (Q6)."""
    held_tasks.hold.apply_async([100], queue="email", countdown=3600)
    wait_until(lambda: depths(redis_client, QUEUES)["email"].scheduled, lambda later: later == 1, seconds=60)
    for number in range(5):
        held_tasks.hold.apply_async([number], queue="email")
    wait_until(lambda: redis_client.llen(held_tasks.BEGUN), lambda begun: begun == 2, seconds=60)
    seen = wait_until(lambda: depths(redis_client, QUEUES)["email"], lambda depth: depth.unacked == 2)

    assert (seen.ready, seen.scheduled, seen.pending, seen.estimated) == (3, 1, 5, False)
    (found,) = workers.alive(5)
    assert (found.queue, found.active) == ("email", ["test.hold", "test.hold"])
    worker.kill()
    assert depths(redis_client, QUEUES)["email"].pending == 5
    assert workers.alive(0.3) == []


def test_a_stopping_worker_ends_what_it_can_and_hands_the_rest_back(worker, redis_client):
    """SIGTERM, as a removed pod gets it: none begins, one ends in time, the other is ready again (Q6, Q1)."""
    for number in range(6):
        held_tasks.hold.apply_async([number], queue="email")
    wait_until(lambda: redis_client.llen(held_tasks.BEGUN), lambda begun: begun == 2, seconds=60)
    worker.process.terminate()
    wait_until(lambda: worker.log.read_text(errors="replace").lower(), lambda text: "shutdown" in text, seconds=20)
    redis_client.rpush(held_tasks.GO_ON, 1)
    worker.process.wait(40)

    assert (redis_client.llen(held_tasks.BEGUN), redis_client.llen(held_tasks.ENDED)) == (2, 1)
    found = depths(redis_client, QUEUES)["email"]
    assert (found.ready, found.unacked) == (5, 0)


def test_no_task_has_a_priority_of_its_own():
    """Urgency is a queue's: a message with another priority would lie in a list that KEDA is not told of (Q2, Q6)."""
    app.autodiscover_tasks(force=True)
    assert app.conf.task_default_priority is None
    assert {task.priority for task in app.tasks.values()} == {None}
    assert not [route for route in app.conf.task_routes.values() if "priority" in route]
    assert not [entry for entry in app.conf.beat_schedule.values() if "priority" in entry.get("options", {})]


def test_rates_and_failures_are_counted(worker, redis_client):
    """In and out by queue, failures and retries by task; counts expire and their names are bounded (Q6)."""
    held_tasks.fail.apply_async(queue="email")
    held_tasks.retry.apply_async(queue="email")
    held_tasks.hold.apply_async([1], queue="email")
    redis_client.rpush(held_tasks.GO_ON, 1)

    def counted():
        return counts(redis_client, QUEUES)

    found = wait_until(counted, lambda seen: seen.rates["email"].done and seen.failed and seen.retried, seconds=60)
    found = wait_until(counted, lambda seen: totals(redis_client)["done"].get("email") == 3, seconds=20)

    assert (found.failed, found.retried) == ({"test.fail": 1}, {"test.retry": 1})
    assert found.rates["media"] == selectors.Rates(0, 0)
    # The retry is a message more.
    assert totals(redis_client)["sent"] == {"email": 4}
    assert totals(redis_client)["done"] == {"email": 3}
    assert 0 < redis_client.ttl(bucket(int(time.time() // 60))) <= 20 * 60


def test_names_nobody_knows_are_one_name(redis_client):
    """Whoever publishes nonsense cannot fill the broker with counters (Q6, O5)."""
    from celery_monitor.services import count

    for number in range(50):
        app.send_task(f"nonsense.{number}", queue="email")
        count._sent(routing_key=f"nonsense-{number}")
    assert set(redis_client.hkeys(TOTALS)) == {b"sent|email", f"sent|{UNKNOWN}".encode()}


def test_a_task_that_is_called_directly_is_not_counted(redis_client):
    """It was in no queue (Q6)."""
    held_tasks.fail.apply()
    assert totals(redis_client) == {"sent": {}, "done": {}, FAILED: {}, RETRIED: {}}


def test_of_very_many_held_messages_a_sample_stands_for_all(redis_client):
    """The scan is bounded, and what it did not see is estimated in proportion (Q6)."""
    held_tasks.hold.apply_async([1], queue="email")
    message = json.loads(redis_client.rpop("email"))
    for number in range(1000):
        queue = "email" if number % 4 else "media"
        redis_client.hset(UNACKED, f"tag-{number}", json.dumps([message, "", queue]))
    found = depths(redis_client, QUEUES, most=300)

    assert found["email"].estimated
    assert found["email"].unacked + found["media"].unacked == pytest.approx(1000, abs=2)
    assert found["email"].unacked == pytest.approx(750, abs=100)
    exact = depths(redis_client, QUEUES)
    assert (exact["email"].unacked, exact["media"].unacked, exact["email"].estimated) == (750, 250, False)
