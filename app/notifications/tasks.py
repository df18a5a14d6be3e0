"""Tasks of the queues `critical` and `email`."""

from datetime import timedelta
from typing import Any

import structlog
from celery.exceptions import TimeLimitExceeded
from django.db import connections
from django.utils import timezone

from config.celery import app
from databases.routing import PRIMARY
from notifications.backoff import CAP_SECONDS, wait_seconds
from notifications.services import deliver as delivering
from notifications.services import forget_old as forgetting
from notifications.services import open_work_item as opening
from notifications.services import send_mail as mailing
from notifications.services.tell_operators import tell_operators
from outbox.services.enqueue import enqueue
from receipts.services import effect_once

log = structlog.get_logger(__name__)

#: attempts before a notification is given up: the waits between them add up to at most 26 minutes for a critical one
#: (2, 4, 8 … 256, then four times 300 seconds), and to two hours for another
CRITICAL_ATTEMPTS, ORDINARY_ATTEMPTS = 12, 30


class Undeliverable(Exception):
    """A critical notification that no channel takes. Staff can replay it when the reason is gone."""


class CriticalTask(app.Task):  # type: ignore[misc, name-defined]  # whatever class the app gives its tasks
    """A task whose final failure somebody must hear of at once, beside the dead letter that every task leaves."""

    abstract = True

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
        super().on_failure(exc, task_id, args, kwargs, einfo)
        try:
            tell_operators(notification_id=args[0], reason=f"{type(exc).__name__}: {exc}")
        finally:
            if isinstance(exc, TimeLimitExceeded):
                # The worker's main process: children that are forked from it must not find an open connection.
                connections[PRIMARY].close()
                connections[PRIMARY].close_pool()


@app.task(name="notifications.tasks.deliver_critical", bind=True, base=CriticalTask, max_retries=None)
def deliver_critical(self: Any, notification_id: int) -> dict[str, Any]:
    """Hand over what cannot wait. Its delivery rows are the receipt: see services.deliver."""
    result = _deliver(self, notification_id, attempts=CRITICAL_ATTEMPTS)
    if result == delivering.Result.REFUSED:
        delivering.give_up(notification_id)
        raise Undeliverable(f"notification {notification_id}: every channel has refused it for good")
    return {"result": result}


@app.task(name="notifications.tasks.deliver", bind=True, max_retries=None)
def deliver(self: Any, notification_id: int) -> dict[str, Any]:
    """Hand over what can wait. A refusal for good is noted in the row and is no failure of the shop's."""
    return {"result": _deliver(self, notification_id, attempts=ORDINARY_ATTEMPTS)}


def _deliver(task: Any, notification_id: int, *, attempts: int) -> str:
    """The result; raises Retry until it is there, and NotYet when the attempts are used up."""
    try:
        return delivering.deliver(notification_id).value
    except delivering.Busy as busy:
        raise task.retry(exc=busy, countdown=busy.seconds, max_retries=None) from None
    except delivering.NotYet as failed:
        if failed.attempts >= attempts:
            delivering.give_up(notification_id)
            raise
        wait = wait_seconds(failed.attempts, at_least=failed.at_least_seconds)
        if wait > 2 * CAP_SECONDS:
            # Longer than a message may lie in the broker.
            enqueue(task, (notification_id,), eta=timezone.now() + timedelta(seconds=wait))
            return "later"
        raise task.retry(exc=failed, countdown=wait) from None


@app.task(name="notifications.tasks.forget_old")
def forget_old() -> dict[str, Any]:
    """Daily; a repetition finds nothing old."""
    return forgetting.forget_old()


@app.task(name="notifications.tasks.open_work_item", bind=True)
def open_work_item(self: Any, level: str, subject: str, message: str, effect_key: str = "") -> dict[str, Any]:
    """Give staff something to see to."""
    return effect_once(
        task=self.name,
        effect_key=effect_key or self.request.id,
        effect=lambda: opening.open_work_item(level=level, subject=subject, message=message),
    )


@app.task(name="notifications.tasks.raise_alert", bind=True)
def raise_alert(self: Any, level: str, subject: str, message: str, effect_key: str = "") -> dict[str, Any]:
    """`open_work_item` by its name in the release before, which that release's workers know only.

    So this release still sends it. The next sends the new name; the one after that may forget this task, when no
    dead letter (14 days) holds it any more.
    """
    return effect_once(
        task=self.name,
        effect_key=effect_key or self.request.id,
        effect=lambda: opening.open_work_item(level=level, subject=subject, message=message),
    )


@app.task(name="notifications.tasks.send_mail", bind=True, **mailing.PATIENT)
def send_mail(
    self: Any, template: str, recipient: str, context: dict[str, Any] | None = None, effect_key: str = ""
) -> dict[str, Any]:
    """Send one mail. A mail server that is away is tried again, later and later."""
    return effect_once(
        task=self.name,
        effect_key=effect_key or self.request.id,
        effect=lambda: mailing.send_mail(template=template, recipient=recipient, context=context or {}),
    )
