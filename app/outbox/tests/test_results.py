"""Whoever sends the members of a chord listens for none of them (Q4)."""

import threading

import pytest
from celery._state import task_join_will_block

from config.celery import app
from outbox.broker import producer, publish
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db

THREADS = 8
MESSAGES = 40


def member():
    """One message of which a chord keeps the result."""
    options = {"ignore_result": False}
    return OutboxMessage(task="outbox.tests.probes.note", args=["x"], queue="media", options=options)


def test_threads_that_send_at_once_leave_the_process_as_it_was(redis_server):
    """No subscription, and a result may still be asked for."""
    before = subscriptions()

    def send():
        with producer(3) as through:
            for _ in range(MESSAGES):
                publish(member(), through)

    threads = [threading.Thread(target=send) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert task_join_will_block() is False
    assert subscriptions() == before
    assert redis_server.llen("media") == THREADS * MESSAGES


def subscriptions():
    """What the process listens for."""
    return app.backend.result_consumer.subscribed_to.copy()
