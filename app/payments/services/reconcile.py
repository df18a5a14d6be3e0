"""Ask the provider about every payment that is not settled."""

from datetime import timedelta
from typing import Any

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from notifications.services import raise_alert
from payments.models import Payment
from payments.services.advance import advance
from payments.services.settle import AmountDiffers
from payments.states import UNSETTLED, PaymentStatus

log = structlog.get_logger(__name__)

#: younger ones are in the hands of the request that started them
GRACE = timedelta(minutes=1)
#: payments a run, those first that have waited longest
BATCH = 200


def due_payments() -> QuerySet[Payment]:
    """What is open and was not looked at for a while."""
    waiting = Payment.objects.filter(Q(status__in=sorted(UNSETTLED)) | Q(refund_due=True))
    return waiting.filter(checked_at__lt=timezone.now() - GRACE).order_by("checked_at")


def reconcile() -> dict[str, Any]:
    """Bring each along; one that fails holds up no other. Returns how many ended in which state."""
    ended: dict[str, int] = {}
    for payment_id in list(due_payments().values_list("pk", flat=True)[:BATCH]):
        try:
            status = str(PaymentStatus(advance(payment_id).status))
        except AmountDiffers as error:
            raise_alert(level="critical", subject=f"payment {payment_id}: amount differs", message=str(error)[:500])
            Payment.objects.filter(pk=payment_id).update(checked_at=timezone.now())
            status = "amount differs"
        ended[status] = ended.get(status, 0) + 1
    return ended
