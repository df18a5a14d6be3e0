"""/readyz: what a web process cannot serve pages without..

The replica and the cache shards are not on the list: pages survive them, so their loss must not empty the Service.
"""

from collections.abc import Callable

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from databases.routing import PRIMARY


def check_database() -> None:
    """The primary answers a query."""
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """The schema exists. (Whether it is this release's is settled before the process starts.)"""
    if not MigrationRecorder(connections[PRIMARY]).has_table():
        raise RuntimeError("no migration was ever applied; run the migration Job")


CHECKS: dict[str, Callable[[], None]] = {"database": check_database, "migrations": check_migrations}


def failing_checks() -> list[dict[str, str]]:
    """Name and reason of every check that fails."""
    failing = []
    for name, check in CHECKS.items():
        try:
            check()
        except Exception as error:  # noqa: BLE001  (any failure means: not ready, and why)
            failing.append({"check": name, "reason": f"{type(error).__name__}: {str(error).strip()}"})
    return failing
