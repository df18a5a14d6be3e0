"""The numbered task. It may be sent to any queue."""

import time
from typing import Any
from uuid import UUID

from config.celery import app
from drills.services.do_numbered_task import do_numbered_task, note_delivery
from receipts.services import effect_once

#: seconds one numbered task may pretend to work
MOST_SECONDS = 5


@app.task(name="drills.tasks.numbered", bind=True)
def numbered(self: Any, run: str, number: int, milliseconds: int) -> None:
    """Note the delivery, take as long as a real task would, and leave the effect once (Q5).

    The time passes before the effect, so that a worker killed in the middle has begun and not done it.
    """
    note_delivery(run=UUID(run), number=number, worker=self.request.hostname or "")
    time.sleep(min(milliseconds / 1000, MOST_SECONDS))
    effect_once(
        task=self.name,
        effect_key=f"{run}:{number}",
        effect=lambda: do_numbered_task(run=UUID(run), number=number),
    )
