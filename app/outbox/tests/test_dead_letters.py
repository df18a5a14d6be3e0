"""A task that fails for good is kept, and staff run it again (Q5)."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import OperationalError
from django.utils import timezone

from config.celery import app
from maintenance.services import DEAD_LETTER_DAYS, RECEIPT_DAYS, clear_expired
from outbox.models import DeadLetter, OutboxMessage
from outbox.services import bury as burying
from outbox.services.enqueue import enqueue
from outbox.services.replay import NotReplayable, replay
from outbox.tests import probes
from outbox.tests.looking import in_queue
from testing.factories import UserFactory
from testing.queues import worker_in_a_thread
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db

SECRET = "ann@example.com"


@pytest.fixture
def worker(transactional_db):
    """A worker in a thread of this process, on the test's database."""
    with worker_in_a_thread():
        yield


def letter(**wanted):
    """The one dead letter, once it is as wanted."""
    return wait_until(
        lambda: DeadLetter.objects.filter(**wanted).first() or list(DeadLetter.objects.values()),
        lambda found: isinstance(found, DeadLetter),
        seconds=20,
    )


def runs():
    """How often a probe was run."""
    return int(probes.seen.get("probe:runs") or 0)


def test_an_error_that_is_not_retried_leaves_a_dead_letter(worker):
    """With all that somebody needs to understand it, and to run it again."""
    task_id = enqueue(probes.fail, [SECRET], queue="email")
    dead = letter()
    assert (dead.pk, dead.task, dead.args, dead.kwargs) == (task_id, "outbox.tests.probes.fail", [SECRET], {})
    assert (dead.queue, dead.error, dead.failures, dead.tries) == ("email", "ValueError", 1, 1)
    assert dead.message == f"no use with {SECRET}"
    assert "raise ValueError" in dead.traceback
    assert dead.first_failed_at == dead.last_failed_at


def test_retries_that_help_leave_none_and_retries_used_up_leave_one(worker):
    """The letter says how often it was tried."""
    enqueue(probes.flaky, [3])
    wait_until(runs, lambda number: number == 3, seconds=20)
    enqueue(probes.flaky, [9])
    assert letter().tries == 3
    assert runs() == 6
    assert DeadLetter.objects.count() == 1


def test_a_replay_runs_the_task_under_its_id_and_closes_the_letter_when_it_succeeds(worker):
    """A replay that fails opens it again and counts."""
    staff = UserFactory(is_staff=True)
    task_id = enqueue(probes.fail, [SECRET])
    letter()
    replay(task_id, by_id=staff.pk)
    again = letter(failures=2)
    assert again.last_failed_at > again.replayed_at > again.first_failed_at
    probes.seen.set("probe:healed", 1)
    replay(task_id, by_id=staff.pk)
    assert letter(resolved_at__isnull=False).replayed_by == staff
    with pytest.raises(NotReplayable, match="nothing left to do"):
        replay(task_id, by_id=staff.pk)


