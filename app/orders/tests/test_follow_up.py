"""What follows an order's events happens after the commit, once, and is not lost with the broker (S1, C7, Q5)."""

from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction

from notifications.models import Delivery, WorkItem
from orders.models import Order
from orders.services import send_follow_up as sending
from orders.services.catch_up import catch_up
from orders.services.change_status import change_status
from orders.states import Actor, OrderStatus
from orders.tests.buying import placed_order
from orders.tests.following import age_events, do_all
from outbox.models import DeadLetter, OutboxMessage
from outbox.services.bury import Failed, bury
from outbox.services.relay_batch import relay_batch
from outbox.tests.looking import due_now, in_queue
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.pay import pay
from receipts.models import TaskReceipt
from testing.factories import ProductFactory, UserFactory
from testing.queues import worker_in_a_thread
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db


def sent():
    """Tasks and arguments of what lies in the broker, which is emptied."""
    return [message["task"] for message in in_queue("default")]


def test_a_purchase_goes_through_the_real_broker_and_a_worker():
    """Placed and paid: one mail with the order's number and address of its page, though everything is sent twice."""
    user = UserFactory(email="ann@example.com", name="Ann")
    order = placed_order(ProductFactory(price="12.50"), user=user, quantity=2)
    pay(order_id=order.pk, token=Token.SUCCEEDS)
    for event in order.events.all():
        sending.send_follow_up(event.pk)
    with worker_in_a_thread():
        wait_until(lambda: list(mail.outbox), bool, seconds=30)
        receipts = TaskReceipt.objects.filter(task=sending.TASK)
        wait_until(lambda: receipts.count(), lambda number: number == 2, seconds=30)
    [message] = mail.outbox
    assert (message.to, message.subject) == (["ann@example.com"], f"Your order {order.number}")
    for part in ("Hello Ann", "25.00 euro", f"https://shop.example.com/orders/{order.number}/"):
        assert part in message.body
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("way", "subject"),
    [
        ([OrderStatus.PAYMENT_FAILED], "could not be paid"),
        ([OrderStatus.CANCELLED], "is cancelled"),
        ([OrderStatus.PAID, OrderStatus.SHIPPED], "is on its way"),
        ([OrderStatus.PAID, OrderStatus.REFUND_PENDING, OrderStatus.REFUNDED], "on its way back"),
    ],
)
def test_the_customer_is_told(way, subject):
    """Of every state that concerns them, in a mail that names the order."""
    order = placed_order(ProductFactory())
    for to in way:
        change_status(order_id=order.pk, to=to, actor=Actor.STAFF, note="A reason")
    do_all()
    last = mail.outbox[-1]
    assert subject in last.subject
    assert order.number in last.subject
    assert order.get_absolute_url() in last.body


def test_a_closed_account_gets_no_mail():
    """Its address leads nowhere."""
    order = placed_order(ProductFactory())
    order.user.__class__.objects.filter(pk=order.user_id).update(is_active=False)
    change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.STAFF)
    do_all()
    assert mail.outbox == []
    assert TaskReceipt.objects.filter(task=sending.TASK).count() == 2


def test_nothing_is_sent_for_what_was_rolled_back():
    """The message commits with its event."""
    order = placed_order(ProductFactory())
    assert sent() == [sending.TASK]
    with transaction.atomic():
        change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER)
        transaction.set_rollback(True)
    assert sent() == []
    change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER)
    assert sent() == [sending.TASK]


def test_an_order_stands_without_the_broker_and_its_follow_up_waits(broker_proxy):
    """Placing does not fail, and its message is there when the broker is."""
    broker_proxy.cut()
    order = placed_order(ProductFactory())
    event = order.events.get()
    assert Order.objects.get() == order
    assert OutboxMessage.objects.get().args == [event.pk]
    broker_proxy.mend()
    due_now()
    relay_batch()
    assert sent() == [sending.TASK]


def test_what_the_broker_lost_is_asked_for_again():
    """The schedule sends what has neither a receipt nor a dead letter, and only that."""
    event = placed_order(ProductFactory()).events.get()
    assert sent() == [sending.TASK], "and so it is lost"
    assert (catch_up(), sent()) == ({"sent": 0}, []), "too young: it may be on its way"
    age_events(minutes=20)
    assert (catch_up(), sent()) == ({"sent": 1}, [sending.TASK])
    failed = Failed(str(uuid4()), sending.TASK, [event.pk], {"effect_key": sending.effect_key(event.pk)}, "default")
    bury(failed, ValueError("no use"))
    assert (catch_up(), sent()) == ({"sent": 0}, []), "staff look at it"
    DeadLetter.objects.all().delete()
    do_all()
    sent()
    assert (catch_up(), sent()) == ({"sent": 0}, [])
    age_events(days=3)
    TaskReceipt.objects.all().delete()
    assert (catch_up(), sent()) == ({"sent": 0}, []), "older than the receipts would be"


@pytest.mark.parametrize(
    ("stock", "quantity", "page_is_new", "list_is_new"),
    [(50, 2, False, False), (12, 4, True, False), (9, 1, True, False), (3, 3, True, True)],
)
def test_pages_are_forgotten_where_they_read_differently(site, stock, quantity, page_is_new, list_is_new):
    """The product's page says how few are left, lists say when none is; nothing else costs the caches anything."""
    bowl = ProductFactory(stock=stock)
    pages = (f"/products/{bowl.slug}/", "/")
    for path in pages * 2:
        before = site.get(path)
    assert before["X-Cache-Layer"] == "view"
    placed_order(bowl, quantity=quantity)
    do_all()
    assert [site.get(path)["X-Cache-Layer"] != "view" for path in pages] == [page_is_new, list_is_new]


def test_staff_are_told_once_when_stock_runs_low():
    """By the order that crosses the line, not by every one after it."""
    bowl = ProductFactory(name="Bowl", stock=13)
    for quantity in (3, 2, 2):
        placed_order(bowl, quantity=quantity)
    do_all()
    assert WorkItem.objects.get().message.startswith("Bowl: 8 left after order")
    assert TaskReceipt.objects.filter(task="notifications.tasks.raise_alert").count() == 1
