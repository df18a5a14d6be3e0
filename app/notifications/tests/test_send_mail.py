"""Mails to an address that may have no account: links to register, and a last word (Q4)."""

import pytest

from accounts.tasks import send_registration_link
from notifications.models import Delivery
from notifications.tasks import send_mail
from outbox.models import DeadLetter

pytestmark = pytest.mark.django_db

MAIL = ["account_closed", "ann@example.com", {"name": "Ann"}]


@pytest.mark.parametrize(("task", "arguments"), [(send_mail, MAIL), (send_registration_link, ["ann@example.com"])])
def test_a_mail_server_may_be_away_for_minutes(mailbox, task, arguments):
    """It is asked again, later and later, as often as it takes it to come back from a restart or an upgrade."""
    mailbox.put_off = 10
    assert task.apply(arguments).successful()
    [mail] = mailbox.mails
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.gateway_id) == ("accepted", mail["Message-ID"])


@pytest.mark.parametrize(("task", "arguments"), [(send_mail, MAIL), (send_registration_link, ["ann@example.com"])])
def test_an_address_that_is_refused_for_good_is_no_failure_of_the_task(mailbox, task, arguments):
    """Anybody may type any address into the form: that leaves a row, and neither repetitions nor a dead letter."""
    mailbox.rcpt = "550 No such user"
    assert task.apply(arguments).successful()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == ("refused", "the mail server refuses the address with 550")
    assert delivery.sent_at is None
    assert list(DeadLetter.objects.all()) == []
