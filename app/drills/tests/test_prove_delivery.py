"""Numbered tasks: counted as they are, lost ones, doubled ones and all (Q5)."""

import io
import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from drills.models import Delivery, Effect, NumberedTask
from drills.selectors import outcome
from drills.services.ask import ask
from drills.services.forget import forget
from drills.tasks import numbered
from receipts.models import TaskReceipt
from testing.queues import work_off

pytestmark = pytest.mark.django_db

TASKS = 5


@pytest.fixture
def run():
    """A run whose tasks are asked for and lie in the broker."""
    run = uuid4()
    ask(run=run, tasks=TASKS, queue="media", milliseconds=0)
    return run


def test_nothing_is_done_before_a_worker_did_it(run):
    """Tasks asked for count as lost until their effects are there (Q5)."""
    seen = outcome(run)
    assert (seen.tasks, seen.lost, seen.whole) == (TASKS, TASKS, False)


def test_each_task_has_its_effect_and_a_delay(run):
    """After the workers of that queue had their turn nothing is lost, and each took some time (Q2, Q5)."""
    assert work_off("media") == [numbered.name] * TASKS
    seen = outcome(run)
    assert (seen.lost, seen.duplicate_effects, seen.delivered_again, seen.whole) == (0, 0, 0, True)
    assert 0 < seen.median_delay_seconds <= seen.longest_delay_seconds <= seen.took_seconds


def test_a_second_delivery_is_counted_and_does_nothing(run):
    """The same task on two workers shows as delivered again, and has one effect (Q5)."""
    work_off("media")
    for number in (1, 3):
        numbered.apply((str(run), number, 0), throw=True)
    seen = outcome(run)
    assert (seen.delivered_again, seen.duplicate_effects, seen.whole) == (2, 0, True)


def test_a_doubled_effect_is_found(run):
    """Nothing but the receipt keeps an effect from doubling, so a missing receipt would show (Q5)."""
    work_off("media")
    Effect.objects.create(run=run, number=2)
    assert (outcome(run).duplicate_effects, outcome(run).whole) == (1, False)


def test_a_run_has_a_name_of_its_own(run):
    """Asking again under a name that was used sends nothing (Q5)."""
    work_off("media")
    with pytest.raises(IntegrityError):
        ask(run=run, tasks=1, queue="media", milliseconds=0)
    assert work_off("media") == []


def test_forgetting_leaves_nothing_of_this_run_and_all_of_another(run):
    """Rows and receipts go, of this run only (Q5)."""
    other = uuid4()
    ask(run=other, tasks=1, queue="media", milliseconds=0)
    work_off("media")
    forget(run=run)
    for model in (NumberedTask, Delivery, Effect):
        assert [row.run for row in model.objects.all()] == [other]
    assert [receipt.effect_key for receipt in TaskReceipt.objects.all()] == [f"{other}:0"]


def test_the_command_fails_when_a_task_is_lost():
    """With nobody at work it gives up at its deadline, says how many are missing and keeps the rows (Q5)."""
    run, out = uuid4(), io.StringIO()
    with pytest.raises(CommandError, match="2 of 2 tasks without an effect"):
        call_command("prove_delivery", tasks=2, queue="media", deadline=1, run=run, json=True, stdout=out)
    assert json.loads(out.getvalue())["lost"] == 2
    assert NumberedTask.objects.filter(run=run).count() == 2
    work_off("media")


def test_only_queues_of_the_stack_are_taken():
    """A misspelt queue is refused before anything is written (Q2)."""
    with pytest.raises(CommandError, match="invalid choice: 'mdia'"):
        call_command("prove_delivery", "--queue", "mdia")
    assert not NumberedTask.objects.exists()


def test_a_run_is_counted_later_and_then_forgotten(run):
    """Deliveries that come after the last effect show in a later count, which sends nothing and tidies up (Q5)."""
    work_off("media")
    numbered.apply((str(run), 0, 0), throw=True)
    out = io.StringIO()
    call_command("prove_delivery", count=True, run=run, json=True, stdout=out)
    seen = json.loads(out.getvalue())
    assert (seen["tasks"], seen["delivered_again"], seen["duplicate_effects"]) == (TASKS, 1, 0)
    assert work_off("media") == []
    for again in ({"run": run}, {}):
        with pytest.raises(CommandError, match=r"is not there|needs --run"):
            call_command("prove_delivery", count=True, **again)
