"""Ask a worker to do what follows an event."""

from outbox.services.enqueue import enqueue

TASK = "orders.tasks.follow_up"
KEY_PREFIX = "event:"


def effect_key(event_id: int) -> str:
    """The event's follow-up is done once, however often it is asked for."""
    return f"{KEY_PREFIX}{event_id}"


def send_follow_up(event_id: int) -> None:
    """If and only if the caller's transaction commits; the order stands, whatever the broker does."""
    enqueue(TASK, [event_id], {"effect_key": effect_key(event_id)})
