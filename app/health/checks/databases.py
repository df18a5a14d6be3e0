"""The three databases, each on a connection of its own: a pool would hand out an old one, and the alias `replica` the
primary's where there is no replica."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections

from databases.management.commands.wait_for_migrations import missing
from databases.position import without_header
from databases.routing import ANALYTICS, PRIMARY, REPLICA
from databases.watch import ASK_REPLICA
from health.answers import Finding

#: seconds that a replica gets to replay what the primary had when the check began
REPLAY_SECONDS = 1.0
POLL_SECONDS = 0.05
POSITION = """
SELECT pg_is_in_recovery(), (CASE WHEN pg_is_in_recovery() THEN '0/0' ELSE pg_current_wal_lsn() END - '0/0')::bigint
"""


@contextmanager
def connected(alias: str) -> Iterator[Any]:
    """A new connection to the database, closed at the end."""
    wrapper = connections[alias]
    with wrapper.Database.connect(**wrapper.get_connection_params(), autocommit=True) as connection:
        yield connection


def primary() -> Finding:
    """It answers and takes writes."""
    with connected(PRIMARY) as connection:
        in_recovery, _ = connection.execute(POSITION).fetchone()
    if in_recovery:
        return Finding(False, "the primary's name leads to a replica: every write fails")
    return Finding(True, "answers, takes writes")


def analytics() -> Finding:
    """It answers."""
    with connected(ANALYTICS) as connection:
        connection.execute("SELECT 1").fetchone()
    return Finding(True, "answers")


def replica() -> Finding:
    """It answers and has soon replayed what the primary had; positions count, for an idle primary is no lag."""
    began = time.monotonic()
    with connected(REPLICA) as copy:
        try:
            with connected(PRIMARY) as connection:
                _, position = connection.execute(POSITION).fetchone()
        except connections[PRIMARY].Database.Error:
            return Finding(True, "answers; how far it is behind cannot be told without the primary")
        while True:
            replayed, age = copy.execute(ASK_REPLICA).fetchone()
            waited = time.monotonic() - began
            if without_header(replayed) >= without_header(position):
                return Finding(True, f"answers, {waited:.1f} s behind at most")
            if waited > REPLAY_SECONDS:
                return _behind(position - replayed, age)
            time.sleep(POLL_SECONDS)


def _behind(wal_bytes: int, age: float | None) -> Finding:
    """Judge a replica that has not caught up within the check."""
    behind = f"{wal_bytes} bytes of WAL" + ("" if age is None else f", its last commit is {age:.0f} s old")
    if age is not None and age <= settings.REPLICA_MAX_LAG_SECONDS:
        return Finding(True, f"answers, is behind by {behind}")
    limit = settings.REPLICA_MAX_LAG_SECONDS
    return Finding(False, f"is behind by {behind}; beyond {limit} s the primary takes its reads")


def migrations() -> Finding:
    """Neither database lacks a migration of this release."""
    problems = [problem for alias in (PRIMARY, ANALYTICS) if (problem := missing(alias))]
    return Finding(not problems, "; ".join(problems) or "none is missing")
