"""A critical notification that nobody takes: a dead letter, a work item, and a word to the operators by another way
(Q4)."""

import pytest
from django.core import mail

from notifications import tasks
from notifications.gateways import gateways
from notifications.kinds import Kind
from notifications.models import Delivery, WorkItem
from notifications.services.dispatch import dispatch
from notifications.services.tell_operators import tell_operators
from notifications.tests.servers import accept, free_port, status
from outbox.models import DeadLetter

pytestmark = pytest.mark.django_db


@pytest.fixture
def operators(settings):
    """Where the operators are told."""
    settings.OPERATORS = {"email": "operators@example.com", "phone": "+31207654321"}


@pytest.fixture
def no_mail(settings):
    """A mail server that is away."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


def run(notification):
    """What a worker does with it, to the end; without the waits."""
    return tasks.deliver_critical.apply([notification.pk])


def test_attempts_end_and_the_operators_hear_of_it(ann, no_mail, sms, operators):
    """Every channel was asked so often; then a dead letter, a work item, and a text message that names nobody."""
    refusals = 2 * [status(500)] * tasks.CRITICAL_ATTEMPTS
    sms.answers = [*refusals[: tasks.CRITICAL_ATTEMPTS], accept()]
    outcome = run(dispatch(ann, Kind.PASSWORD_CHANGED, key="1"))
    assert outcome.failed()
    assert [(d.channel, d.state, d.attempts) for d in Delivery.objects.order_by("position")] == [
        ("email", "failed", tasks.CRITICAL_ATTEMPTS),
        ("sms", "failed", tasks.CRITICAL_ATTEMPTS),
    ]
    letter = DeadLetter.objects.get()
    assert (letter.task, letter.error) == ("notifications.tasks.deliver_critical", "NotYet")
    assert WorkItem.objects.get().level == "critical"
    assert sms.requests[-1][2]["to"] == "+31207654321"
    assert "ann" not in sms.requests[-1][2]["text"].lower()


def test_a_replay_of_the_dead_letter_sends_it(ann, no_mail, sms, operators, settings):
    """When the mail server is back: once, under the same reference."""
    settings.NOTIFICATION_GATEWAYS = {}
    notification = dispatch(ann, Kind.PASSWORD_CHANGED, key="1")
    assert run(notification).failed()
    reference = Delivery.objects.get().reference
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run(notification).get() == {"result": "accepted"}
    assert run(notification).get() == {"result": "accepted"}
    [message] = mail.outbox
    assert str(reference) in message.extra_headers["Message-ID"]


def test_a_refusal_by_every_channel_is_final_at_once(ann, mailbox, sms, operators):
    """The mail server does not know the address, the service does not know the number."""
    mailbox.rcpt, sms.answers = "550 No such mailbox", [status(404)]
    notification = dispatch(ann, Kind.PASSWORD_CHANGED, key="1")
    assert run(notification).failed()
    assert list(Delivery.objects.order_by("position").values_list("state", "attempts")) == [("failed", 1)] * 2
    assert DeadLetter.objects.get().error == "Undeliverable"
    assert WorkItem.objects.count() == 1
    mailbox.rcpt = "250 OK"
    assert run(notification).get() == {"result": "accepted"}, "staff have mended it, and replay the dead letter"


@pytest.mark.parametrize(("failed", "told"), [([], "email"), (["email"], "sms"), (["email", "sms"], "email")])
def test_operators_are_told_by_a_way_that_has_not_failed(ann, mailbox, sms, operators, failed, told):
    """Where all have failed, by each of them once more."""
    notification = dispatch(ann, Kind.PASSWORD_CHANGED, key="1")
    Delivery.objects.filter(channel__in=failed).update(attempts=5)
    assert tell_operators(notification_id=notification.pk, reason="a reason") == told
    texts = [message.get_payload() for message in mailbox.mails] + [body["text"] for _, _, body in sms.requests]
    assert len(texts) == 1
    assert f"notification {notification.pk}" in texts[0].replace("=\n", "").replace("\n", " ")


def test_the_last_resort_raises_nothing(ann, no_mail, operators, settings):
    """Without any way left there is the work item, and the dead letter that the task leaves."""
    settings.NOTIFICATION_GATEWAYS = {}
    notification = dispatch(ann, Kind.PASSWORD_CHANGED, key="1")
    assert tell_operators(notification_id=notification.pk, reason="a reason") is None
    settings.OPERATORS = {"email": "", "phone": ""}
    assert tell_operators(notification_id=notification.pk, reason="a reason") is None
    assert WorkItem.objects.count() == 1
    assert list(gateways()) == ["email"]
