"""Keep a task that failed for good, for somebody to look at."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from databases.routing import PRIMARY
from outbox.arguments import ArgumentsRefused, plain
from outbox.models import DeadLetter

log = structlog.get_logger(__name__)

LONGEST_MESSAGE = 2_000
LONGEST_TRACEBACK = 20_000
#: characters of arguments that can be kept as text only
LONGEST_REPR = 10_000


@dataclass(frozen=True, slots=True)
class Failed:
    """What a worker knows of a task that failed for good."""

    task_id: str
    task: str
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    queue: str
    request_id: str = ""
    tries: int = 1
    is_member: bool = False


def bury(failed: Failed, error: BaseException) -> None:
    """Write or renew the dead letter of a task's id. Raises what the database raises: the caller keeps the message."""
    arguments, replayable = _arguments(failed)
    now = timezone.now()
    last = {
        "error": type(error).__name__[:200],
        "message": _text(str(error))[:LONGEST_MESSAGE],
        "traceback": _text("".join(traceback.format_exception(error)))[-LONGEST_TRACEBACK:],
        "last_failed_at": now,
        "tries": failed.tries,
    }
    first = {
        "task": failed.task[:200],
        "args": arguments[0],
        "kwargs": arguments[1],
        "is_replayable": replayable,
        "is_member": failed.is_member,
        "queue": failed.queue[:50],
        "request_id": failed.request_id[:100],
        "first_failed_at": now,
        **last,
    }
    letters = DeadLetter.objects.using(PRIMARY)
    with transaction.atomic(using=PRIMARY):
        _, created = letters.get_or_create(pk=failed.task_id, defaults=first)
        if not created:
            letters.filter(pk=failed.task_id).update(failures=F("failures") + 1, resolved_at=None, **last)
    # Neither arguments nor the message: logs have other readers.
    log.error("task failed for good", task=failed.task, task_id=failed.task_id, error=last["error"])


def _arguments(failed: Failed) -> tuple[tuple[list[Any], dict[str, Any]], bool]:
    try:
        return plain(failed.task, failed.args, failed.kwargs), True
    except ArgumentsRefused:
        return ([_text(repr((failed.args, failed.kwargs)))[:LONGEST_REPR]], {}), False


def _text(value: str) -> str:
    """What Postgres keeps: no NUL, no half surrogates."""
    return value.encode("utf-8", "replace").decode().replace("\0", "")
