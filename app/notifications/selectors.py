"""What is read to send, and to show."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.crypto import salted_hmac

from notifications.decide import QuietHours, Recipient
from notifications.gateways import gateways
from notifications.kinds import CHOSEN, Channel, Group
from notifications.models import Preferences
from notifications.zones import zone_of

_IDENTITY_SALT = "notifications.push"


def preferences_of(user: AbstractBaseUser) -> Preferences:
    """One query: the person's own, or the defaults as a row that is not saved."""
    return Preferences.objects.filter(user_id=user.pk).first() or Preferences(user=user)


def recipient_of(user: Any) -> Recipient:
    """One query: what the decision needs to know of somebody."""
    return recipient(user, preferences_of(user))


def recipient(user: Any, preferences: Preferences) -> Recipient:
    """The same of preferences that were read already."""
    addresses = {channel: address_of(user, preferences, channel) for channel in gateways()}
    return Recipient(
        reachable=frozenset(channel for channel, address in addresses.items() if address)
        if user.is_active
        else frozenset(),
        wanted={group: frozenset(map(Channel, getattr(preferences, group))) for group in CHOSEN},
        preferred=Channel(preferences.preferred),
        quiet=_quiet(preferences.quiet_from, preferences.quiet_until, zone_of(preferences.time_zone)),
    )


def address_of(user: Any, preferences: Preferences, channel: Channel) -> str:
    """Where a channel finds the person; empty where it does not."""
    match channel:
        case Channel.EMAIL:
            return user.email
        case Channel.SMS:
            return preferences.phone
        case Channel.PUSH:
            ticked = any(Channel.PUSH in getattr(preferences, group) for group in CHOSEN)
            return push_identity(user) if ticked else ""


def push_identity(user: AbstractBaseUser) -> str:
    """What the push service knows the person by: nothing that can be traced back without the shop's secret key.

    An app registers its telephone at the push service under it.
    """
    return salted_hmac(_IDENTITY_SALT, str(user.pk), algorithm="sha256").hexdigest()[:32]


def wanted_channels(preferences: Preferences, group: Group) -> frozenset[Channel]:
    """What is ticked for a group."""
    return frozenset(map(Channel, getattr(preferences, group)))


def _quiet(begin: time | None, end: time | None, zone: ZoneInfo) -> QuietHours | None:
    return QuietHours(begin, end, zone) if begin and end else None
