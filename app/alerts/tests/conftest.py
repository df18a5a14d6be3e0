"""Channels that lead to servers of the test, and findings to say."""

from email import message_from_bytes
from email.policy import default as policy

import pytest

from alerts.models import Notice
from alerts.tasks import deliver
from alerts.tests.servers import mail_server, webhook
from monitoring.found import Look
from monitoring.models import Kind, Level
from monitoring.services.record import record
from outbox.models import OutboxMessage


@pytest.fixture
def slack():
    """Stands for Slack."""
    with webhook() as server:
        yield server


@pytest.fixture
def discord():
    """Stands for Discord."""
    with webhook() as server:
        yield server


@pytest.fixture
def mailbox(settings):
    """A real mail server that Django's real backend sends to."""
    with mail_server() as (box, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield box


@pytest.fixture
def channels(settings, slack, discord, mailbox):
    """All three."""
    settings.ALERT_CHANNELS = {"email": ["ops@example.com"], "slack": slack.url, "discord": discord.url}
    settings.ALERT_RUNBOOK_URL = "https://docs.example.com/runbooks/"


@pytest.fixture
def see():
    """`see(("key", "warning"), …)`: one look of a monitor that finds these, and every task it leads to."""

    def look(*found, what="Something is full.", kind=Kind.SYSTEM, now=None):
        seen = Look()
        for key, level in found:
            seen.find(Level(level), key=key, what=what, runbook="container-disk", measured=97, threshold=95, unit="%")
        before = set(Notice.objects.values_list("pk", flat=True))
        record(kind, seen, now=now)
        sent = Notice.objects.exclude(pk__in=before).order_by("pk")
        for notice in sent:
            deliver.apply(args=[notice.pk])
        return list(sent)

    return look


def text_of(envelope):
    """A mail's subject and text."""
    message = message_from_bytes(envelope.content, policy=policy)
    return message["Subject"], message.get_content()


@pytest.fixture
def waiting():
    """Messages of the outbox to the task that sends notices: written with the finding, or not at all."""
    return lambda: list(OutboxMessage.objects.filter(task="alerts.tasks.deliver").values_list("args", flat=True))
