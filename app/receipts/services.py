"""Do something once."""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import transaction

from databases.routing import PRIMARY
from receipts.models import TaskReceipt

log = structlog.get_logger(__name__)


def effect_once(
    *, task: str, effect_key: str, effect: Callable[[], dict[str, Any]], using: str = PRIMARY
) -> dict[str, Any]:
    """Run `effect` and keep its receipt in one transaction on `using`; a repetition returns the first outcome.

    The unique key makes a second delivery that runs at the same time wait for the first one's commit. The effect must
    be undone by a rollback, or be harmless to repeat.
    """
    with transaction.atomic(using=using):
        receipt, created = TaskReceipt.objects.using(using).get_or_create(task=task, effect_key=effect_key)
        if not created:
            log.info("effect already there", task=task, effect_key=effect_key)
            outcome: dict[str, Any] = receipt.outcome
            return outcome
        receipt.outcome = effect()
        receipt.save(using=using, update_fields=["outcome"])
        return receipt.outcome
