"""Have a worker bring a payment along."""

from config.celery import app


def send_advance(payment_id: int) -> None:
    """Without repeating: the schedule comes by anyway."""
    app.send_task("payments.tasks.advance", [payment_id], retry=False)
