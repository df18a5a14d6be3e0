"""Pay an order: what checkout does after the order has committed."""

from payments.models import Payment
from payments.services.advance import advance
from payments.services.start_payment import start_payment


def pay(*, order_id: int, token: str) -> Payment:
    """Start an attempt and bring it as far as it goes; one that is under way is left to whoever started it.

    Raises NotPayable, and ValueError for an unknown token. Errors of the provider end in the payment's status.
    """
    started = start_payment(order_id=order_id, token=token)
    return advance(started.payment.pk) if started.is_new else started.payment
