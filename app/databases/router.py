"""The database router (D3)."""

from enum import StrEnum
from typing import Any

from django.db import transaction
from prometheus_client import Counter

from databases import routing
from databases.read_only import refuse_marked
from databases.replica import replica_is_usable
from databases.routing import ANALYTICS, PRIMARY, REPLICA, Route
from databases.watch import watch

#: apps whose models live in the analytics database
ANALYTICS_APPS = frozenset({"analytics", "useractions"})
#: apps whose tables exist in both databases, because a row must commit together with an effect in either
EVERYWHERE_APPS = frozenset({"receipts"})
#: apps whose rows decide who somebody is: never read from a copy that may lag
PRIMARY_APPS = frozenset({"accounts", "admin", "auth", "contenttypes", "sessions", "receipts", "outbox"})


class Reason(StrEnum):
    """Why a read that a replica could answer goes where it goes."""

    #: to the replica: nothing stands against it
    FREE = "free"
    #: the request writes, or its method may
    PINNED = "pinned"
    #: an open transaction must see its own writes
    TRANSACTION = "transaction"
    #: the replica does not answer
    DOWN = "down"
    #: the replica is further behind than the limit
    LAG = "lag"
    #: the replica has not replayed what this visitor, or whoever changed the page, has written
    UNREPLAYED = "unreplayed"


READS = Counter("shop_routed_reads_total", "Reads by the database they were sent to, and why", ["database", "reason"])
_COUNTED = {reason: READS.labels(REPLICA if reason is Reason.FREE else PRIMARY, reason) for reason in Reason}


class Router:
    """Reads to the replica, writes to the primary, analytics to its own database."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Alias to read `model` from."""
        label = model._meta.app_label
        if label in ANALYTICS_APPS:
            return ANALYTICS
        route = routing.current()
        if route is None and hints.get("read_only"):
            route = Route(pinned_to_primary=False)
        if label in PRIMARY_APPS or route is None:
            return PRIMARY
        reason = _reason(route)
        _COUNTED[reason].inc()
        return REPLICA if reason is Reason.FREE else PRIMARY

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Alias to write `model` to; the rest of the request reads the primary.

        Raises ReadOnlyError for a row of a read-only queryset.
        """
        refuse_marked(hints.get("instance"))
        if model._meta.app_label in ANALYTICS_APPS:
            return ANALYTICS
        routing.pin()
        return PRIMARY

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        """Rows of the primary and of its replica are the same rows; other mixtures are left to Django (refused)."""
        copies = {PRIMARY, REPLICA}
        return True if {first._state.db, second._state.db} <= copies else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Migrations run on the primary and, for its own apps, on the analytics database. Never on the replica."""
        if db == REPLICA:
            return False
        if app_label in EVERYWHERE_APPS:
            return True
        return (app_label in ANALYTICS_APPS) == (db == ANALYTICS)


def _reason(route: Route) -> Reason:
    if route.pinned_to_primary:
        return Reason.PINNED
    if transaction.get_connection(PRIMARY).in_atomic_block:
        # What the transaction has written is not on the replica, and its reads must be consistent with it.
        return Reason.TRANSACTION
    if not replica_is_usable():
        return Reason.DOWN
    if watch.too_far_behind():
        return Reason.LAG
    return Reason.FREE if watch.has_replayed(route.needs) else Reason.UNREPLAYED
