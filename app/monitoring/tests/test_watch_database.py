"""The database monitor sees each trouble when it is really there, and that it is over (M2)."""

import psycopg
import pytest
from django.core.cache import caches
from django.db import connections

from catalogue.models import Category
from monitoring.models import Finding, Kind, Snapshot
from monitoring.watch import watch
from monitoring.watches.postgres import statements
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db


def look():
    """Run the monitor; the open findings by key."""
    watch(Kind.DATABASE)
    return {finding.key: finding for finding in Finding.objects.filter(closed_at=None)}


def starting(found, prefix):
    """The open findings whose key begins so."""
    return [finding for key, finding in found.items() if key.startswith(prefix)]


@pytest.fixture(autouse=True)
def statements_are_counted(transactional_db):
    """As on the platform, where the extension is made with the database."""
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")


def test_a_quiet_database_has_a_snapshot_and_no_finding():
    """Connections, transactions, tables and the archive are in it; nothing is wrong."""
    assert look() == {}
    data = Snapshot.objects.get(kind=Kind.DATABASE).data
    assert data["connections"]["used"] >= 1
    assert data["connections"]["most"] > data["connections"]["used"]
    assert data["database"]["commits"] > 0
    assert {"tables", "archive", "replication", "blocked", "statements"} <= set(data)


def test_who_blocks_whom_for_how_long_and_that_it_is_over(stranger, aside, limits):
    """A session holds a row, another waits for it: one finding that names both; it closes when the lock goes."""
    Category.objects.create(name="Kitchen", slug="kitchen", position=1)
    limits(lock_wait_seconds=(0.0, 60))
    change = "UPDATE catalogue_category SET name = 'secret-name' WHERE slug = 'kitchen' /*request_id='abcdef01'*/"
    holder, waiting = stranger(), stranger()
    holder.execute(change)
    future = aside(waiting.execute, change)
    found = wait_until(look, lambda found: starting(found, "database:lock:"))
    (finding,) = starting(found, "database:lock:")
    assert finding.key == f"database:lock:{holder.info.backend_pid}"
    assert f"process {waiting.info.backend_pid}" in finding.what
    assert "idle in transaction" in finding.what
    assert "(for request_id='abcdef01')" in finding.what
    assert "UPDATE catalogue_category SET name = ?" in finding.what
    assert "secret-name" not in finding.what + str(Snapshot.objects.order_by("-at").first().data)
    assert (finding.level, finding.runbook) == ("warning", "database-locks")
    since = finding.since
    assert starting(look(), "database:lock:")[0].since == since
    holder.rollback()
    future.result(10)
    waiting.rollback()
    assert starting(look(), "database:lock:") == []
    assert Finding.objects.get(key=finding.key).closed_at is not None


def test_a_lock_that_was_just_asked_for_is_no_trouble(stranger, aside):
    """Waiting a moment is what locks are for: the limit is ten seconds."""
    Category.objects.create(name="Kitchen", slug="kitchen", position=1)
    change = "UPDATE catalogue_category SET position = 2"
    holder, waiting = stranger(), stranger()
    holder.execute(change)
    future = aside(waiting.execute, change)
    wait_until(
        lambda: connections["default"].cursor().execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        ).fetchone(),
        lambda row: row[0] >= 1,
    )  # fmt: skip
    found = look()
    assert starting(found, "database:lock:") == []
    assert Snapshot.objects.order_by("-at").first().data["blocked"]
    holder.rollback()
    future.result(10)


def test_a_long_transaction_and_its_end(stranger, limits):
    """Open and idle: found with its process and age, in the level its age deserves."""
    limits(transaction_seconds=(0.0, 0.01))
    idle = stranger()
    idle.execute("SELECT 'private'")
    key = f"database:transaction:{idle.info.backend_pid}"
    finding = wait_until(look, lambda found: key in found and found[key].level == "critical")[key]
    assert "private" not in finding.what
    idle.rollback()
    assert key not in look()


def test_connections_near_the_limit(stranger, limits):
    """Counted against what ordinary roles may have; over when they are given back."""
    look()
    now = Snapshot.objects.get(kind=Kind.DATABASE).data["connections"]
    limits(connections_percent=(100 * (now["used"] + 5) / now["most"], None))
    held = [stranger() for _ in range(8)]
    assert "in use" in look()["database:connections"].what
    for connection in held:
        connection.close()
    wait_until(look, lambda found: "database:connections" not in found)


def _both(future, second, change):
    """Lock the second row crosswise; the error of the one that was ended."""
    try:
        second.execute(change, ["a"])
    finally:
        second.rollback()
        future.result(10)


def test_a_deadlock_is_found_once(stranger, aside):
    """Two sessions lock two rows crosswise; Postgres ends one. At the next look it is over."""
    for slug in ("a", "b"):
        Category.objects.create(name=slug, slug=slug, position=1)
    assert "database:deadlocks" not in look()
    change = "UPDATE catalogue_category SET position = 2 WHERE slug = %s"
    first, second = stranger(), stranger()
    first.execute(change, ["a"])
    second.execute(change, ["b"])
    future = aside(first.execute, change, ["b"])
    # Postgres ends whichever it finds first.
    with pytest.raises(psycopg.errors.DeadlockDetected):
        _both(future, second, change)
    first.rollback()
    first.execute("SELECT pg_stat_force_next_flush()")
    wait_until(look, lambda found: "database:deadlocks" in found)
    assert "database:deadlocks" not in look()


def test_a_statement_that_was_slow_since_the_last_look(stranger, limits):
    """Its mean between two looks, not since the view's reset: found while it is slow, over when it no longer is."""
    caches["long_term"].delete(statements.KEPT)
    limits(statement_mean_seconds=(0.2, None), statement_load_percent=(None, None))
    slow = stranger(autocommit=True)

    def sleeping():
        # Others may be slow on a busy machine too.
        return [one for one in starting(look(), "database:slow-statement:") if "pg_sleep" in one.what]

    assert sleeping() == []
    slow.execute("SELECT pg_sleep(0.3), 'private'")
    (finding,) = sleeping()
    assert "private" not in finding.what
    assert 0.3 <= finding.measured < 30
    data = Snapshot.objects.order_by("-at").first().data["statements"]
    assert any(used["calls"] == 1 and "pg_sleep" in used["text"] for used in data)
    assert sleeping() == []


def test_dead_rows_that_vacuum_has_not_removed(stranger, limits, settings):
    """A table whose rows were changed again and again; a vacuum ends it."""
    settings.MONITOR_MINIMA = {**settings.MONITOR_MINIMA, "dead_rows": 50}
    limits(dead_rows_percent=(20, None))
    session = stranger(autocommit=True)
    session.execute("CREATE TABLE worn (n int) WITH (autovacuum_enabled = false)")
    session.execute("INSERT INTO worn SELECT generate_series(1, 100)")
    session.execute("UPDATE worn SET n = n + 1")
    session.execute("SELECT pg_stat_force_next_flush()")
    found = wait_until(look, lambda found: "database:dead-rows:worn" in found)
    assert "vacuumed last: never" in found["database:dead-rows:worn"].what
    session.execute("VACUUM worn")
    session.execute("SELECT pg_stat_force_next_flush()")
    wait_until(look, lambda found: "database:dead-rows:worn" not in found)
    session.execute("DROP TABLE worn")
