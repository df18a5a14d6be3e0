"""Mails with links, on the queue `email`. The link is made by the worker: it never lies in the broker.

The web tier sends the same task whether the address is known or not: neither the answer nor its time says which.
"""

from typing import Any

from accounts.services.send_registration_link import send_registration_link as send_registration
from accounts.services.send_reset_link import send_reset_link as send_reset
from config.celery import app
from notifications.services.send_mail import PATIENT
from receipts.services import effect_once


@app.task(name="accounts.tasks.send_registration_link", bind=True, **PATIENT)
def send_registration_link(self: Any, address: str, effect_key: str = "") -> dict[str, Any]:
    """Somebody wants to register this address."""
    key = effect_key or self.request.id
    return effect_once(task=self.name, effect_key=key, effect=lambda: send_registration(address))


@app.task(name="accounts.tasks.send_reset_link", bind=True, **PATIENT)
def send_reset_link(self: Any, address: str, effect_key: str = "") -> dict[str, Any]:
    """Somebody wants a new password for this address."""
    key = effect_key or self.request.id
    return effect_once(task=self.name, effect_key=key, effect=lambda: send_reset(address))