def test_a_letter_that_cannot_be_written_keeps_the_message_in_its_queue(transactional_db, monkeypatch):
    """With Postgres away nothing would be left of the task but a line in the log."""
    attempts = []

    def away(failed, error):
        attempts.append(failed.task_id)
        raise OperationalError("the database is away")

    monkeypatch.setattr("outbox.durable.PAUSES_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(burying, "bury", away)
    with worker_in_a_thread():
        task_id = enqueue(probes.fail, [SECRET])
        wait_until(lambda: len(attempts), lambda number: number >= 6)
        monkeypatch.undo()
        assert letter().pk == task_id


def test_a_message_for_a_task_this_release_has_not_is_kept(worker):
    """During a rollout the new release's messages reach old workers; Celery by itself would drop them."""
    app.send_task("shipping.tasks.from_tomorrow", [SECRET], {"when": "now"}, queue="default")
    dead = letter()
    assert (dead.task, dead.args, dead.kwargs) == ("shipping.tasks.from_tomorrow", [SECRET], {"when": "now"})
    with pytest.raises(NotReplayable, match="nobody has registered it"):
        replay(dead.pk, by_id=UserFactory().pk)


def test_a_message_for_an_unknown_task_stays_until_it_can_be_kept(transactional_db, monkeypatch):
    """With Postgres away it goes back to its queue: Celery would have dropped it before it says that it is unknown."""
    attempts = []

    def away(failed, error):
        attempts.append(failed.task_id)
        raise OperationalError("the database is away")

    monkeypatch.setattr(burying, "bury", away)
    with worker_in_a_thread():
        sent = app.send_task("shipping.tasks.from_tomorrow", [SECRET], queue="default")
        wait_until(lambda: len(attempts), lambda number: number >= 1)
        monkeypatch.undo()
        assert str(letter().pk) == sent.id


@pytest.fixture
def dead(transactional_db):
    """A letter of a task that would work by now."""
    failed = burying.Failed(
        task_id="9b0f7a6e-0000-4000-8000-000000000001", task=probes.number.name, args=[7], kwargs={}, queue="email"
    )
    burying.bury(failed, ValueError(f"no use with {SECRET}"))
    return DeadLetter.objects.get()


def member(*codenames):
    """Somebody of the staff with these permissions."""
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label="outbox"))
    return user


def test_personal_data_is_shown_with_the_permission_only(site, dead):
    """Who may see that a task failed need not see for whom (O5)."""
    path = f"/admin/outbox/deadletter/{dead.pk}/change/"
    site.force_login(member("view_deadletter"))
    page = site.get(path).content.decode()
    assert "ValueError" in page
    assert SECRET not in page
    site.force_login(member("view_deadletter", "view_deadletter_arguments"))
    assert SECRET in site.get(path).content.decode()
    site.force_login(member())
    assert site.get(path).status_code == 403


def act(site, *letters):
    """Tick the letters and replay them."""
    data = {"action": "replay_chosen", "_selected_action": [str(one.pk) for one in letters]}
    return site.post("/admin/outbox/deadletter/", data, follow=True).content.decode()


def test_staff_replay_from_the_list_once_and_it_is_written_down(site, dead):
    """With the permission; asking twice sends once."""
    site.force_login(member("view_deadletter"))
    act(site, dead)
    assert in_queue("email") == []
    clerk = member("view_deadletter", "replay_deadletter")
    site.force_login(clerk)
    assert "1 sent again" in act(site, dead)
    assert "is on its way" in act(site, dead)
    assert [(sent["id"], sent["task"]) for sent in in_queue("email")] == [(str(dead.pk), probes.number.name)]
    assert not OutboxMessage.objects.exists()
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (clerk, str(dead.pk), "Replayed.")


def test_arguments_that_json_cannot_hold_are_kept_to_be_read(transactional_db):
    """Beat and chords send past the outbox, so there may be bytes; such a letter is not replayed as something else."""
    failed = burying.Failed(
        task_id="9b0f7a6e-0000-4000-8000-000000000002", task="t", args=[b"\0"], kwargs={}, queue="q"
    )
    burying.bury(failed, ValueError("nul \0 and half a pair \ud800"))
    dead = DeadLetter.objects.get()
    assert dead.args == ["([b'\\x00'], {})"]
    with pytest.raises(NotReplayable, match="could not be kept"):
        replay(dead.pk, by_id=UserFactory().pk)


def test_letters_go_before_the_receipts_of_their_effects(dead):
    """They may hold personal data; and a replay after the receipt is gone would repeat the effect."""
    assert DEAD_LETTER_DAYS < RECEIPT_DAYS
    assert clear_expired()["dead_letters"] == 0
    DeadLetter.objects.update(first_failed_at=timezone.now() - timedelta(days=DEAD_LETTER_DAYS, hours=1))
    assert clear_expired()["dead_letters"] == 1
    assert not DeadLetter.objects.exists()
