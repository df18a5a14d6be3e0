"""Every queue's task, through the real broker and a real worker: an effect, once (Q2, Q5)."""

import csv
import io

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.files.storage import default_storage
from PIL import Image

from analytics.models import CategoryDay
from catalogue.models import Product
from config.celery import app
from notifications.models import Delivery, WorkItem
from receipts.models import TaskReceipt
from reports.models import Report
from testing.queues import worker_in_a_thread
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db

#: task, its queue and its arguments; `{spade}` is a product's key
TASKS = [
    ("notifications.tasks.open_work_item", "critical", ["critical", "disk", "The disk is full."]),
    ("notifications.tasks.send_mail", "email", ["welcome", "ann@example.com", {"name": "Ann"}]),
    ("catalogue.tasks.make_picture", "media", ["{spade}"]),
    ("reports.tasks.build_stock_value_report", "reports", []),
    ("analytics.tasks.aggregate_catalogue", "analytics", []),
    ("inventory.tasks.recount_stock", "inventory", []),
    ("maintenance.tasks.clear_expired", "maintenance", []),
]


@pytest.fixture
def worker(shop, bucket):
    """A worker on all queues, in a thread of this process, so that it uses the test databases."""
    with worker_in_a_thread():
        yield


def queue_of(task):
    """Where the broker's router sends the task."""
    route = app.amqp.router.route({}, task)
    return route["queue"].name if "queue" in route else app.conf.task_default_queue


def receipts(task):
    """Receipts of the task in whichever database holds them."""
    using = "analytics" if task.startswith("analytics.") else "default"
    return list(TaskReceipt.objects.using(using).filter(task=task))


def test_each_task_is_on_its_queue_and_has_one_effect_for_two_deliveries(worker, shop):
    """All queues of the contract but `default` (its tasks are tested by themselves) run their task."""
    for _ in ("first", "again"):
        for task, queue, arguments in TASKS:
            given = [shop["spade"].pk if argument == "{spade}" else argument for argument in arguments]
            assert queue_of(task) == queue
            app.tasks[task].apply_async(given, {"effect_key": "once"})
    app.tasks["catalogue.tasks.warm_up_caches"].apply_async()
    for task, _, _ in TASKS:
        wait_until(lambda task=task: receipts(task), lambda found: len(found) == 1, seconds=30)
    wait_until(lambda: broker_depths(), lambda depths: not any(depths.values()), seconds=30)
    check_effects(shop)


def broker_depths():
    """Messages that wait, per queue."""
    with app.connection_for_read() as connection:
        client = connection.default_channel.client
        return {queue: client.llen(queue) for queue in django_settings.ENV.celery_queues} | {
            "unacked": client.hlen("unacked")
        }


def check_effects(shop):
    """One work item, one mail, a real WebP, a CSV that adds up, a row a category."""
    assert WorkItem.objects.get().subject == "disk"
    assert Delivery.objects.get().recipient == "ann@example.com"
    assert [message.to for message in mail.outbox] == [["ann@example.com"]]
    with default_storage.open(f"{Product.objects.get(slug='spade').picture}-640.webp") as file:
        picture = Image.open(io.BytesIO(file.read()))
        assert (picture.format, picture.size) == ("WEBP", (640, 640))
    with default_storage.open(Report.objects.get().object_name) as file:
        rows = {row["category"]: row for row in csv.DictReader(io.StringIO(file.read().decode()))}
    assert rows["Garden"] == {"category": "Garden", "products": "1", "pieces": "3", "value": "90.00"}
    assert {row.category_slug: row.pieces for row in CategoryDay.objects.all()} == {"kitchen": 300, "garden": 3}


def test_every_queue_of_the_contract_has_a_task():
    """A queue without a task would be a worker that never works."""
    app.autodiscover_tasks(force=True)
    own = {queue_of(name) for name in app.tasks if not name.startswith("celery.")}
    assert own == set(django_settings.ENV.celery_queues)


def test_the_schedule_names_tasks_that_exist():
    """Beat would send a misspelt name for ever."""
    app.autodiscover_tasks(force=True)
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_an_unacknowledged_message_comes_back_later_than_the_longest_task():
    """A visibility timeout below the hard limit would run long tasks again and again."""
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
