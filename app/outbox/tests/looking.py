"""What the outbox's tests look at."""

from django.utils import timezone

from config.celery import app
from outbox.models import OutboxMessage


def in_queue(queue):
    """Headers of the messages that lie in a queue, which is emptied."""
    found = []
    with app.connection_for_read() as connection:
        while (message := connection.default_channel.basic_get(queue, no_ack=True)) is not None:
            found.append(message.headers)
    return found


def due_now():
    """The head start of the processes that wrote the rows is over."""
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
