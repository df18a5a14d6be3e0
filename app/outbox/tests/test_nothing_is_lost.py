"""Processes killed at the worst moment, real workers, real relays: each task runs, each effect is there once (Q5)."""

import signal
import subprocess
import sys
import textwrap
from collections import Counter

import pytest
from django.utils import timezone

from notifications.models import Delivery
from outbox.models import DeadLetter, OutboxMessage
from outbox.services.enqueue import enqueue
from outbox.services.relay_batch import relay_batch
from outbox.tests import probes
from outbox.tests.looking import due_now, in_queue
from testing.queues import worker_in_a_thread
from testing.waiting import wait_until
from testing.worker import FOLDER, environment, running_worker

pytestmark = pytest.mark.django_db

PROBES = "outbox.tests.probes"
MESSAGES = 300

#: what a web process does, and dies of; `{before}` and `{after}` are where the SIGKILL is
SCRIPT = """
    import os, signal
    import testing.environment
    from config.profile import use_profile
    use_profile()
    import django
    django.setup()
    from django.db import transaction
    from config.celery import app
    from notifications.models import Delivery
    from outbox.services.enqueue import enqueue

    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    with transaction.atomic():
        Delivery.objects.create(recipient="change@example.com", subject="s", template="t")
        if {on_commit}:
            transaction.on_commit(die)
        enqueue("outbox.tests.probes.number", [1], queue="email")
        if not {on_commit}:
            die()
"""


def killed(*, on_commit):
    """Run a process that is killed right after its commit, before its message is sent; or right before the commit."""
    script = textwrap.dedent(SCRIPT.format(on_commit=on_commit))
    done = subprocess.run([sys.executable, "-c", script], cwd=FOLDER, env=environment(), timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL


def relay(*arguments):
    """A relay in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "outbox_relay", *arguments],
        cwd=FOLDER,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def write(number, queue="email"):
    """Rows as dead processes leave them."""
    now = timezone.now()
    rows = (OutboxMessage(task=probes.number.name, args=[n], queue=queue, next_attempt_at=now) for n in range(number))
    OutboxMessage.objects.bulk_create(rows)


def effects():
    """Effects by number."""
    return Counter(Delivery.objects.filter(template="probe").values_list("recipient", flat=True))


def expected(number):
    """One effect each."""
    return {f"n{n}@example.com": 1 for n in range(number)}


def test_killed_between_commit_and_publish_the_relay_sends(transactional_db):
    """The change is there, and so is its message."""
    killed(on_commit=True)
    assert Delivery.objects.get().recipient == "change@example.com"
    assert in_queue("email") == []
    row = OutboxMessage.objects.get()
    due_now()
    done = relay("--once")
    assert b"sent 1; waiting 0" in done.communicate(timeout=60)[0]
    assert done.returncode == 0
    assert [sent["id"] for sent in in_queue("email")] == [str(row.pk)]


def test_killed_before_the_commit_there_is_nothing(transactional_db):
    """Neither the change nor a message."""
    killed(on_commit=False)
    assert not Delivery.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert in_queue("email") == []


def test_two_relays_of_which_one_is_killed_again_and_again_lose_nothing(transactional_db):
    """Each task runs at least once, each effect is there once; whoever is killed lets go of its rows."""
    write(MESSAGES)
    with running_worker("email", include=PROBES, concurrency=2):
        steady, shaky = relay("--batch=7"), relay("--batch=5")
        try:
            for _ in range(2):
                before = OutboxMessage.objects.count()
                wait_until(OutboxMessage.objects.count, lambda left, now=before: left < now or not left, seconds=40)
                shaky.kill()
                shaky.wait(10)
                shaky = relay("--batch=5")
            wait_until(OutboxMessage.objects.count, lambda left: left == 0, seconds=60)
            wait_until(lambda: sum(effects().values()), lambda number: number >= MESSAGES, seconds=60)
        finally:
            for one in (steady, shaky):
                one.terminate()
            stopped = [one.wait(20) for one in (steady, shaky)]
    assert effects() == expected(MESSAGES)
    assert int(probes.seen.get("probe:runs")) >= MESSAGES
    assert stopped[0] == 0


def test_a_message_that_is_sent_twice_has_one_effect(transactional_db):
    """The same id in both, so the second finds the first one's receipt."""
    write(20)
    rows = list(OutboxMessage.objects.all())
    relay_batch()
    OutboxMessage.objects.bulk_create(rows)
    due_now()
    relay_batch()
    with worker_in_a_thread():
        wait_until(lambda: int(probes.seen.get("probe:runs") or 0), lambda runs: runs == 40, seconds=60)
        wait_until(effects, lambda found: found == expected(20))


def test_killed_at_the_hard_limit_or_by_the_kernel(transactional_db):
    """A task over its hard limit leaves a dead letter; one whose process died (memory, a crash) runs again."""
    hanging, dying = enqueue(probes.hang, queue="media"), enqueue(probes.die, queue="media")
    with running_worker("media", include=PROBES):
        wait_until(lambda: int(probes.seen.get("probe:runs") or 0), lambda runs: runs == 2, seconds=60)
        dead = wait_until(DeadLetter.objects.first, lambda found: found is not None, seconds=30)
    assert (dead.pk, dead.error, dead.queue) == (hanging, "TimeLimitExceeded", "media")
    assert not DeadLetter.objects.filter(pk=dying).exists()


def test_a_task_that_kills_its_process_every_time_is_given_up(transactional_db):
    """It would otherwise come back for ever, and take a worker's process along each time."""
    deadly = enqueue(probes.deadly, queue="media")
    with running_worker("media", include=PROBES, concurrency=1):
        dead = wait_until(DeadLetter.objects.first, lambda found: found is not None, seconds=60)
    assert (dead.pk, dead.error) == (deadly, "DiesAgainAndAgain")
    assert int(probes.seen.get("probe:deadly")) == 3
