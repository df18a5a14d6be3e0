"""Send what is due, a batch at a time. Several relays share the rows out."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from databases.routing import PRIMARY
from outbox import broker
from outbox.backoff import backoff
from outbox.metrics import REFUSED, SENT
from outbox.models import OutboxMessage

log = structlog.get_logger(__name__)

#: rows a transaction
BATCH = 100
#: seconds until a message that cannot be sent (not the broker's fault) is tried again: first and longest
FIRST_SECONDS, LONGEST_SECONDS = 5.0, 3_600.0
#: the same for a message that the broker refuses while it takes others
REFUSED_FIRST_SECONDS, REFUSED_LONGEST_SECONDS = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of one batch."""

    found: int = 0
    sent: int = 0
    #: why the broker did not take them; empty where it did
    broker_error: str = ""


def relay_batch(size: int = BATCH) -> Turn:
    """Take up to `size` rows that are due and nobody else has, send them, and delete those that were sent.

    A relay that is killed in between lets go of its rows: they are sent again, under the same ids. A broker that is
    away ends the batch, and the message that met it goes to the back: perhaps it alone is refused. A message that
    itself cannot be sent is tried again, later and later, and never dropped.
    """
    with transaction.atomic(using=PRIMARY):
        due = OutboxMessage.objects.using(PRIMARY).filter(next_attempt_at__lte=timezone.now())
        messages = list(due.order_by("next_attempt_at").select_for_update(skip_locked=True)[:size])
        sent, broker_error = _send(messages) if messages else ([], "")
        OutboxMessage.objects.using(PRIMARY).filter(pk__in=[message.pk for message in sent]).delete()
    SENT.labels("relay").inc(len(sent))
    return Turn(len(messages), len(sent), broker_error)


def _send(messages: list[OutboxMessage]) -> tuple[list[OutboxMessage], str]:
    sent: list[OutboxMessage] = []
    try:
        with broker.producer(broker.PATIENT_SECONDS) as producer:
            for message in messages:
                try:
                    broker.publish(message, producer)
                except broker.BROKER_ERRORS as error:
                    _to_the_back(message, error, took_others=bool(sent))
                    raise
                except Exception as error:  # noqa: BLE001 - whatever is wrong with one message, the others go on
                    _put_off(message, error)
                else:
                    sent.append(message)
    except broker.BROKER_ERRORS as error:
        REFUSED.labels("broker").inc()
        return sent, f"{type(error).__name__}: {error}"
    return sent, ""


def _to_the_back(message: OutboxMessage, error: Exception, *, took_others: bool) -> None:
    """First in every batch, a message of a queue that is no list in Redis, say, would hold up all others for ever."""
    wait = backoff(message.attempts + 1, first=REFUSED_FIRST_SECONDS, longest=REFUSED_LONGEST_SECONDS)
    _note(message, error, seconds=wait if took_others else 0.0)


def _put_off(message: OutboxMessage, error: Exception) -> None:
    _note(message, error, seconds=backoff(message.attempts + 1, first=FIRST_SECONDS, longest=LONGEST_SECONDS))
    REFUSED.labels("message").inc()
    log.error("message cannot be sent", task=message.task, task_id=str(message.pk), reason=message.last_error)


def _note(message: OutboxMessage, error: Exception, *, seconds: float) -> None:
    message.attempts += 1
    message.last_error = f"{type(error).__name__}: {error}"[:500].replace("\0", "")
    message.next_attempt_at = timezone.now() + timedelta(seconds=seconds)
    message.save(using=PRIMARY, update_fields=["attempts", "last_error", "next_attempt_at"])
