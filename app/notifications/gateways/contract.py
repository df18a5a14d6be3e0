"""What a gateway is to the shop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address.

    Attributes:
        to: mail address, E.164 number, or the person's push identity (see selectors.push_identity).
        reference: the same at every attempt; a gateway that honours it takes the message once.
        headers: of a mail.
    """

    to: str
    subject: str
    text: str
    reference: UUID
    headers: Mapping[str, str] = field(default_factory=dict)


class GatewayError(Exception):
    """The gateway did not take the message. The text is for staff and holds nothing of the message."""


class Refused(GatewayError):
    """It never will, however often it is asked."""


class Unavailable(GatewayError):
    """It may later; `retry_after_seconds` is what it asked for, if anything."""

    def __init__(self, text: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(text)
        self.retry_after_seconds = retry_after_seconds


class Gateway(Protocol):
    """Takes messages of one channel."""

    def send(self, message: Message) -> str:
        """Hand the message over; the gateway's own number of it, which may be empty. Raises Refused, Unavailable."""
