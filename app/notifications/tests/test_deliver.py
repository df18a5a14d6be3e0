"""From the worker to the gateway: one channel after the other, again after failures, each message once (Q4, Q5)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from notifications import tasks
from notifications.backoff import CAP_SECONDS, ceiling, wait_seconds
from notifications.kinds import Kind
from notifications.models import Delivery, DeliveryState
from notifications.services import deliver as delivering
from notifications.services.dispatch import dispatch
from notifications.tests.servers import accept, status
from notifications.tests.test_dispatch import ORDER, prefer, states
from outbox.models import DeadLetter, OutboxMessage
from testing.queues import work_off, worker_in_a_thread
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db


def test_what_is_urgent_goes_on_to_the_next_channel(ann, sms, mailbox):
    """The first that accepts ends it; an unavailable one costs no time."""
    mailbox.rcpt = "451 Later"
    dispatch(ann, Kind.PASSWORD_CHANGED, key="1")
    assert work_off("critical") == ["notifications.tasks.deliver_critical"]
    assert states() == [("email", "unneeded", 1), ("sms", "accepted", 1)]
    assert len(sms.requests) == 1
    assert mailbox.mails == []


def test_what_was_accepted_is_not_sent_by_another_channel(ann, sms, mailbox):
    """The mail was taken, so no text message is sent, now or at a repetition."""
    notification = dispatch(ann, Kind.PASSWORD_CHANGED, key="1")
    work_off("critical")
    delivering.deliver(notification.pk)
    assert states() == [("email", "accepted", 1), ("sms", "unneeded", 0)]
    assert sms.requests == []
    assert len(mailbox.mails) == 1


def test_a_failing_service_is_asked_again_with_the_same_key(ann, sms):
    """500, 429 with Retry-After, then 202: three attempts, one message."""
    prefer(ann, orders=["sms"])
    sms.answers = [status(500), status(429, Retry_After="1"), accept("m-9")]
    notification = dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)
    assert tasks.deliver.apply([notification.pk]).get() == {"result": "accepted"}
    assert states() == [("sms", "accepted", 3)]
    assert {headers["Idempotency-Key"] for _, headers, _ in sms.requests} == {str(Delivery.objects.get().reference)}


def test_a_refusal_for_good_is_not_asked_again(ann, sms):
    """And is no failure of the task: the row says what the matter is."""
    prefer(ann, orders=["sms"])
    sms.answers = [status(422)]
    notification = dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)
    work_off("email")
    assert delivering.deliver(notification.pk) == delivering.Result.REFUSED
    assert states() == [("sms", "refused", 1)]
    assert Delivery.objects.get().error == "the service answered 422"
    assert len(sms.requests) == 1


def test_a_long_wait_is_spent_in_the_outbox(ann, sms):
    """A service that asks for an hour gets it: the broker would hand out again what lies there that long."""
    prefer(ann, orders=["sms"])
    sms.answers = [status(503, Retry_After="3600")]
    dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)
    work_off("email")
    waiting = OutboxMessage.objects.get()
    assert waiting.task == "notifications.tasks.deliver"
    assert waiting.eta > timezone.now() + timedelta(minutes=59)
    assert len(sms.requests) == 1


@pytest.mark.parametrize("asked", ["999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_service_puts_a_message_off_for_years(ann, sms, asked):
    """It is asked again within hours, so that the attempts end and somebody hears of it (Q4)."""
    prefer(ann, orders=["sms"])
    sms.answers = [status(503, Retry_After=asked)]
    dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)
    work_off("email")
    assert list(DeadLetter.objects.all()) == []
    waiting = OutboxMessage.objects.get()
    assert timezone.now() + timedelta(hours=1) < waiting.eta < timezone.now() + timedelta(hours=7)


def test_two_workers_at_once_are_one_message(ann, sms):
    """The second finds the lease and comes back later, when it finds the message accepted."""
    prefer(ann, orders=["sms"])
    arrived, go_on = threading.Event(), threading.Event()

    def slow(handler):
        arrived.set()
        go_on.wait(10)
        accept()(handler)

    sms.answers = [slow]
    with transaction.atomic():
        notification = dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)

    def work():
        try:
            delivering.deliver(notification.pk)
        finally:
            connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert arrived.wait(10)
    with pytest.raises(delivering.Busy) as busy:
        delivering.deliver(notification.pk)
    assert 1 <= busy.value.seconds <= delivering.LEASE_SECONDS
    go_on.set()
    first.join(10)
    assert delivering.deliver(notification.pk) == delivering.Result.ACCEPTED
    assert len(sms.requests) == 1


def test_a_worker_that_died_in_the_middle_is_followed_by_another(ann, sms):
    """When its lease is over: with the same key, so that a service which had taken the message takes it once."""
    prefer(ann, orders=["sms"])
    notification = dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)
    over = timezone.now() - timedelta(seconds=1)
    Delivery.objects.update(state=DeliveryState.SENDING, attempts=1, leased_until=over)
    delivering.deliver(notification.pk)
    assert states() == [("sms", "accepted", 2)]
    assert sms.requests[0][1]["Idempotency-Key"] == str(Delivery.objects.get().reference)


def test_waits_grow_are_spread_and_stay_below_the_brokers_timeout(settings):
    """Each longest wait is twice the one before, up to the cap; half of it at least; what was asked comes on top."""
    ceilings = [ceiling(attempts) for attempts in range(1, 12)]
    assert ceilings[:8] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert set(ceilings[8:]) == {CAP_SECONDS}
    waits = {wait_seconds(5) for _ in range(50)}
    assert len(waits) > 40
    assert all(16 <= wait <= 32 for wait in waits)
    assert 60 + 16 <= wait_seconds(5, at_least=60) <= 60 + 32
    assert ceiling(10**6) == CAP_SECONDS
    assert settings.ENV.celery_visibility_timeout_seconds > 2 * CAP_SECONDS


def test_a_real_worker_waits_and_asks_again(ann, sms):
    """Through the broker, for as long as the service asked: two attempts, one message, no dead letter."""
    prefer(ann, orders=["sms"])
    sms.answers = [status(429, Retry_After="1"), accept()]
    with worker_in_a_thread():
        dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)
        wait_until(states, lambda seen: seen == [("sms", "accepted", 2)], seconds=30)
    first, second = [headers["Idempotency-Key"] for _, headers, _ in sms.requests]
    assert first == second
    assert not DeadLetter.objects.exists()
