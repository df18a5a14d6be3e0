"""A payment provider for trying things out: books of its own, and tokens that behave like the cards of test suites.

It keeps the promises of a real one: idempotent keys, charges that outlive a lost answer, signed events. Its books are
a table that the shop reads through this class only. A call commits by itself, as one over the network would: inside a
transaction of the shop it raises RuntimeError (`durable`), because a rollback could not take it back.
"""

import secrets
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from payments.gateways import sandbox_events
from payments.gateways.contract import Charge, ChargeStatus, Declined, Event, Method, OutcomeUnknown, Unavailable
from payments.models import SandboxCharge
from payments.models.sandbox_charge import SandboxToken


class SandboxGateway:
    """See payments.gateways.contract.Gateway."""

    def methods(self) -> list[Method]:
        """One for each behaviour."""
        return [Method(token.value, token.label) for token in SandboxToken]

    def authorise(self, *, key: str, amount: Decimal, token: str) -> Charge:
        """Reserve the amount, or behave as the token says. A key that is known gets its first charge again."""
        behaviour = SandboxToken(token)
        if behaviour is SandboxToken.UNAVAILABLE:
            raise Unavailable("the sandbox is closed for this token")
        with transaction.atomic(durable=True):
            entry, is_new = SandboxCharge.objects.get_or_create(
                key=key,
                defaults={
                    "reference": f"ch_{secrets.token_hex(12)}",
                    "amount": amount,
                    "token": token,
                    "status": _first_status(behaviour),
                    "arrived": behaviour is not SandboxToken.REQUEST_LOST,
                },
            )
            if not is_new and not entry.arrived:
                entry.arrived = True
                entry.save(update_fields=["arrived"])
        if is_new and behaviour in (SandboxToken.REQUEST_LOST, SandboxToken.ANSWER_LOST):
            raise OutcomeUnknown(f"no answer to the authorisation {key}")
        charge = _charge(entry)
        if charge.status is ChargeStatus.DECLINED:
            raise Declined(charge)
        return charge

    def capture(self, *, reference: str) -> Charge:
        """Take what was authorised; a charge that is captured already is left as it is."""
        taken = SandboxCharge.objects.filter(reference=reference, status=ChargeStatus.AUTHORISED)
        with transaction.atomic(durable=True):
            is_first = taken.update(status=ChargeStatus.CAPTURED) == 1
        entry = SandboxCharge.objects.get(reference=reference)
        if is_first and entry.token == SandboxToken.CAPTURE_ANSWER_LOST:
            raise OutcomeUnknown(f"no answer to the capture of {reference}")
        return _charge(entry)

    def refund(self, *, reference: str) -> Charge:
        """Give back or release; a second time changes nothing."""
        held = SandboxCharge.objects.filter(reference=reference).exclude(status=ChargeStatus.DECLINED)
        with transaction.atomic(durable=True):
            held.update(status=ChargeStatus.REFUNDED)
        return _charge(SandboxCharge.objects.get(reference=reference))

    def find(self, *, key: str) -> Charge | None:
        """What the books say; a request that was lost on its way is not in them."""
        entry = SandboxCharge.objects.filter(key=key, arrived=True).first()
        return None if entry is None else _charge(entry)

    def read_event(self, *, body: bytes, signature: str) -> Event:
        """See sandbox_events."""
        return sandbox_events.read(body, signature)

    def answer_confirmation(self, *, reference: str, accepted: bool) -> tuple[bytes, str] | None:
        """The customer's answer on the sandbox's own page; returns the event to send, None if it came too late."""
        waiting = SandboxCharge.objects.filter(reference=reference, status=ChargeStatus.NEEDS_CONFIRMATION)
        with transaction.atomic(durable=True):
            changed = waiting.update(status=ChargeStatus.AUTHORISED if accepted else ChargeStatus.DECLINED)
        if not changed:
            return None
        return sandbox_events.write(_charge(SandboxCharge.objects.get(reference=reference)))


def _first_status(behaviour: SandboxToken) -> ChargeStatus:
    return {
        SandboxToken.DECLINED: ChargeStatus.DECLINED,
        SandboxToken.CONFIRMATION: ChargeStatus.NEEDS_CONFIRMATION,
    }.get(behaviour, ChargeStatus.AUTHORISED)


def _charge(entry: SandboxCharge) -> Charge:
    status = ChargeStatus(entry.status)
    waits = status is ChargeStatus.NEEDS_CONFIRMATION
    return Charge(
        reference=entry.reference,
        key=entry.key,
        amount=entry.amount,
        status=status,
        reason="The card was declined." if status is ChargeStatus.DECLINED else "",
        confirmation_url=reverse("payments:confirm", kwargs={"reference": entry.reference}) if waits else "",
    )
