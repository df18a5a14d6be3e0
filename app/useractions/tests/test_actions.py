"""What people do is counted once, in the analytics database, from the transaction it happens in (Q4, Q5)."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.services.close_account import close_account
from databases.routing import ANALYTICS
from orders.tests.buying import placed_order
from orders.tests.following import do_all
from outbox.models import OutboxMessage
from payments.models.sandbox_charge import SandboxToken
from payments.services.pay import pay
from receipts.models import TaskReceipt
from reviews.models import Review, ReviewStatus
from reviews.services.decide import decide
from reviews.services.submit_review import Words, submit_review
from testing.factories import ProductFactory, UserFactory
from testing.queues import work_off, worker_in_a_thread
from testing.waiting import wait_until
from useractions import tasks
from useractions.kinds import ActionKind
from useractions.models import ProductDay, UserAction
from useractions.person import person_of
from useractions.selectors import actions_of, popular_products
from useractions.services.forget import ACTION_DAYS, DAY_DAYS, forget_old, forget_person
from useractions.services.record_action import TASK, record_action
from wishlist.services.add_wish import add_wish
from wishlist.services.remove_wish import remove_wish

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def counts():
    """Product to purchases, reviews and wishes of all days."""
    return {day.product_id: (day.purchases, day.reviews, day.wishes) for day in ProductDay.objects.order_by("pk")}


def did(kind, *products, person="p", key="k", at=NOW):
    """The task, as a worker runs it."""
    tasks.process_user_action.apply([kind.value, person, [list(p) for p in products], at.isoformat(), key]).get()


def test_a_purchase_is_counted_when_it_is_paid():
    """Every line with its pieces, through the outbox, the broker and a worker, though the follow-up runs twice."""
    bowl, spade = ProductFactory(), ProductFactory()
    order = placed_order(bowl, spade, quantity=3)
    do_all()
    assert counts() == {}, "placed is not bought"
    pay(order_id=order.pk, token=SandboxToken.SUCCEEDS)
    work_off("default")
    do_all()
    with worker_in_a_thread():
        wait_until(lambda: counts(), lambda seen: len(seen) == 2, seconds=30)
    assert counts() == {bowl.pk: (3, 0, 0), spade.pk: (3, 0, 0)}
    assert UserAction.objects.count() == 2
    assert {action.person for action in UserAction.objects.all()} == {person_of(order.user_id)}


def test_wishes_are_counted_and_taken_back():
    """A wish twice is one; and one that was not there is none."""
    user, bowl = UserFactory(), ProductFactory()
    for _ in range(2):
        add_wish(user=user, product_id=bowl.pk)
    work_off("analytics")
    assert counts() == {bowl.pk: (0, 0, 1)}
    for _ in range(2):
        remove_wish(user=user, slug=bowl.slug)
    work_off("analytics")
    assert counts() == {bowl.pk: (0, 0, 0)}
    assert [action.kind for action in UserAction.objects.order_by("pk")] == ["wish", "unwish"]


def test_a_review_is_counted_when_it_is_published():
    """Not when it is written, and not when it is rejected."""
    author, moderator, bowl = UserFactory(), UserFactory(is_staff=True), ProductFactory()
    review = submit_review(author=author, product_id=bowl.pk, words=Words(4, "Good", "It holds soup.", "A."))
    decide(seen={review.pk: 1}, verdict=ReviewStatus.REJECTED, moderator=moderator, reason="Soup is not ours")
    work_off("default")
    work_off("analytics")
    assert counts() == {}
    for _ in range(2):
        decide(seen={review.pk: Review.objects.get().revision}, verdict=ReviewStatus.APPROVED, moderator=moderator)
    work_off("default")
    work_off("analytics")
    assert counts() == {bowl.pk: (0, 1, 0)}


def test_what_was_rolled_back_is_not_counted():
    """The message is a row of the same transaction."""
    with transaction.atomic():
        record_action(ActionKind.WISH, user_id=1, pieces={1: 1}, key="k")
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert work_off("analytics") == []


def test_a_message_that_comes_twice_counts_once():
    """The receipt is in the analytics database, in the transaction of the count."""
    for _ in range(2):
        did(ActionKind.PURCHASE, (1, 2), (2, 1))
    assert counts() == {1: (2, 0, 0), 2: (1, 0, 0)}
    assert TaskReceipt.objects.using(ANALYTICS).filter(task=TASK).count() == 1
    assert TaskReceipt.objects.filter(task=TASK).count() == 0


def test_actions_at_the_same_time_add_up():
    """Many at once, in opposite orders of products: none is lost, and none waits for another in a circle."""

    def work(number):
        products = [(1, 1), (2, 1), (3, 1)]
        try:
            did(ActionKind.PURCHASE, *(products if number % 2 else reversed(products)), key=f"k{number}")
        finally:
            connections[ANALYTICS].close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert counts() == {1: (6, 0, 0), 2: (6, 0, 0), 3: (6, 0, 0)}


def test_popular_is_what_people_did_most_with_in_the_last_days():
    """A purchase weighs more than a wish; what was popular long ago is not, nor what was only given back."""
    today = timezone.now()
    did(ActionKind.WISH, (1, 1), (2, 1), key="a", at=today)
    did(ActionKind.PURCHASE, (2, 1), (3, 4), key="b", at=today)
    did(ActionKind.PURCHASE, (4, 100), key="c", at=today - timedelta(days=30))
    did(ActionKind.UNWISH, (5, 1), key="d", at=today)
    assert popular_products(days=7, limit=10) == [3, 2, 1]
    assert popular_products(days=7, limit=1) == [3]


def test_the_export_has_a_persons_actions_and_the_closing_takes_them():
    """Of theirs and of nobody else; the counts stay."""
    ann, bob, bowl = UserFactory(email="ann@example.com"), UserFactory(), ProductFactory()
    for user in (ann, bob):
        add_wish(user=user, product_id=bowl.pk)
    work_off("analytics")
    client = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https"})
    client.force_login(ann)
    [found] = json.loads(client.get("/account/export/").content)["useractions.useraction"]
    assert (found["kind"], found["product_id"]) == ("wish", bowl.pk)
    close_account(ann)
    [message] = OutboxMessage.objects.filter(task="useractions.tasks.forget_person")
    assert message.args == [person_of(ann.pk)]
    forget_person(*message.args)
    assert actions_of(ann.pk) == []
    assert len(actions_of(bob.pk)) == 1
    assert counts() == {bowl.pk: (0, 0, 2)}


def test_old_rows_are_forgotten():
    """Actions before their days are over, days after more than a year, and the receipts of actions."""
    now = timezone.now()
    for key, days in (("young", 1), ("action", ACTION_DAYS + 1), ("day", DAY_DAYS + 2)):
        did(ActionKind.WISH, (1, 1), key=key, at=now - timedelta(days=days))
    TaskReceipt.objects.using(ANALYTICS).filter(effect_key="day").update(created_at=now - timedelta(days=31))
    assert forget_old() == {"actions": 2, "days": 1, "receipts": 1}
    assert [action.key for action in UserAction.objects.all()] == ["young"]
    assert ProductDay.objects.count() == 2


def test_staff_see_the_products_by_name():
    """In the administration, with the right to; a product that is gone is said to be, and nothing can be changed."""
    bowl = ProductFactory(name="Blue bowl")
    did(ActionKind.PURCHASE, (bowl.pk, 7), (bowl.pk + 1, 1))
    boss = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https"})
    boss.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = boss.get("/admin/useractions/productday/").content.decode()
    assert "Blue bowl" in page
    assert "which is gone" in page
    assert boss.get("/admin/useractions/productday/add/").status_code == 403
