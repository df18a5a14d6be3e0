"""Who takes messages to people: a mail server, and services for text and push messages behind HTTP."""

from functools import cache

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from notifications.gateways.contract import Gateway
from notifications.gateways.http import HttpGateway
from notifications.gateways.smtp import SmtpGateway
from notifications.kinds import Channel


@cache
def gateways() -> dict[Channel, Gateway]:
    """The channels this deployment has. Mail is always there; a channel without an address in the settings is not."""
    found: dict[Channel, Gateway] = {Channel.EMAIL: SmtpGateway()}
    for channel in (Channel.SMS, Channel.PUSH):
        if facts := settings.NOTIFICATION_GATEWAYS.get(channel):
            found[channel] = HttpGateway(**facts)
    return found


@receiver(setting_changed)
def _forget(setting: str, **_: object) -> None:
    """A test changed it."""
    if setting == "NOTIFICATION_GATEWAYS":
        gateways.cache_clear()
