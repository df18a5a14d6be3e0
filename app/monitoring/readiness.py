"""/readyz: what a web process cannot serve pages without.

The replica and the cache shards are not on the list: pages survive them, so their loss must not empty the Service.
"""

from collections.abc import Callable

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from databases.routing import PRIMARY
from health.answers import Check, Finding, State
from health.run import run

#: seconds until a check that has not answered counts as failed; the probe waits for 5
READY_SECONDS = 2.0


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
    """Name and reason of every check that fails, side by side: a database that hangs must not hold the probe up."""
    answers = run(((name, _finding(check), True) for name, check in CHECKS.items()), seconds=READY_SECONDS)
    return [{"check": answer.check, "reason": answer.detail} for answer in answers if answer.state is not State.OK]


def _finding(check: Callable[[], None]) -> Check:
    def well() -> Finding:
        check()
        return Finding(True, "")

    return well
