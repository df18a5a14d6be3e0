"""Tasks of payments: queue `critical`."""

from typing import Any

from config.celery import app
from payments.services import advance as advancing
from payments.services import reconcile as reconciling


@app.task(name="payments.tasks.advance")
def advance(payment_id: int) -> dict[str, Any]:
    """Take the next step with the provider; each step is idempotent there."""
    return {"status": advancing.advance(payment_id).status}


@app.task(name="payments.tasks.reconcile")
def reconcile() -> dict[str, Any]:
    """Every minute: settle what was left open."""
    return reconciling.reconcile()
