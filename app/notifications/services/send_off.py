"""Hand a notification to a worker."""

from datetime import datetime
from typing import Any

from notifications.kinds import RULES, Kind, Urgency
from outbox.services.enqueue import enqueue

CRITICAL, ORDINARY = "notifications.tasks.deliver_critical", "notifications.tasks.deliver"


def send_off(notification_id: Any, kind: Kind, *, at: datetime | None = None) -> None:
    """In the caller's transaction: urgent ones on the queue `critical`, the others on `email`.

    With `at` it waits until then in the outbox: the broker would hand out again what lies there for hours.
    """
    urgent = RULES[kind].urgency is Urgency.URGENT
    enqueue(CRITICAL if urgent else ORDINARY, (notification_id,), eta=at)
