"""The sandbox's signed events: `Payment-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`.

The scheme is the one of common providers. A signature is good for five minutes; within them the event's id guards
against a replay (payments.services.receive_event). The sandbox is both ends, so its secret comes from SECRET_KEY and
nobody has to be told.
"""

import hmac
import json
import re
import secrets
import time
from decimal import Decimal, InvalidOperation

from django.utils.crypto import salted_hmac

from payments.gateways.contract import Charge, ChargeStatus, Event, InvalidEvent

#: seconds that clocks may differ and an event may travel
TOLERANCE_SECONDS = 300
HEADER = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def write(charge: Charge) -> tuple[bytes, str]:
    """Body and signature of a new event about the charge."""
    body = json.dumps(
        {
            "id": f"evt_{secrets.token_hex(12)}",
            "charge": {
                "reference": charge.reference,
                "key": charge.key,
                "amount": f"{charge.amount:.2f}",
                "status": charge.status,
                "reason": charge.reason,
            },
        }
    ).encode()
    return body, sign(body, int(time.time()))


def sign(body: bytes, at: int) -> str:
    """The header for a body sent at `at` (unix seconds)."""
    return f"t={at},v1={_mac(body, at)}"


def read(body: bytes, signature: str) -> Event:
    """Verify, then parse: nothing of an unsigned body is looked at. Raises InvalidEvent."""
    parts = HEADER.fullmatch(signature)
    if parts is None:
        raise InvalidEvent("the signature is malformed")
    at = int(parts[1])
    if not hmac.compare_digest(_mac(body, at), parts[2]):
        raise InvalidEvent("the signature is not the provider's")
    if abs(time.time() - at) > TOLERANCE_SECONDS:
        raise InvalidEvent("the signature is too old")
    try:
        event = json.loads(body)
        told = event["charge"]
        charge = Charge(
            reference=str(told["reference"]),
            key=str(told["key"]),
            amount=Decimal(told["amount"]),
            status=ChargeStatus(told["status"]),
            reason=str(told["reason"]),
        )
        return Event(str(event["id"]), charge)
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise InvalidEvent(f"the event is not readable: {type(error).__name__}") from error


def _mac(body: bytes, at: int) -> str:
    return salted_hmac("payments.sandbox.events", b"%d.%b" % (at, body), algorithm="sha256").hexdigest()
