"""What follows an order's events happens after the commit, once, and is not lost with the broker (S1, C7, Q5)."""

from datetime import timedelta

import pytest
from celery.contrib.testing.worker import start_worker
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from config.celery import app
from notifications.models import Alert, Delivery
from orders.models import Order, OrderEvent
from orders.services import send_follow_up as sending
from orders.services.catch_up import catch_up
from orders.services.change_status import change_status
from orders.services.expire_unpaid import expire_unpaid
from orders.states import Actor, OrderStatus
from orders.tasks import follow_up
from orders.tests.buying import placed_order
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.pay import pay
from payments.tests.looking import let_time_pass, reconcile
from receipts.models import TaskReceipt
from testing.factories import ProductFactory, UserFactory
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db

DUE = ("orders.tasks.catch_up", "orders.tasks.expire_unpaid", "payments.tasks.reconcile")


@pytest.fixture
def sent(monkeypatch):
    """What was sent to the broker, as (task, arguments)."""
    messages = []
    monkeypatch.setattr(app, "send_task", lambda name, args, *rest, **options: messages.append((name, args)))
    return messages


def do_all():
    """What workers would do with the events there are, the mails and alerts included."""
    app.conf.task_always_eager = True
    try:
        for event in OrderEvent.objects.order_by("pk"):
            follow_up.apply(args=[event.pk], kwargs={"effect_key": sending.effect_key(event.pk)}).get()
    finally:
        app.conf.task_always_eager = False


def test_a_purchase_goes_through_the_real_broker_and_a_worker():
    """Placed and paid: one mail with the order's number and address of its page, though everything is sent twice."""
    app.autodiscover_tasks(force=True)
    user = UserFactory(email="ann@example.com", name="Ann")
    order = placed_order(ProductFactory(price="12.50"), user=user, quantity=2)
    pay(order_id=order.pk, token=Token.SUCCEEDS)
    for event in order.events.all():
        sending.send_follow_up(event.pk)
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
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


def test_nothing_is_sent_for_what_was_rolled_back(sent):
    """The message follows the commit."""
    order = placed_order(ProductFactory())
    sent.clear()
    with transaction.atomic():
        change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER)
        transaction.set_rollback(True)
    assert sent == []
    change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER)
    assert [name for name, _ in sent] == [sending.TASK]


def test_an_order_stands_without_the_broker_and_its_follow_up_is_caught_up_with(monkeypatch, sent):
    """Placing does not fail; the schedule sends what has no receipt, and only that."""

    def refuse(*args, **options):
        raise ConnectionRefusedError("no broker")

    with monkeypatch.context() as patch:
        patch.setattr(app, "send_task", refuse)
        order = placed_order(ProductFactory())
    assert Order.objects.get() == order
    event = order.events.get()
    assert (catch_up(), sent) == ({"sent": 0}, []), "too young: it may be on its way"
    age_events(minutes=5)
    assert (catch_up(), sent) == ({"sent": 1}, [(sending.TASK, [event.pk])])
    do_all()
    sent.clear()
    assert (catch_up(), sent) == ({"sent": 0}, [])
    age_events(days=3)
    TaskReceipt.objects.all().delete()
    assert (catch_up(), sent) == ({"sent": 0}, []), "older than the receipts would be"


def age_events(**ago):
    """The events were that long ago; only the superuser of the tests can do this."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_orderevent DISABLE TRIGGER orders_events_stay")
        OrderEvent.objects.update(at=timezone.now() - timedelta(**ago))
        cursor.execute("ALTER TABLE orders_orderevent ENABLE TRIGGER orders_events_stay")


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
    assert Alert.objects.get().message.startswith("Bowl: 8 left after order")


def test_what_nobody_pays_in_time_is_cancelled():
    """Its stock comes back, once for two runs; paid and young ones stay."""
    products = [ProductFactory() for _ in range(3)]
    late, young, paid = (placed_order(product) for product in products)
    pay(order_id=paid.pk, token=Token.SUCCEEDS)
    Order.objects.exclude(pk=young.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert (expire_unpaid(), expire_unpaid()) == ({"expired": 1}, {"expired": 0})
    assert [Order.objects.get(pk=order.pk).status for order in (late, young, paid)] == [
        "cancelled", "pending_payment", "paid"
    ]  # fmt: skip
    for product, left in zip(products, (10, 9, 9), strict=True):
        product.refresh_from_db()
        assert product.stock == left
    assert late.events.last().actor == Actor.SCHEDULE


def test_the_schedule_does_all_of_it():
    """Beat's entries name the tasks that catch up, expire and reconcile; each does all that is due."""
    app.autodiscover_tasks(force=True)
    assert set(DUE) <= {entry["task"] for entry in app.conf.beat_schedule.values()}
    for _ in range(4):
        placed_order(ProductFactory(stock=4), ProductFactory(stock=4), quantity=4)
    paying = [pay(order_id=order.pk, token=Token.ANSWER_LOST) for order in Order.objects.all()]
    let_time_pass(minutes=5)
    Order.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    age_events(minutes=5)
    run = {name: app.tasks[name].apply().get() for name in DUE}
    assert run == {
        "orders.tasks.catch_up": {"sent": 4},
        "orders.tasks.expire_unpaid": {"expired": 4},
        "payments.tasks.reconcile": {"sent": 4},
    }
    let_time_pass(minutes=5)
    assert reconcile() == {"refunded": 4}
    assert {payment.__class__.objects.get(pk=payment.pk).status for payment in paying} == {"refunded"}
    do_all()
    assert len(mail.outbox) == 4
