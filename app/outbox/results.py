"""Results of the members of chords, for which no process waits."""

from typing import Any

from celery.backends.redis import RedisBackend


class UnawaitedResults(RedisBackend):
    """Celery's results in Redis, without listening for each of them from where it was sent.

    Who sends a chord never asks for a result: its body runs when the last member is counted. Celery subscribes to every
    result all the same, unless a flag of the whole process forbids it; that flag is set and reset without a lock, so
    that two threads which send at once can leave it set, and `result.get()` fails from then on.
    """

    def on_task_call(self, producer: Any, task_id: str) -> None:
        """Subscribe to nothing; `result.get()` subscribes by itself."""
