"""What staff have to see to, also while a deploy replaces the release that called it an alert."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from config.celery import app
from notifications.models import WorkItem
from notifications.services.open_work_item import open_work_item
from outbox.services.enqueue import enqueue
from testing.queues import work_off

pytestmark = pytest.mark.django_db


def test_subject_has_one_open_item_until_a_person_closes_it():
    """Nobody gets the same thing twice, and what comes back after it was closed is a new item."""
    first = open_work_item(level="warning", subject="stock", message="3 of 9")
    assert open_work_item(level="critical", subject="stock", message="5 of 9") == {**first, "opened": False}
    assert WorkItem.objects.get().message == "3 of 9"
    WorkItem.objects.update(closed_at=timezone.now())
    assert open_work_item(level="warning", subject="stock", message="5 of 9")["opened"] is True


@pytest.mark.parametrize("name", ["notifications.tasks.open_work_item", "notifications.tasks.raise_alert"])
def test_messages_of_both_releases_open_one_item(name):
    """A message that the release before has sent waits in a queue, the outbox or a dead letter by its old name."""
    assert app.amqp.router.route({}, name)["queue"].name == "critical"
    for _ in ("first", "again"):
        enqueue(name, ["warning", "low stock: product 7", "Bowl: 8 left"], {"effect_key": "low-stock:1:7"})
    assert work_off("critical") == [name, name]
    assert WorkItem.objects.get().subject == "low stock: product 7"


def test_new_name_changes_nothing_in_the_database():
    """Pods of the release before write to the table while it is renamed: it is not, only its model is."""
    told = io.StringIO()
    call_command("sqlmigrate", "notifications", "0005", stdout=told)
    statements = [line for line in told.getvalue().splitlines() if line and not line.startswith("--")]
    assert statements == ["BEGIN;", "COMMIT;"]
    assert WorkItem._meta.db_table == "notifications_alert"
