"""What the shop asks of a payment provider. An implementation translates its provider's API and errors to this.

Every call may be repeated with the same key and then changes nothing more: that is what makes an unknown outcome
harmless. No card number passes through here: the customer's browser gives it to the provider and gets a token for it.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class ChargeStatus(StrEnum):
    """What a charge is in the provider's books."""

    NEEDS_CONFIRMATION = "needs_confirmation"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    DECLINED = "declined"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge in the provider's books. `key` is the shop's, `reference` the provider's name for it."""

    reference: str
    key: str
    #: euro
    amount: Decimal
    status: ChargeStatus
    #: why it was declined, for the customer
    reason: str = ""
    #: where the customer confirms it; empty unless NEEDS_CONFIRMATION
    confirmation_url: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A way to pay that a customer can choose: the token stands for it."""

    token: str
    label: str


@dataclass(frozen=True, slots=True)
class Event:
    """News from the provider, its signature verified. `id` is the provider's and unique."""

    id: str
    charge: Charge


class GatewayError(Exception):
    """The call did not end as asked."""


class Declined(GatewayError):
    """The provider said no. The charge is final."""

    def __init__(self, charge: Charge) -> None:
        self.charge = charge
        super().__init__(charge.reason)


class Unavailable(GatewayError):
    """The provider surely did not take the call: it refused the connection or said so."""


class OutcomeUnknown(GatewayError):
    """No answer in time: the provider may have taken the call or not. Repeat it with the same key, or ask."""


class InvalidEvent(GatewayError):
    """Not from the provider, too old, or not readable."""


class Gateway(Protocol):
    """A payment provider."""

    def methods(self) -> list[Method]:
        """What a customer can choose from."""
        ...

    def authorise(self, *, key: str, amount: Decimal, token: str) -> Charge:
        """Reserve the amount. Raises Declined, Unavailable, OutcomeUnknown."""
        ...

    def capture(self, *, reference: str) -> Charge:
        """Take the reserved amount. Raises Unavailable, OutcomeUnknown."""
        ...

    def refund(self, *, reference: str) -> Charge:
        """Give everything back: what was captured is returned, what was reserved released.

        Raises Unavailable, OutcomeUnknown.
        """
        ...

    def find(self, *, key: str) -> Charge | None:
        """The charge of this key as it is in the books now. Raises Unavailable, OutcomeUnknown."""
        ...

    def read_event(self, *, body: bytes, signature: str) -> Event:
        """The event in the body of a webhook. Raises InvalidEvent."""
        ...
