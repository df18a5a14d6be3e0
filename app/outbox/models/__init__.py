"""One noun a file."""

from outbox.models.dead_letter import DeadLetter
from outbox.models.message import OutboxMessage

__all__ = ["DeadLetter", "OutboxMessage"]
