"""Servers that are away, slow, hostile or wrong break no task, and texts can do nothing on the way (M5, O5)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels import discord as discords
from alerts.channels import slack as slacks
from alerts.channels import webhook as webhooks
from alerts.events import Change, Event
from alerts.models import Notice
from alerts.services.deliver import deliver
from alerts.tests.conftest import text_of
from outbox.models import DeadLetter

pytestmark = pytest.mark.django_db

HOSTILE = "<!channel> <https://evil.example|x> @everyone **b** [l](http://e) `c`\r\nBcc: x@example.com\n&amp; </div>"


def state(channel):
    """Of the channel's last notice: state, attempts, error."""
    notice = Notice.objects.filter(channel=channel).latest("pk")
    return notice.state, notice.attempts, notice.error


def test_a_channel_that_is_away_is_tried_again_and_then_given_up_alone(channels, see, slack, discord, mailbox):
    """Six attempts, no dead letter, no address in the row; the other channels have said it."""
    slack.answer = (503, {}, b"")
    see(("pod:disk", "critical"))
    assert state("slack") == ("failed", 6, "the service answered 503")
    assert (state("discord")[0], state("email")[0]) == ("sent", "sent")
    assert len(slack.taken) == 6
    assert DeadLetter.objects.count() == 0


@pytest.mark.parametrize("status", [400, 403, 404, 410, 301])
def test_an_answer_that_will_stay_is_not_asked_again(channels, see, slack, discord, status):
    """A webhook that was taken away; a redirect is not followed, wherever it leads."""
    slack.answer = (status, {"Location": discord.url}, b"no_service")
    see(("pod:disk", "warning"))
    assert state("slack") == ("failed", 1, f"the service answered {status}")
    assert not any("followed" in taken for taken in (*slack.taken, *discord.taken))


def test_one_that_came_back_gets_it(channels, see, slack, discord):
    """The attempt after the outage succeeds, once."""
    slack.answers_first = [(429, {"Retry-After": "1"}, b"")]
    see(("pod:disk", "warning"))
    assert state("slack")[:2] == ("sent", 2)


def test_a_server_that_hangs_is_left(channels, see, slack, monkeypatch):
    """Nothing is waited for longer than the limits say; the address is in no message of the error."""
    monkeypatch.setattr(webhooks, "READ_SECONDS", 0.2)
    slack.hangs = True
    see(("pod:disk", "warning"))
    status, attempts, error = state("slack")
    assert (status, attempts) == ("failed", 6)
    assert "SECRET" not in error
    assert "no answer" in error


def test_an_answer_without_end_is_not_read_to_it(channels, see, slack):
    """Its status has come; four kilobytes are enough."""
    slack.drips = True
    see(("pod:disk", "warning"))
    assert state("slack")[:2] == ("sent", 1)


@pytest.mark.parametrize(("answer", "expected"), [("451 later", ("failed", 6)), ("554 never", ("failed", 1))])
def test_a_mail_server_that_refuses(channels, see, mailbox, discord, answer, expected):
    """For now: tried again. For good: not."""
    mailbox.answer = answer
    see(("pod:disk", "warning"))
    assert state("email")[:2] == expected
    assert state("discord")[0] == "sent"


def test_a_mail_server_that_is_not_there(channels, see, settings):
    """Refused connections are an outage like others."""
    settings.EMAIL_PORT = 1
    see(("pod:disk", "warning"))
    assert state("email")[:2] == ("failed", 6)


def test_a_notice_that_is_being_sent_is_not_sent_by_another(channels, see, slack):
    """The task delivered twice: one message."""
    (notice, *_) = [n for n in see(("pod:disk", "warning")) if n.channel == "slack"]
    assert deliver(notice.pk) == "sent"
    assert len(slack.taken) == 1


def test_a_hostile_text_is_text_on_every_channel(channels, see, slack, discord, mailbox):
    """No mention, no link, no markup, no second header."""
    see(("pod:disk", "critical"), what=HOSTILE)
    (message,) = slack.taken
    assert "<!" not in message["text"]
    for block in message["blocks"]:
        if "text" in block:
            assert block["text"]["type"] == "plain_text"
    (message,) = discord.taken
    assert message["allowed_mentions"] == {"parse": []}
    assert "\\@everyone" in message["content"]
    assert "\\*\\*b\\*\\*" in message["embeds"][0]["description"]
    (envelope,) = mailbox.taken
    assert envelope.rcpt_tos == ["ops@example.com"]
    subject, text = text_of(envelope)
    assert "Bcc: x@example.com" in subject
    assert "</div>" in text


def event(what):
    """An event that says this."""
    return Event(
        change=Change.OPENED, level="critical", key="k", what=what, since="2026-01-01T00:00:00+00:00", closed="",
        measured=1, threshold=None, unit="", runbook="container-disk",
    )  # fmt: skip


@given(st.lists(st.text(max_size=500), min_size=1, max_size=60))
def test_documents_keep_the_services_limits(texts):
    """Whatever is said and however much of it: Slack's and Discord's own numbers, and nothing unescaped."""
    events = [event(text) for text in texts]
    slack, discord = slacks.document(events), discords.document(events)
    assert len(slack["blocks"]) <= 50
    assert len(slack["blocks"][0]["text"]["text"]) <= 150
    assert not set("<>") & set(slack["text"])
    assert len(discord["embeds"]) <= 10
    assert len(discord["content"]) <= 2_000
    assert sum(len(one["title"]) + len(one["description"]) for one in discord["embeds"]) <= 6_000
    bare = re.sub(r"\\.", "", discord["content"], flags=re.DOTALL).removesuffix("\\")
    assert discords.MARKUP.search(bare) is None
