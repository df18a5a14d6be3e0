"""How often a value changes and is asked for decides where it is kept, and for how long (C4)."""

from enum import StrEnum

from django.conf import settings


class Temperature(StrEnum):
    """A closed list; lifetimes are in settings.CACHE_TTL."""

    #: changes all the time: seconds on the shards
    HOT = "hot"
    #: changes now and then: minutes on the shards
    WARM = "warm"
    #: dear to build and rarely asked for: an hour on the Redis that the shards' traffic does not evict
    COLD = "cold"
    #: belongs to one visitor's session, and is gone with it
    SESSION = "session"

    @property
    def seconds(self) -> int:
        """Its lifetime."""
        seconds: int = settings.CACHE_TTL[self]
        return seconds

    @property
    def alias(self) -> str:
        """The cache that keeps it."""
        return {Temperature.COLD: "long_term", Temperature.SESSION: "sessions"}.get(self, "default")
