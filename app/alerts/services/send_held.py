"""What came above a channel's limit is said as one message when there is room."""

from django.db import transaction
from django.utils import timezone

from alerts.models import Channel, Notice, State
from alerts.services.deliver import has_room
from databases.routing import PRIMARY
from outbox.services.enqueue import enqueue

#: changes in one message; the oldest of more are counted in the row only
MOST_EVENTS = 100


def send_held() -> int:
    """Merge each channel's held notices into one and send it; returns how many were merged."""
    return sum(_merge(channel) for channel in Channel)


def _merge(channel: Channel) -> int:
    now = timezone.now()
    with transaction.atomic(using=PRIMARY):
        held = list(
            Notice.objects.using(PRIMARY)
            .select_for_update(skip_locked=True)
            .filter(channel=channel, state=State.HELD)
            .order_by("created_at")
        )
        if not held:
            return 0
        # By finding, the last that was said of it: what opened and closed meanwhile is said as closed.
        last = {row["key"]: row for notice in held for row in notice.events}
        digest = Notice(
            channel=channel, urgent=any(n.urgent for n in held), events=list(last.values())[-MOST_EVENTS:],
            created_at=now,
        )  # fmt: skip
        if not has_room(digest, now):
            return 0
        digest.save(using=PRIMARY)
        Notice.objects.using(PRIMARY).filter(pk__in=[n.pk for n in held]).update(state=State.MERGED)
        enqueue("alerts.tasks.deliver", [digest.pk])
    return len(held)
