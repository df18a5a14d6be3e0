"""Hand the unfinished chunks of a phase to the workers.

A group of chunks and the task that follows when all are done: a chord. Its counter lies in Redis, beside the broker,
and can be lost, as can its members; what is done is in the database alone. So this may be asked again at any time: it
sends what is left, and the follower by itself when nothing is.
"""

from typing import Any

from celery import chord, group
from django.db.models import F
from django.utils import timezone

from config.celery import app
from imports.models import ProductImport, State

#: by phase: what is done to a chunk, the receipt of it, and what follows
PHASES = {
    State.CHECKING: ("imports.tasks.check_chunk", "checked_at", "imports.tasks.judge"),
    State.APPLYING: ("imports.tasks.apply_chunk", "applied_at", "imports.tasks.finish"),
}


def dispatch(import_id: int) -> dict[str, Any]:
    """Send what is left of the phase the import is in. Raises what the broker raises."""
    sent = ProductImport.objects.get(pk=import_id)
    if sent.state not in PHASES:
        return {"state": sent.state}
    member, receipt, follower = PHASES[State(sent.state)]
    left = list(sent.chunks.filter(**{receipt: None}).order_by("number").values_list("number", flat=True))
    ProductImport.objects.filter(pk=import_id).update(sent_at=timezone.now(), sendings=F("sendings") + 1)
    body = app.signature(follower, args=[import_id], immutable=True)
    if left:
        members = [app.signature(member, args=[import_id, number], immutable=True) for number in left]
        chord(group(members, app=app), app=app)(body)
    else:
        body.apply_async()
    return {"state": sent.state, "chunks": len(left)}
