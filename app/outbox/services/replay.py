"""Run a task that failed for good once more."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from databases.routing import PRIMARY
from outbox.models import DeadLetter, OutboxMessage
from outbox.registry import UnknownTask, find_task, queue_of
from outbox.services.enqueue import HEAD_START
from outbox.services.publish_now import publish_now

log = structlog.get_logger(__name__)

#: a replay that has neither succeeded nor failed after this is taken for lost, and may be asked for again
UNDER_WAY = timedelta(hours=1)


class NotReplayable(Exception):
    """Why this dead letter cannot be replayed (now). The text is for staff."""


def replay(letter_id: UUID, *, by_id: int) -> DeadLetter:
    """Send the task again: same id, same arguments, so an effect that has its receipt is not repeated.

    Two people at once replay it once. Raises NotReplayable, and DeadLetter.DoesNotExist.
    """
    with transaction.atomic(using=PRIMARY):
        letter = DeadLetter.objects.using(PRIMARY).select_for_update(of=("self",)).get(pk=letter_id)
        message = _message(letter)
        letter.replayed_at, letter.replayed_by_id = timezone.now(), by_id
        letter.save(using=PRIMARY, update_fields=["replayed_at", "replayed_by"])
        message.save(using=PRIMARY, force_insert=True)
        transaction.on_commit(lambda: publish_now(message), using=PRIMARY, robust=True)
    log.info("dead letter replayed", task=letter.task, task_id=str(letter.pk), by=by_id)
    return letter


def _message(letter: DeadLetter) -> OutboxMessage:
    now = timezone.now()
    if letter.resolved_at:
        raise NotReplayable(f"{letter}: a replay has succeeded; there is nothing left to do.")
    sent = letter.replayed_at
    if sent and sent > letter.last_failed_at and sent > now - UNDER_WAY:
        raise NotReplayable(f"{letter}: was replayed at {sent:%H:%M} UTC and is on its way.")
    if not letter.is_replayable:
        raise NotReplayable(f"{letter}: its arguments could not be kept as they were; send the task from a shell.")
    if OutboxMessage.objects.using(PRIMARY).filter(pk=letter.pk).exists():
        raise NotReplayable(f"{letter}: waits in the outbox already.")
    try:
        queue = _queue(letter)
    except UnknownTask as reason:
        raise NotReplayable(f"{letter}: {reason}") from reason
    return OutboxMessage(
        id=letter.pk,
        task=letter.task,
        args=letter.args,
        kwargs=letter.kwargs,
        queue=queue,
        request_id=letter.request_id,
        is_replay=True,
        next_attempt_at=now + HEAD_START,
    )


def _queue(letter: DeadLetter) -> str:
    """Where it was; where the task belongs today if that queue is gone."""
    task = find_task(letter.task)
    try:
        return queue_of(task, letter.queue)
    except UnknownTask:
        return queue_of(task)
