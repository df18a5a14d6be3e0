"""Pick the payments that somebody should look after."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from payments.models import Payment
from payments.states import UNSETTLED

#: younger ones are in the hands of the request that started them, or of the worker that was asked last
GRACE = timedelta(minutes=1)
#: payments a run, those first that have waited longest
BATCH = 200


def due_payments() -> QuerySet[Payment]:
    """What is open and was not looked at for a while."""
    waiting = Payment.objects.filter(Q(status__in=sorted(UNSETTLED)) | Q(refund_due=True))
    return waiting.filter(checked_at__lt=timezone.now() - GRACE).order_by("checked_at")


def claim_due() -> list[int]:
    """Keys of payments to bring along; the next run passes over them until it is their turn again.

    Two runs at the same time share them out.
    """
    with transaction.atomic():
        rows = due_payments().select_for_update(of=("self",), no_key=True, skip_locked=True)
        claimed = list(rows.values_list("pk", flat=True)[:BATCH])
        Payment.objects.filter(pk__in=claimed).update(checked_at=timezone.now())
    return claimed
