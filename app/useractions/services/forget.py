"""Delete what is not needed any more, or was somebody's who has left."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from databases.routing import ANALYTICS
from outbox.services.enqueue import enqueue
from receipts.models import TaskReceipt
from useractions.models import ProductDay, UserAction
from useractions.person import person_of
from useractions.services.record_action import TASK

#: days; the rows of single people go early, the counts, which name nobody, after a year and the same season once more
ACTION_DAYS, DAY_DAYS = 90, 400
#: days that the receipts of actions are kept: far longer than a message can come back
RECEIPT_DAYS = 30
#: until then everything that was on its way has arrived
LAST_MESSAGE = timedelta(minutes=15)


def forget_old() -> dict[str, Any]:
    """Old actions, days, and receipts of actions."""
    now = timezone.now()
    actions = UserAction.objects.using(ANALYTICS).filter(at__lt=now - timedelta(days=ACTION_DAYS))
    days = ProductDay.objects.using(ANALYTICS).filter(day__lt=(now - timedelta(days=DAY_DAYS)).date())
    receipts = TaskReceipt.objects.using(ANALYTICS).filter(task=TASK, created_at__lt=now - timedelta(days=RECEIPT_DAYS))
    return {"actions": actions.delete()[0], "days": days.delete()[0], "receipts": receipts.delete()[0]}


def forget_actions(user_id: int) -> None:
    """In the caller's transaction, which closes the account: have a worker delete what the person did.

    A little later, when the last message about them has been worked off.
    """
    enqueue("useractions.tasks.forget_person", (person_of(user_id),), eta=timezone.now() + LAST_MESSAGE)


def forget_person(person: str) -> dict[str, Any]:
    """All actions of somebody whose account is closed; the counts stay, for they name nobody."""
    deleted, _ = UserAction.objects.using(ANALYTICS).filter(person=person).delete()
    return {"actions": deleted}
