"""One noun a file."""

from payments.models.payment import Payment
from payments.models.sandbox_charge import SandboxCharge

__all__ = ["Payment", "SandboxCharge"]
