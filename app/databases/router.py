"""The database router (D3)."""

from typing import Any

from django.db import transaction

from databases import routing
from databases.replica import replica_is_usable
from databases.routing import ANALYTICS, PRIMARY, REPLICA

#: apps whose models live in the analytics database
ANALYTICS_APPS = frozenset({"analytics"})
#: apps whose tables exist in both databases, because a row must commit together with an effect in either
EVERYWHERE_APPS = frozenset({"receipts"})
#: apps whose rows decide who somebody is: never read from a copy that may lag
PRIMARY_APPS = frozenset({"accounts", "admin", "auth", "contenttypes", "sessions", "receipts"})


class Router:
    """Reads to the replica, writes to the primary, analytics to its own database."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Alias to read `model` from."""
        label = model._meta.app_label
        if label in ANALYTICS_APPS:
            return ANALYTICS
        if label in PRIMARY_APPS or not routing.may_read_replica():
            return PRIMARY
        if transaction.get_connection(PRIMARY).in_atomic_block:
            # What the transaction has written is not on the replica, and its reads must be consistent with it.
            return PRIMARY
        return REPLICA if replica_is_usable() else PRIMARY

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Alias to write `model` to; the rest of the request reads the primary."""
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
