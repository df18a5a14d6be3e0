"""What waits to be sent, and what failed for good."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from databases.routing import PRIMARY
from outbox.models import DeadLetter, OutboxMessage


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages that are not in the broker. Zero most of the time: a message is sent when its transaction commits."""

    #: may be sent, and are not
    waiting: int
    #: seconds since the longest of these could have been sent; 0 where none waits
    oldest_age_seconds: float
    #: wait for their eta
    later: int
    #: were refused at least once
    failing: int


def backlog(*, queue: str | None = None, now: datetime | None = None) -> Backlog:
    """The state of the outbox, of one queue or of all. One query."""
    now = now or timezone.now()
    later = Q(eta__gt=now)
    messages = OutboxMessage.objects.using(PRIMARY).filter(**({"queue": queue} if queue else {}))
    found = messages.aggregate(
        waiting=Count("pk", filter=~later),
        oldest=Min("created_at", filter=Q(eta=None)),
        oldest_due=Min("eta", filter=Q(eta__lte=now)),
        later=Count("pk", filter=later),
        failing=Count("pk", filter=Q(attempts__gt=0)),
    )
    since = min((at for at in (found["oldest"], found["oldest_due"]) if at), default=now)
    return Backlog(found["waiting"], max(0.0, (now - since).total_seconds()), found["later"], found["failing"])


def open_dead_letters() -> int:
    """Tasks that failed for good, neither made good by a replay nor dismissed."""
    return DeadLetter.objects.using(PRIMARY).filter(resolved_at=None).count()


def dead_effect_keys(task: str) -> list[str]:
    """The `effect_key` arguments of a task's dead letters: whoever catches up leaves these to staff."""
    letters = DeadLetter.objects.using(PRIMARY).filter(task=task, kwargs__has_key="effect_key")
    return list(letters.values_list("kwargs__effect_key", flat=True))
