"""From the call to the gateway: rows, outbox, one channel after the other, each message once (Q4, Q5)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from notifications.kinds import Channel, Kind
from notifications.models import Delivery, DeliveryState, Notification, Preferences
from notifications.services import deliver as delivering
from notifications.services.dispatch import dispatch
from notifications.services.forget_old import RETENTION_DAYS, forget_old
from outbox.models import OutboxMessage
from testing.factories import UserFactory
from testing.queues import work_off

pytestmark = pytest.mark.django_db

ORDER = {"number": "ABCD-1234-EFGH", "total": "25.00", "path": "/orders/ABCD-1234-EFGH/", "note": ""}
PRICE = {"product": "Bowl", "price": "8.00", "before": "10.00", "path": "/products/bowl/"}


def states():
    """Channel to state and attempts, in the order they are tried."""
    return [(d.channel, d.state, d.attempts) for d in Delivery.objects.order_by("position")]


def prefer(user, **columns):
    """Change somebody's preferences."""
    Preferences.objects.filter(user=user).update(**columns)


def test_an_order_is_told_by_mail(ann, mailbox):
    """The rows say what was sent, to whom, and under which number; the mail has subject, text and name."""
    dispatch(ann, Kind.ORDER_SHIPPED, key="order-event:1", context=ORDER)
    assert work_off("email") == ["notifications.tasks.deliver"]
    [message] = mailbox.mails
    assert (message["To"], message["Subject"]) == ("ann@example.com", "Your order ABCD-1234-EFGH is on its way")
    assert "Hello Ann" in message.get_payload()
    assert "https://shop.example.com/orders/ABCD-1234-EFGH/" in message.get_payload()
    assert message["List-Unsubscribe"] is None
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.recipient) == (DeliveryState.ACCEPTED, 1, "ann@example.com")
    assert delivery.gateway_id == message["Message-ID"]


def test_the_same_key_is_the_same_notification(ann, mailbox):
    """However often it is asked for, and however often its message is delivered."""
    first = dispatch(ann, Kind.ORDER_SHIPPED, key="order-event:1", context=ORDER)
    assert dispatch(ann, Kind.ORDER_SHIPPED, key="order-event:1", context=ORDER) == first
    dispatch(UserFactory(), Kind.ORDER_SHIPPED, key="order-event:1", context=ORDER)
    work_off("email")
    assert delivering.deliver(first.pk) == delivering.Result.ACCEPTED
    assert len(mailbox.mails) == 2
    assert Notification.objects.count() == 2


def test_nothing_is_sent_for_what_was_rolled_back(ann):
    """Neither a row nor a message is left."""
    with transaction.atomic():
        dispatch(ann, Kind.ORDER_SHIPPED, key="order-event:1", context=ORDER)
        transaction.set_rollback(True)
    assert work_off("email") == []
    assert not Notification.objects.exists()


def test_a_context_without_what_the_texts_name_is_refused_at_once(ann):
    """Where the mistake is, and not in a worker later."""
    with pytest.raises(KeyError, match="number"):
        dispatch(ann, Kind.ORDER_SHIPPED, key="order-event:1", context={})
    assert not Notification.objects.exists()


def test_who_does_not_want_it_is_not_told(ann, sms):
    """Nothing ticked: no row. Security is told all the same."""
    prefer(ann, orders=[])
    assert dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER) is None
    assert dispatch(ann, Kind.PASSWORD_CHANGED, key="1") is not None
    ann.is_active = False
    assert dispatch(ann, Kind.PASSWORD_CHANGED, key="2") is None
    assert [notification.kind for notification in Notification.objects.all()] == [Kind.PASSWORD_CHANGED]


def test_a_text_message_goes_to_the_number(ann, sms):
    """Normal urgency takes the preferred channel; the number is nowhere in the rows."""
    prefer(ann, orders=["email", "sms"], preferred="sms")
    dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)
    work_off("email")
    [(_, headers, body)] = sms.requests
    assert (body["to"], body["text"]) == ("+31201234567", "Your order ABCD-1234-EFGH is on its way.")
    delivery = Delivery.objects.get()
    assert headers["Idempotency-Key"] == str(delivery.reference)
    assert (delivery.channel, delivery.state, delivery.gateway_id) == (Channel.SMS, DeliveryState.ACCEPTED, "m-1")
    assert delivery.recipient == ""
    assert mail.outbox == []


def test_what_can_wait_waits_for_the_end_of_the_quiet_hours(ann):
    """In the outbox, until 7:00 by the recipient's clock."""
    prefer(ann, wishlist=["email"], quiet_from=time(22), quiet_until=time(7), time_zone="Asia/Kolkata")
    now = datetime(2040, 6, 1, 18, tzinfo=UTC)  # 23:30 there
    dispatch(ann, Kind.PRICE_DROP, key="1", context=PRICE, now=now)
    seven = datetime(2040, 6, 2, 1, 30, tzinfo=UTC)
    assert OutboxMessage.objects.get().eta == seven == Notification.objects.get().held_until
    assert work_off("email") == []


def test_who_changes_their_mind_meanwhile_is_not_told(ann, mailbox):
    """What was held back is not sent any more when its mails were switched off."""
    prefer(ann, wishlist=["email"])
    dispatch(ann, Kind.PRICE_DROP, key="1", context=PRICE)
    prefer(ann, wishlist=[])
    work_off("email")
    assert states() == [("email", "unneeded", 0)]
    assert mailbox.mails == []


def test_a_closed_account_is_not_told(ann, mailbox):
    """Its rows are gone when the worker comes."""
    notification = dispatch(ann, Kind.ORDER_SHIPPED, key="1", context=ORDER)
    ann.delete()
    work_off("email")
    assert delivering.deliver(notification.pk) == delivering.Result.UNNEEDED
    assert mailbox.mails == []


def test_old_notifications_are_forgotten(ann, mailbox):
    """With their deliveries; younger ones stay."""
    for key in ("old", "young"):
        dispatch(ann, Kind.ORDER_SHIPPED, key=key, context=ORDER)
    work_off("email")
    long_ago = timezone.now() - timedelta(days=RETENTION_DAYS, seconds=1)
    Notification.objects.filter(key="old").update(created_at=long_ago)
    Delivery.objects.create(template="reset_password", recipient="bob@example.com", created_at=long_ago)
    forget_old()
    assert [notification.key for notification in Notification.objects.all()] == ["young"]
    assert Delivery.objects.count() == 1
