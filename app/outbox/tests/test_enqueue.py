"""A task is sent if and only if its transaction commits (Q5)."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from kombu.serialization import dumps, loads

from config.celery import app
from notifications.models import WorkItem
from outbox.arguments import LIMIT_BYTES, ArgumentsRefused, checked
from outbox.models import OutboxMessage
from outbox.registry import UnknownTask
from outbox.services.enqueue import enqueue
from outbox.tests.looking import in_queue
from testing.queues import work_off

pytestmark = pytest.mark.django_db

OPEN_ITEM = "notifications.tasks.open_work_item"


class Boom(Exception):
    """Ends a transaction."""


def enqueue_and_fail():
    """A change that does not come to be."""
    with transaction.atomic():
        enqueue(OPEN_ITEM, ["critical", "other", "full"])
        raise Boom


def test_a_committed_message_is_sent_at_once_and_its_row_is_gone():
    """The usual case takes no relay: the process that wrote the row sends it, under the id that enqueue returned."""
    with transaction.atomic():
        task_id = enqueue(OPEN_ITEM, ["critical", "disk", "full"])
        assert OutboxMessage.objects.get().pk == task_id
        assert in_queue("critical") == []
    assert not OutboxMessage.objects.exists()
    assert [(sent["id"], sent["task"]) for sent in in_queue("critical")] == [(str(task_id), OPEN_ITEM)]


def test_a_rolled_back_message_never_was():
    """Neither a row nor a message."""
    with pytest.raises(Boom):
        enqueue_and_fail()
    assert not OutboxMessage.objects.exists()
    assert in_queue("critical") == []


def test_a_savepoint_that_is_rolled_back_takes_its_message_with_it():
    """The rest of the transaction is sent."""
    with transaction.atomic():
        kept = enqueue(OPEN_ITEM, ["critical", "disk", "full"])
        with pytest.raises(Boom):
            enqueue_and_fail()
    assert [sent["id"] for sent in in_queue("critical")] == [str(kept)]


def test_what_was_sent_is_what_runs():
    """Through msgpack and the broker to the task."""
    enqueue(OPEN_ITEM, ["warning"], {"subject": "Prüfung", "message": "☃"})
    assert work_off("critical") == [OPEN_ITEM]
    assert (WorkItem.objects.get().subject, WorkItem.objects.get().message) == ("Prüfung", "☃")


def test_the_request_id_travels_with_the_message():
    """The worker's lines are found under the request that caused them, also when the relay sends."""
    with structlog.contextvars.bound_contextvars(request_id="abc-1"):
        enqueue(OPEN_ITEM, ["warning", "a", "b"])
        later = enqueue(OPEN_ITEM, ["warning", "a", "b"], eta=timezone.now() + timedelta(hours=1))
    assert [sent["request_id"] for sent in in_queue("critical")] == ["abc-1"]
    assert OutboxMessage.objects.get(pk=later).request_id == "abc-1"


def test_a_message_for_later_stays_out_of_the_broker():
    """An eta that is hours away would lie in a worker's memory, and come again at every visibility timeout."""
    eta = timezone.now() + timedelta(hours=5)
    task_id = enqueue(OPEN_ITEM, ["warning", "a", "b"], eta=eta)
    assert OutboxMessage.objects.get(pk=task_id).next_attempt_at == eta
    assert in_queue("critical") == []


def test_a_queue_can_be_chosen():
    """Also by a task object instead of a name."""
    enqueue(app.tasks[OPEN_ITEM], ["warning", "a", "b"], queue="maintenance")
    assert len(in_queue("maintenance")) == 1


@pytest.mark.parametrize(
    ("name", "arguments", "options", "error", "says"),
    [
        ("orders.tasks.no_such", [], {}, UnknownTask, "nobody has registered it"),
        ("nonsense", [], {}, UnknownTask, "nobody has registered it"),
        (OPEN_ITEM, ["warning", "a", "b"], {"queue": "vip"}, UnknownTask, "no worker serves queue 'vip'"),
        (OPEN_ITEM, ["warning"], {}, TypeError, "missing"),
        (OPEN_ITEM, ["warning", "a", uuid.uuid4()], {}, ArgumentsRefused, r"args\[2\] is of type UUID"),
        (
            OPEN_ITEM,
            ["warning", "a", {"when": datetime(2026, 1, 1, tzinfo=UTC)}],
            {},
            ArgumentsRefused,
            "type datetime",
        ),
        (OPEN_ITEM, ["warning", "a", {1: 2}], {}, ArgumentsRefused, "key of type int"),
        (OPEN_ITEM, ["warning", "a", b"bytes"], {}, ArgumentsRefused, "type bytes"),
        (OPEN_ITEM, ["warning", "a", "nul\0"], {}, ArgumentsRefused, "NUL"),
        (OPEN_ITEM, ["warning", "a", 2**63], {}, ArgumentsRefused, "64 bits"),
        (OPEN_ITEM, ["warning", "a", "x" * LIMIT_BYTES], {}, ArgumentsRefused, "the limit is 65,536"),
        (OPEN_ITEM, ["warning", "a", "b"], {"eta": datetime(2026, 1, 1)}, ValueError, "no time zone"),
    ],
)
def test_what_no_worker_could_run_is_refused_before_anything_is_written(name, arguments, options, error, says):
    """With words that say where, what and how to put it right; the caller's transaction is still usable."""
    with transaction.atomic():
        with pytest.raises(error, match=says):
            enqueue(name, arguments, **options)
        assert not OutboxMessage.objects.exists()
    assert in_queue("critical") == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=3) | st.decimals(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150)
@given(VALUES)
def test_what_is_accepted_arrives_equal(value):
    """Through Postgres' JSON and msgpack, whatever it is; and what would not is refused, never changed."""
    try:
        [args, _] = checked("t", [value], {})
    except ArgumentsRefused:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(args)])
        kept = json.loads(cursor.fetchone()[0])
    content_type, encoding, data = dumps((kept, {}), "msgpack")
    arrived, _ = loads(data, content_type, encoding, accept=["application/x-msgpack"])
    assert arrived == args == [value]
