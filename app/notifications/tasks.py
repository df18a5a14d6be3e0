"""Tasks of the queues `critical` and `email`."""

from typing import Any

from config.celery import app
from notifications import services
from receipts.services import effect_once


@app.task(name="notifications.tasks.raise_alert", bind=True)
def raise_alert(self: Any, level: str, subject: str, message: str, effect_key: str = "") -> dict[str, Any]:
    """Tell staff something that cannot wait."""
    return effect_once(
        task=self.name,
        effect_key=effect_key or self.request.id,
        effect=lambda: services.raise_alert(level=level, subject=subject, message=message),
    )


@app.task(name="notifications.tasks.send_mail", bind=True, autoretry_for=(OSError,), retry_backoff=True)
def send_mail(
    self: Any, template: str, recipient: str, context: dict[str, Any] | None = None, effect_key: str = ""
) -> dict[str, Any]:
    """Send one mail. A mail server that is away is tried again, later and later."""
    return effect_once(
        task=self.name,
        effect_key=effect_key or self.request.id,
        effect=lambda: services.send_mail(template=template, recipient=recipient, context=context or {}),
    )
