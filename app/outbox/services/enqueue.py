"""Have a worker do something, if and only if the caller's transaction commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from databases.routing import PRIMARY, on_primary
from outbox.arguments import checked
from outbox.models import OutboxMessage
from outbox.registry import find_task, queue_of
from outbox.services.publish_now import publish_now

#: the relay leaves a new message alone for this long: its own process is about to send it
HEAD_START = timedelta(seconds=3)


def enqueue(
    task: Any,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    queue: str | None = None,
    eta: datetime | None = None,
) -> UUID:
    """Write the message that makes a worker run `task` (a Celery task or its name); returns the task's id.

    The message is a row on the primary, in the caller's transaction there. After the commit this process tries to send
    it at once; the relay sends what is left, however this process ends. So the task runs at least once, and an effect
    that must be there once belongs in `receipts.services.effect_once`.

    A message with `eta` (an aware datetime) stays here until then: nothing lies in the broker for hours.

    Raises, before anything is written, UnknownTask (no such task, no such queue), ArgumentsRefused (not JSON, more than
    64 KiB), TypeError (not the arguments the task takes) and ValueError (an eta without a time zone).
    """
    found = find_task(task)
    target = queue_of(found, queue)
    positional, named = checked(found.name, args, kwargs or {})
    if found.typing:
        found.__header__(*positional, **named)
    now = timezone.now()
    if eta is not None and timezone.is_naive(eta):
        raise ValueError(
            f"task {found.name}: eta {eta} has no time zone; nothing was written. Use django.utils.timezone."
        )
    waits = eta is not None and eta > now
    message = OutboxMessage(
        task=found.name,
        args=positional,
        kwargs=named,
        queue=target,
        eta=eta,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:100],
        next_attempt_at=eta if waits else now + HEAD_START,
    )
    # Not a write that its visitor will want to see: it pins no read of theirs to the primary, and sets no cookie.
    with on_primary():
        message.save(using=PRIMARY, force_insert=True)
    if not waits:
        # Robust: the change stands, whatever the broker does.
        transaction.on_commit(lambda: publish_now(message), using=PRIMARY, robust=True)
    return message.pk
