"""Stop an import."""

from django.db import transaction
from django.utils import timezone

from imports.models import OPEN, ProductImport, State


def cancel(import_id: int) -> bool:
    """No further chunk is begun; False where it was over already. Chunks that are being written are written.

    Raises ProductImport.DoesNotExist.
    """
    with transaction.atomic():
        stopped = ProductImport.objects.select_for_update(no_key=True).get(pk=import_id)
        if stopped.state not in OPEN:
            return False
        stopped.state, stopped.finished_at = State.CANCELLED, timezone.now()
        stopped.problem = "Cancelled by staff. Rows that had been written by then stay written."
        stopped.save(update_fields=["state", "finished_at", "problem"])
    return True
