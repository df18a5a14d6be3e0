"""Tasks of payments: queue `critical`."""

from typing import Any

from config.celery import app
from payments.services import advance as advancing
from payments.services.claim_due import claim_due
from payments.services.send_advance import send_advance


@app.task(name="payments.tasks.advance")
def advance(payment_id: int) -> dict[str, Any]:
    """Take the next step with the provider; each step is idempotent there."""
    return {"status": advancing.advance(payment_id).status}


@app.task(name="payments.tasks.reconcile")
def reconcile() -> dict[str, Any]:
    """Every minute: a message for each payment that is open, so that a slow provider holds up one of them only."""
    claimed = claim_due()
    for payment_id in claimed:
        send_advance(payment_id)
    return {"sent": len(claimed)}
