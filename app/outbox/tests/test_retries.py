"""A task that is tried again waits where nothing hands it out twice, and keeps what it was part of (Q1, Q5)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from celery import chain
from django.db import OperationalError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from outbox.backoff import backoff
from outbox.models import DeadLetter, OutboxMessage
from outbox.services import bury as burying
from outbox.services import retry_later as waiting
from outbox.services.enqueue import enqueue
from outbox.services.relay_batch import relay_batch
from outbox.services.replay import replay
from outbox.tests import probes
from outbox.tests.looking import due_now
from testing.factories import UserFactory
from testing.queues import worker_in_a_thread
from testing.waiting import wait_until


@pytest.fixture
def worker(transactional_db):
    """A worker in a thread of this process, on the test's database."""
    with worker_in_a_thread():
        yield


def runs(number):
    """Wait until the probes ran so often."""
    return wait_until(lambda: int(probes.seen.get("probe:runs") or 0), lambda found: found == number, seconds=20)


def waits():
    """The one row that waits, once it is there."""
    return wait_until(OutboxMessage.objects.first, lambda row: row is not None, seconds=20)


def test_a_long_wait_is_spent_in_the_outbox(worker):
    """Not in a worker's memory, from where the broker takes it back at every visibility timeout; the try counts."""
    task_id = enqueue(probes.patient, [2], queue="email")
    row = waits()
    assert (row.task_id, row.queue, row.args) == (str(task_id), "email", [2])
    assert row.pk != task_id
    assert timedelta(seconds=500) < row.eta - timezone.now() < timedelta(seconds=700)
    wait_until(lambda: probes.seen.hlen("unacked"), lambda held: held == 0)
    due_now()
    relay_batch()
    runs(2)
    wait_until(OutboxMessage.objects.count, lambda left: left == 0)
    assert not DeadLetter.objects.exists()


def test_a_chain_goes_on_after_a_long_wait(worker):
    """The retry keeps what follows it."""
    chain(probes.patient.si(2), probes.note.si("after")).apply_async()
    waits()
    due_now()
    relay_batch()
    wait_until(lambda: probes.seen.lrange("probe:order", 0, -1), lambda seen: seen == ["after"], seconds=20)


def test_without_postgres_the_broker_keeps_the_retry(worker, monkeypatch):
    """Better held twice than lost."""

    def away(*args, **options):
        raise OperationalError("the database is away")

    monkeypatch.setattr(waiting, "retry_later", away)
    enqueue(probes.patient, [2])
    runs(1)
    wait_until(lambda: probes.seen.hlen("unacked"), lambda held: held == 1)
    assert not OutboxMessage.objects.exists()


def test_a_replay_that_is_tried_again_closes_its_letter_in_the_end(worker):
    """The header of the replay travels with the retries, short and long."""
    for task in (probes.flaky, probes.patient):
        probes.seen.delete("probe:runs")
        failed = burying.Failed(task_id=str(uuid4()), task=task.name, args=[2], kwargs={}, queue="email")
        burying.bury(failed, ValueError("no use"))
        letter = DeadLetter.objects.get(resolved_at=None)
        replay(letter.pk, by_id=UserFactory().pk)
        if task is probes.patient:
            assert waits().is_replay
            due_now()
            relay_batch()
        wait_until(lambda: DeadLetter.objects.filter(resolved_at=None).count(), lambda left: left == 0, seconds=20)


@given(failures=st.integers(0, 10_000), first=st.floats(0.01, 60), longest=st.floats(60, 3_600), random=st.randoms())
def test_waits_grow_to_their_limit_and_never_beyond(failures, first, longest, random):
    """Between half and all of first · 2ⁿ⁻¹, at most the longest; none without a failure."""
    wait = backoff(failures, first=first, longest=longest, random=random)
    if failures == 0:
        assert wait == 0
    else:
        most = min(longest, first * 2 ** min(failures - 1, 100))
        assert most / 2 <= wait <= most
