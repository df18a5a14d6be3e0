"""Have a worker bring a payment along."""

from outbox.services.enqueue import enqueue

TASK = "payments.tasks.advance"


def send_advance(payment_id: int) -> None:
    """If and only if the caller's transaction commits."""
    enqueue(TASK, [payment_id])
