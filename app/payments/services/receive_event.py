"""Take in an event of the provider: verified, and once."""

from typing import Any

import structlog

from payments.gateways import gateway
from payments.models import Payment
from payments.services.send_advance import send_advance
from payments.services.settle import AmountDiffers, settle, tell_staff
from receipts.services import effect_once

log = structlog.get_logger(__name__)
TASK = "payments.webhook"


def receive_event(*, body: bytes, signature: str) -> dict[str, Any]:
    """Settle the payment the event is about; a repetition has the first one's outcome. Raises InvalidEvent.

    What is due next (a capture, a refund) is left to a worker: the provider waits for an answer.
    """
    event = gateway().read_event(body=body, signature=signature)

    def effect() -> dict[str, Any]:
        payment = Payment.objects.filter(key=event.charge.key).first()
        if payment is None:
            # A payment is written before the provider is asked: this charge is somebody else's.
            log.warning("event about an unknown charge", event_id=event.id, reference=event.charge.reference)
            return {"payment": None}
        try:
            settle(payment, event.charge)
        except AmountDiffers as error:
            tell_staff(payment, error)
            return {"payment": payment.pk, "refused": "amount"}
        send_advance(payment.pk)
        return {"payment": payment.pk}

    return effect_once(task=TASK, effect_key=event.id, effect=effect)
