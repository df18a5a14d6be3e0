"""Ask again for follow-ups that the broker has lost.

The outbox keeps a message until the broker has it. A broker that then loses its data (its volume, or the last second of
its log) takes messages along; only the events themselves still know of them.
"""

from datetime import timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from orders.models import OrderEvent
from orders.services.send_follow_up import KEY_PREFIX, TASK, send_follow_up
from outbox.selectors import dead_effect_keys
from receipts.models import TaskReceipt

#: younger ones are on their way, or wait in a long queue
GRACE = timedelta(minutes=15)
#: receipts are kept longer than this, so nothing is done twice
HORIZON = timedelta(days=2)
#: events a run
BATCH = 500


def catch_up() -> dict[str, Any]:
    """Send the follow-up of every event of the last two days that has no receipt.

    One that failed for good has a dead letter instead: it is for staff to replay.
    """
    now = timezone.now()
    key = Concat(Value(KEY_PREFIX), Cast(OuterRef("pk"), CharField()))
    done = TaskReceipt.objects.filter(task=TASK, effect_key=key)
    dead = [int(known.removeprefix(KEY_PREFIX)) for known in dead_effect_keys(TASK)]
    due = OrderEvent.objects.filter(at__gt=now - HORIZON, at__lt=now - GRACE).filter(~Exists(done))
    events = list(due.exclude(pk__in=dead).order_by("at").values_list("pk", flat=True)[:BATCH])
    for event_id in events:
        send_follow_up(event_id)
    return {"sent": len(events)}
