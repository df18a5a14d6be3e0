"""Ask for numbered tasks."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from databases.routing import PRIMARY
from drills.models import NumberedTask
from drills.tasks import numbered
from outbox.services.enqueue import enqueue

#: tasks asked for in one transaction: few enough that workers begin at once, enough that asking outruns them
BATCH = 100


def ask(*, run: UUID, tasks: int, queue: str, milliseconds: int, say: Callable[[str], object] = lambda _: None) -> None:
    """Ask for tasks 0 to `tasks` - 1 of a run, in batches that are committed one by one.

    Args:
        run: names the run; one that was used before is refused by the database.
        tasks: how many.
        queue: where they go; one of the stack's queues.
        milliseconds: how long each pretends to work.
        say: told how many are committed after each batch.

    Raises:
        IntegrityError: the run exists.
    """
    for first in range(0, tasks, BATCH):
        numbers = range(first, min(first + BATCH, tasks))
        with transaction.atomic(using=PRIMARY):
            NumberedTask.objects.bulk_create(NumberedTask(run=run, number=number) for number in numbers)
            for number in numbers:
                enqueue(numbered, (str(run), number, milliseconds), queue=queue)
        say(f"{numbers.stop} of {tasks} tasks are asked for")
