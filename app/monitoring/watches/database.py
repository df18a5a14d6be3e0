"""Postgres 17, from the primary, with the shop's own role, which is a member of pg_read_all_stats (M2).

Each part is a short transaction with a time limit, so that watching a server in trouble does not add to it. Through
PgBouncer only `SET LOCAL` is possible. A part that fails is a finding; the others are looked at all the same.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import Error, connections, transaction

from databases.routing import PRIMARY
from monitoring.found import Look
from monitoring.models import Level
from monitoring.watches.postgres import activity, archive, locks, replication, statements, tables

log = structlog.get_logger(__name__)

#: milliseconds one question may take
LIMIT_MS = 5_000

type Ask = Callable[..., list[dict[str, Any]]]

PARTS: dict[str, Callable[[Ask, dict[str, Any]], Look]] = {
    "activity": activity.look,
    "locks": locks.look,
    "statements": statements.look,
    "replication": replication.look,
    "tables": tables.look,
    "archive": archive.look,
}


def look(before: dict[str, Any]) -> Look:
    """Every part, each with the figures that all of them had the last time."""
    whole = Look()
    for name, part in PARTS.items():
        try:
            with transaction.atomic(using=PRIMARY):
                whole.add(part(_ask, before))
        except Error as error:
            log.warning("part of the database monitor failed", part=name, reason=str(error).strip())
            whole.find(
                Level.WARNING,
                key=f"database:monitor:{name}",
                what=f"Postgres' {name} cannot be read ({type(error.__cause__ or error).__name__}): not watched.",
                runbook="monitor-failed",
            )
    return whole


def _ask(sql: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
    """Rows as dictionaries."""
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {LIMIT_MS}")
        cursor.execute(sql, parameters or [])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
