"""People are told once what opened, what got worse and what is over, on every channel they have (M5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Notice
from alerts.services.send_held import send_held
from alerts.tests.conftest import text_of
from monitoring.models import Finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channels")]


def headings(webhook):
    """The heading of each event of each message to Discord."""
    return [[embed["title"] for embed in document["embeds"]] for document in webhook.taken]


def test_an_alert_says_what_since_when_how_bad_and_what_to_do(see, slack, discord, mailbox):
    """On all three channels."""
    see(("pod:disk", "critical"))
    subject, text = text_of(mailbox.taken[0])
    assert subject == "[CRITICAL] Something is full."
    since = Finding.objects.get().since.strftime("%Y-%m-%d %H:%M:%S")
    for said in (text, str(slack.taken[0]), str(discord.taken[0]).replace("\\\\", "").replace("\\", "")):
        assert "Something is full." in said
        assert "97 % (limit 95 %)" in said
        assert f"since {since} UTC" in said
        assert "https://docs.example.com/runbooks/container-disk.md" in said
    assert mailbox.taken[0].rcpt_tos == ["ops@example.com"]


def test_the_same_trouble_is_said_once_and_its_end_too(see, discord):
    """Seen three times, over, looked at again: two messages."""
    for _ in range(3):
        see(("pod:disk", "warning"))
    see()
    see()
    assert headings(discord) == [["WARNING"], ["RECOVERED"]]


def test_what_gets_worse_is_said_again_and_what_gets_better_is_not(see, discord):
    """A warning becomes critical, and then a warning again."""
    for level in ("warning", "critical", "warning", "critical"):
        see(("pod:disk", level))
    assert headings(discord) == [["WARNING"], ["CRITICAL"]]


def test_what_one_look_finds_is_one_message_the_worst_first(see, discord, slack):
    """Five troubles are no five messages."""
    see(("a", "warning"), ("b", "warning"), ("c", "critical"), ("d", "warning"))
    see(("a", "warning"))
    assert headings(discord) == [["CRITICAL", "WARNING", "WARNING", "WARNING"], ["RECOVERED"] * 3]
    assert len(slack.taken) == 2


def test_what_comes_and_goes_is_said_once_in_a_while(see, discord):
    """Ten times within the quiet time: one message and one end; what stays after it is said."""
    start = timezone.now()
    for minute in range(10):
        see(("pod:cpu", "warning"), now=start + timedelta(minutes=minute))
        see(now=start + timedelta(minutes=minute, seconds=30))
    assert headings(discord) == [["WARNING"], ["RECOVERED"]]
    see(("pod:cpu", "warning"), now=start + timedelta(minutes=14))
    see(("pod:cpu", "warning"), now=start + timedelta(minutes=16))
    assert headings(discord)[2:] == [["WARNING"]]
    assert Finding.objects.filter(closed_at=None).count() == 1


def test_a_critical_one_is_not_kept_quiet_by_a_warning(see, discord):
    """The quiet time is for what was said, and a warning did not say it."""
    see(("pod:cpu", "warning"))
    see()
    see(("pod:cpu", "critical"))
    assert headings(discord)[-1] == ["CRITICAL"]


def test_above_the_limit_of_an_hour_messages_wait_and_come_as_one(see, discord, settings):
    """Twenty troubles one after the other: the limit's number of messages, then one that has all the others."""
    settings.ALERTS_AN_HOUR = 3
    for number in range(8):
        see(*[(f"pod-{n}:cpu", "warning") for n in range(number + 1)])
    assert len(discord.taken) == 3
    assert Notice.objects.filter(channel="discord", state="held").count() == 5
    assert send_held() == 0
    see(*[(f"pod-{n}:cpu", "warning") for n in range(8)], ("pod:oom", "critical"))
    assert headings(discord)[-1] == ["CRITICAL"], "critical ones have room of their own"
    Notice.objects.update(sent_at=timezone.now() - timedelta(hours=2))
    assert send_held() == 15
    digest = Notice.objects.filter(channel="discord", state="waiting").get()
    assert [row["key"] for row in digest.events] == [f"pod-{n}:cpu" for n in range(3, 8)]
    assert send_held() == 0


def test_a_notice_is_in_the_outbox_of_the_same_transaction(see, waiting, monkeypatch):
    """What is recorded is said, however the process ends; what is rolled back is not."""
    monkeypatch.setattr("outbox.services.enqueue.publish_now", lambda _: None)
    notices = see(("pod:disk", "warning"))
    assert sorted(waiting()) == sorted([notice.pk] for notice in notices)


def test_without_channels_nothing_is_said_and_everything_is_kept(see, settings, discord):
    """A stack that names nobody has its findings all the same."""
    settings.ALERT_CHANNELS = {}
    assert see(("pod:disk", "critical")) == []
    assert Finding.objects.filter(closed_at=None).count() == 1
    assert discord.taken == []
