"""Send again what nobody works on any more: a worker was killed, or Redis lost a chord's counter or a message."""

from datetime import timedelta
from typing import Any

import structlog
from django.db.models import Max
from django.db.models.functions import Greatest
from django.utils import timezone

from imports.models import OPEN, ProductImport, State
from imports.services.accept_file import START
from imports.services.plan import DISPATCH
from outbox.services.enqueue import enqueue

log = structlog.get_logger(__name__)

#: an import that gets nowhere for so long is sent again; twice as long after each time, up to the longest
QUIET = timedelta(minutes=2)
LONGEST_QUIET = timedelta(hours=1)
#: sendings in one phase after which it is given up
MOST_SENDINGS = 12


def catch_up() -> dict[str, Any]:
    """Look at every open import. Chunks that are done are not sent again, and one that is sent twice is done once."""
    now, sent, given_up = timezone.now(), 0, 0
    found = ProductImport.objects.filter(state__in=OPEN).annotate(
        # GREATEST of Postgres passes over what is null.
        moved=Greatest("sent_at", Max("chunks__checked_at"), Max("chunks__applied_at"))
    )
    for late in found:
        if now - late.moved < min(QUIET * 2 ** max(0, late.sendings - 1), LONGEST_QUIET):
            continue
        if late.sendings >= MOST_SENDINGS:
            given_up += _give_up(late)
            continue
        log.warning("import stands still, sent again", product_import=late.pk, state=late.state, quiet_since=late.moved)
        if late.state == State.WAITING:
            ProductImport.objects.filter(pk=late.pk).update(sent_at=now, sendings=late.sendings + 1)
            enqueue(START, [late.pk])
        else:
            enqueue(DISPATCH, [late.pk])
        sent += 1
    return {"sent": sent, "given_up": given_up}


def _give_up(late: ProductImport) -> int:
    return ProductImport.objects.filter(pk=late.pk, state=late.state).update(
        state=State.FAILED,
        finished_at=timezone.now(),
        problem=f"Sent to the workers {late.sendings} times without getting on. See the workers' log and the dead "
        "letters; then import the file again: rows that were written are only written once more with the same values.",
    )
