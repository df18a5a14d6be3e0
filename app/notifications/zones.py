"""Time zones people may choose."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError

#: where the shop is
DEFAULT_ZONE = "Europe/Amsterdam"
_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zone_names() -> tuple[str, ...]:
    """Names of the IANA database that are places, and UTC. The others are old aliases."""
    return ("UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in _REGIONS))


def check_zone(name: str) -> None:
    """Raises ValidationError for a name that is not offered."""
    if name not in zone_names():
        raise ValidationError("There is no such time zone.", code="zone")


def zone_of(name: str) -> ZoneInfo:
    """The zone; UTC for a name that the database of this machine does not have any more."""
    return ZoneInfo(name if name in zone_names() else "UTC")
