"""Have something that somebody did counted."""

from collections.abc import Mapping

from django.utils import timezone

from outbox.services.enqueue import enqueue
from useractions.kinds import ActionKind
from useractions.person import person_of

TASK = "useractions.tasks.process_user_action"


def record_action(kind: ActionKind, *, user_id: int, pieces: Mapping[int, int], key: str) -> None:
    """In the caller's transaction: it is counted if that commits, and once for each `key`.

    `pieces` maps products' keys to how many of each. The message and the analytics database know the person by a keyed
    hash only.
    """
    if not pieces:
        return
    products = [[product_id, quantity] for product_id, quantity in sorted(pieces.items())]
    enqueue(TASK, (kind.value, person_of(user_id), products, timezone.now().isoformat(), key))
