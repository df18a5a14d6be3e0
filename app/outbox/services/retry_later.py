"""Let a task that is to be tried again wait here, and not in the broker."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from databases.routing import PRIMARY
from monitoring.task_context import HEADER
from outbox.arguments import ArgumentsRefused, plain
from outbox.durable import REPLAY_HEADER
from outbox.models import OutboxMessage

#: of a retry's options, those that say where and when, which the row says
ELSEWHERE = ("countdown", "eta", "queue", "exchange", "routing_key", "redelivered", "is_eager")


def retry_later(signature: Any, request: Any, *, seconds: float) -> bool:
    """Write the retry down; False where the broker has to keep it: its arguments are not JSON, or have no queue.

    Raises what the database raises.
    """
    queue = signature.options.get("queue") or signature.options.get("routing_key")
    known = {key: value for key, value in signature.options.items() if value is not None and key not in ELSEWHERE}
    try:
        args, kwargs = plain(signature.task, signature.args, signature.kwargs)
        _, options = plain(signature.task, (), known)
    except ArgumentsRefused:
        return False
    if not queue:
        return False
    eta = timezone.now() + timedelta(seconds=seconds)
    OutboxMessage.objects.using(PRIMARY).create(
        task=signature.task,
        args=args,
        kwargs=kwargs,
        queue=str(queue),
        options=options,
        eta=eta,
        next_attempt_at=eta,
        request_id=str(getattr(request, HEADER, "") or ""),
        is_replay=bool(getattr(request, REPLAY_HEADER, None)),
    )
    return True
