"""A broker that is away costs a request little, once, and nothing is lost (Q5)."""

import time

import pytest
from django.db import transaction
from django.utils import timezone

from celery_monitor.broker import client
from outbox import broker
from outbox.metrics import UNSENT
from outbox.models import OutboxMessage
from outbox.services import publish_now as sending
from outbox.services.enqueue import enqueue
from outbox.services.relay_batch import Turn, relay_batch
from outbox.tests.looking import due_now, in_queue
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db

OPEN_ITEM = "notifications.tasks.open_work_item"


@pytest.mark.parametrize("how", ["cut", "hold"])
def test_a_broker_that_does_not_answer_costs_one_request_a_moment_and_the_rest_nothing(broker_proxy, how):
    """Refused or silent: the change stands, the row stays, and after the first nobody waits."""
    getattr(broker_proxy, how)()
    with transaction.atomic():
        enqueue(OPEN_ITEM, ["warning", "a", "b"])
    assert sending.breaker.is_open
    tried = UNSENT.labels("broker")._value.get()
    for _ in range(20):
        enqueue(OPEN_ITEM, ["warning", "a", "b"])
    assert UNSENT.labels("broker")._value.get() == tried
    assert OutboxMessage.objects.count() == 21


def test_a_silent_broker_is_given_up_after_the_limit(broker_proxy):
    """One wait, where the client by itself would take ten seconds and try again."""
    broker_proxy.hold()
    started = time.monotonic()
    enqueue(OPEN_ITEM, ["warning", "a", "b"])
    assert time.monotonic() - started < 10 * broker.IMPATIENT_SECONDS


def test_what_was_left_is_sent_when_the_broker_is_back(broker_proxy):
    """By the relay; and the processes use the broker again by themselves."""
    broker_proxy.cut()
    left = [str(enqueue(OPEN_ITEM, ["warning", f"subject {n}", "b"])) for n in range(3)]
    due_now()
    assert relay_batch().broker_error
    assert OutboxMessage.objects.exclude(last_error="").count() == 1
    broker_proxy.mend()
    assert relay_batch() == Turn(found=3, sent=3)
    assert not OutboxMessage.objects.exists()
    assert sorted(sent["id"] for sent in in_queue("critical")) == sorted(left)
    wait_until(lambda: sending.breaker.is_open, lambda still: not still)
    enqueue(OPEN_ITEM, ["warning", "a", "b"])
    assert len(in_queue("critical")) == 1


def test_a_connection_that_the_broker_has_closed_is_opened_anew(broker_proxy):
    """A broker that was replaced between two requests delays neither."""
    enqueue(OPEN_ITEM, ["warning", "a", "b"])
    broker_proxy.cut()
    broker_proxy.mend()
    enqueue(OPEN_ITEM, ["warning", "a", "b"])
    assert not OutboxMessage.objects.exists()
    assert len(in_queue("critical")) == 2


def test_a_queue_that_the_broker_refuses_holds_up_no_other():
    """Whatever is wrong with one key of the broker, the messages of other queues are sent (Q5)."""
    values = {"task": OPEN_ITEM, "args": ["warning", "a", "b"], "next_attempt_at": timezone.now()}
    bad = OutboxMessage.objects.create(queue="email", **values)
    good = OutboxMessage.objects.create(queue="critical", **values)
    client().set("email", "no list")
    try:
        assert "WRONGTYPE" in relay_batch().broker_error
        relay_batch()
        assert [sent["id"] for sent in in_queue("critical")] == [str(good.pk)]
        OutboxMessage.objects.create(queue="critical", **values)
        assert relay_batch().sent == 1
    finally:
        client().delete("email")
    due_now()
    assert relay_batch() == Turn(found=1, sent=1)
    assert [sent["id"] for sent in in_queue("email")] == [str(bad.pk)]
