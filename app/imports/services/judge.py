"""Between the phases: may the rows be written?"""

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from imports.models import Policy, ProductImport, State
from imports.services.plan import DISPATCH
from outbox.services.enqueue import enqueue


def judge(import_id: int) -> dict[str, Any]:
    """Refuse the import or let phase 2 begin, in one transaction; a repetition finds it decided.

    Nothing is decided while a chunk has not been checked: whoever asks again later sends that chunk first.
    """
    with transaction.atomic():
        judged = ProductImport.objects.select_for_update(no_key=True).get(pk=import_id)
        if judged.state != State.CHECKING:
            return {"state": judged.state}
        if unchecked := judged.chunks.filter(checked_at=None).count():
            return {"state": judged.state, "unchecked": unchecked}
        bad = judged.chunks.aggregate(bad=Sum("bad"))["bad"]
        if bad and (judged.policy == Policy.ALL_OR_NOTHING or bad == judged.rows):
            judged.state, judged.finished_at = State.REFUSED, timezone.now()
            judged.problem = (
                f"{bad} of {judged.rows} rows cannot be imported. Nothing was written. Correct the rows that the list "
                "of errors names and import the file again."
            )
        else:
            judged.state, judged.sent_at, judged.sendings = State.APPLYING, timezone.now(), 0
            enqueue(DISPATCH, [import_id])
        judged.save(update_fields=["state", "finished_at", "problem", "sent_at", "sendings"])
    return {"state": judged.state, "bad": bad}
