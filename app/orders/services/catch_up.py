"""Ask again for follow-ups that a crash or an absent broker has lost."""

from datetime import timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from orders.models import OrderEvent
from orders.services.send_follow_up import KEY_PREFIX, TASK, send_follow_up
from receipts.models import TaskReceipt

#: younger ones are on their way
GRACE = timedelta(minutes=2)
#: receipts are kept longer than this, so nothing is done twice
HORIZON = timedelta(days=2)
#: events a run
BATCH = 500


def catch_up() -> dict[str, Any]:
    """Send the follow-up of every event of the last two days that has no receipt."""
    now = timezone.now()
    key = Concat(Value(KEY_PREFIX), Cast(OuterRef("pk"), CharField()))
    done = TaskReceipt.objects.filter(task=TASK, effect_key=key)
    due = OrderEvent.objects.filter(at__gt=now - HORIZON, at__lt=now - GRACE).filter(~Exists(done)).order_by("at")
    events = list(due.values_list("pk", flat=True)[:BATCH])
    for event_id in events:
        send_follow_up(event_id)
    return {"sent": len(events)}
