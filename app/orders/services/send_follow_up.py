"""Ask a worker to do what follows an event."""

from config.celery import app

TASK = "orders.tasks.follow_up"
KEY_PREFIX = "event:"


def effect_key(event_id: int) -> str:
    """The event's follow-up is done once, however often it is asked for."""
    return f"{KEY_PREFIX}{event_id}"


def send_follow_up(event_id: int) -> None:
    """Without repeating: a broker that is away must not hold up a checkout, and the schedule asks again."""
    app.send_task(TASK, [event_id], {"effect_key": effect_key(event_id)}, retry=False)
