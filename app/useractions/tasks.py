"""Tasks of user actions: queues `analytics` and `maintenance`."""

from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError

from config.celery import app
from databases.routing import ANALYTICS
from outbox.durable import retrying
from receipts.services import effect_once
from useractions.kinds import ActionKind
from useractions.services import forget as forgetting
from useractions.services import process_user_action as processing


@app.task(name="useractions.tasks.process_user_action", bind=True, **retrying(OperationalError, InterfaceError))
def process_user_action(
    self: Any, kind: str, person: str, products: list[list[int]], at: str, key: str
) -> dict[str, Any]:
    """Count what somebody did. The receipt is in the analytics database, with its effect."""
    return effect_once(
        task=self.name,
        effect_key=key,
        effect=lambda: processing.process_user_action(
            ActionKind(kind), person, products, datetime.fromisoformat(at), key
        ),
        using=ANALYTICS,
    )


@app.task(name="useractions.tasks.forget_person")
def forget_person(person: str) -> dict[str, Any]:
    """Somebody has left; a repetition finds nothing."""
    return forgetting.forget_person(person)


@app.task(name="useractions.tasks.forget_old")
def forget_old() -> dict[str, Any]:
    """Daily; a repetition finds nothing old."""
    return forgetting.forget_old()
