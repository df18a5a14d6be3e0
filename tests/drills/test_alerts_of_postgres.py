"""Trouble in Postgres is told while it lasts (M2, M5)."""

from __future__ import annotations

import contextlib
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.drills.support.trouble import Watcher, stopped
from tests.infra.support.kube import Kube
from tests.infra.support.postgres import CLUSTER, Postgres, SqlError
from tests.infra.support.site import Site
from tests.infra.support.visitor import Visitor
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.vocabulary import Role

#: a table that no shopper waits for
TABLE = "drills_effect"
HELD_SECONDS = 900
HEALED_SECONDS = 300


@contextmanager
def sessions(postgres: Postgres, *statements: str) -> Iterator[None]:
    """Sessions on the primary, each running a statement, until the block ends."""
    name = f"drill-{uuid.uuid4().hex[:8]}"
    primary = postgres.primary()

    def run(statement: str) -> None:
        with contextlib.suppress(SqlError):  # its end is that it is terminated
            postgres.sql(statement, pod=primary, conninfo=f"application_name={name}", seconds=HELD_SECONDS)

    def running() -> int:
        return int(postgres.value(f"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'"))

    threads = [threading.Thread(target=run, args=[statement], daemon=True) for statement in statements]
    try:
        for number, thread in enumerate(threads, start=1):
            thread.start()
            wait_until(running, lambda seen, n=number: seen == n, seconds=30, what=f"{number} sessions of {name}")
        yield
    finally:
        postgres.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'")
        for thread in threads:
            thread.join(30)


def test_a_held_lock_is_told_with_who_holds_it(watcher: Watcher, postgres: Postgres) -> None:
    """Who waits and who holds; a transaction that stays open is told as well; both end with it (M2)."""
    watcher.quiet("SessionsBlocked")
    holder = f"BEGIN; LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({HELD_SECONDS})"
    with sessions(postgres, holder, f"SELECT count(*) FROM {TABLE}"):
        watcher.fires("SessionsBlocked")
        blocked = watcher.finds("database", "database:lock:")
        opened = watcher.finds("database", "database:transaction:")
    watcher.clears("SessionsBlocked")
    watcher.closes("database", "database:lock:")
    watcher.closes("database", "database:transaction:")

    assert f"FROM {TABLE}" in blocked["what"]
    assert blocked["measured"] >= blocked["threshold"]
    assert "is open for" in opened["what"]


def test_a_slow_statement_is_told_until_it_is_asked_no_more(watcher: Watcher, postgres: Postgres) -> None:
    """The look after it names it by its shape, without its values; the one after that closes it (M2)."""
    watcher.closes("database", "database:slow-statement:")

    def ask() -> None:
        postgres.sql("SELECT pg_sleep(1.625)")

    found = watcher.finds("database", "database:slow-statement:", cause=ask)
    watcher.closes("database", "database:slow-statement:")

    assert "pg_sleep(" in found["what"]
    assert "1.625" not in found["what"]
    assert found["measured"] >= 1.6


def test_a_deadlock_is_told_once(watcher: Watcher, postgres: Postgres) -> None:
    """Two sessions that wait for each other: Postgres ends one, Prometheus and the monitor say so (M2)."""
    watcher.closes("database", "database:deadlocks")
    tables = (TABLE, "drills_delivery")

    def count() -> int:
        return int(postgres.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))

    def meet() -> None:
        before = count()
        one, other = (
            f"BEGIN; LOCK TABLE {first}; SELECT pg_sleep(3); LOCK TABLE {second}; COMMIT"
            for first, second in (tables, tables[::-1])
        )
        with sessions(postgres, one, other):
            wait_until(count, lambda now: now > before, seconds=60, what="Postgres ends a deadlock")

    watcher.finds("database", "database:deadlocks", cause=meet)
    watcher.closes("database", "database:deadlocks")
    watcher.fires("Deadlocks")


def fence(kube: Kube, names: list[str]) -> None:
    """Stop Postgres in these pods, and in no other: https://cloudnative-pg.io/documentation/current/fencing/"""
    value = f"cnpg.io/fencedInstances={json.dumps(names)}" if names else "cnpg.io/fencedInstances-"
    kube.run("annotate", "--overwrite", CLUSTER, Role.POSTGRES.value, value, "-n", kube.namespace)


def test_a_stopped_replica_is_told_and_nobody_else_notices(
    watcher: Watcher, postgres: Postgres, kube: Kube, site: Site, topology: Topology
) -> None:
    """The replica is stopped: pages go on, three voices tell of it, and all are silent when it is back (D1, D3, M2)."""
    replicas = postgres.replicas()
    if not replicas:
        pytest.skip("this stack has no replica")
    watcher.quiet("PostgresDown", "ReplicaMissing")
    watcher.findings("database")  # how many there are
    with Visitor(site) as visitor:
        fence(kube, replicas[:1])
        try:
            lost = watcher.finds("database", "database:standby-lost")
            watcher.fires("PostgresDown", "ReplicaMissing")
        finally:
            fence(kube, [])
    wait_until(
        lambda: postgres.status().get("readyInstances"), lambda ready: ready == topology.postgres.instances,
        seconds=HEALED_SECONDS, what="all instances are ready again", poll=2,
    )  # fmt: skip
    watcher.clears("PostgresDown", "ReplicaMissing")
    watcher.closes("database", "database:standby-lost")

    assert lost["level"] == "critical"
    assert replicas[0] in str(watcher.said["PostgresDown"])
    assert visitor.failures == [], visitor.summary()


def test_a_log_that_reaches_no_archive_is_told(watcher: Watcher, postgres: Postgres) -> None:
    """Without the object store archiving fails; when it is back the log catches up, and all is quiet (D1, M2)."""
    watcher.quiet("ArchiveLate")
    switch = "CREATE TABLE IF NOT EXISTS drill_log (n int); DROP TABLE drill_log; SELECT pg_switch_wal()"
    with stopped(watcher.kube, f"statefulset/{Role.OBJECT_STORE}"):
        postgres.sql(switch)
        found = watcher.finds("database", "database:archive-fails", seconds=300)
        watcher.fires("ArchiveLate")
    # Postgres tries a failed segment again once a minute.
    watcher.closes("database", "database:archive-fails", seconds=300)
    watcher.clears("ArchiveLate")

    assert found["level"] == "critical"
