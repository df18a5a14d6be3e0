"""After the last chunk."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from imports.models import ProductImport, State
from outbox.services.enqueue import enqueue


def finish(import_id: int) -> dict[str, Any]:
    """Close an import whose chunks are all applied, once; then the search learns the new words."""
    with transaction.atomic():
        finished = ProductImport.objects.select_for_update(no_key=True).get(pk=import_id)
        if finished.state != State.APPLYING:
            return {"state": finished.state}
        if left := finished.chunks.filter(applied_at=None).count():
            return {"state": finished.state, "left": left}
        finished.state, finished.finished_at = State.DONE, timezone.now()
        finished.save(update_fields=["state", "finished_at"])
        enqueue("search.tasks.refresh_words")
    return {"state": finished.state}
