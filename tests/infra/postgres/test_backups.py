"""WAL archiving and base backups, from the first day (O4)."""

from __future__ import annotations

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.waiting import wait_until
from topology import Topology

ARCHIVE_SECONDS = 60
BACKUP_SECONDS = 180


@pytest.fixture(autouse=True)
def _backups_are_wanted(topology: Topology) -> None:
    if not topology.postgres.backups.enabled:
        pytest.skip("the stack file switches backups off (rushhour:postgres.backups.enabled)")


def test_wal_arrives_in_the_object_store(postgres: Postgres) -> None:
    """A segment that is full is archived within a minute, and nothing fails on the way (O4)."""
    failed = int(postgres.value("SELECT failed_count FROM pg_stat_archiver"))
    postgres.value("SELECT pg_logical_emit_message(true, 'verify', 'archiving')")
    segment = postgres.value("SELECT pg_walfile_name(pg_switch_wal())")

    last = wait_until(
        lambda: postgres.sql("SELECT last_archived_wal, failed_count FROM pg_stat_archiver")[0],
        lambda seen: seen[0] >= segment,
        seconds=ARCHIVE_SECONDS,
        what=f"segment {segment} is archived",
    )

    assert int(last[1]) == failed, "an attempt to archive failed meanwhile"


def test_the_operator_sees_archiving_work(kube: Kube, postgres: Postgres) -> None:
    """The cluster's own condition says the same, so that an alert on it would be quiet (O4, M5)."""
    conditions = {c["type"]: (c["status"], c.get("message")) for c in postgres.status()["conditions"]}

    assert conditions["ContinuousArchiving"][0] == "True", conditions["ContinuousArchiving"]


def test_a_base_backup_was_completed(kube: Kube) -> None:
    """Without a base backup the archived WAL restores nothing: at least one is there from the start (O4)."""
    phases = wait_until(
        lambda: {
            b["metadata"]["name"]: b.get("status", {}).get("phase") for b in kube.items("backups.postgresql.cnpg.io")
        },
        lambda seen: "completed" in seen.values(),
        seconds=BACKUP_SECONDS,
        what="a base backup is completed",
    )

    assert "failed" not in phases.values(), phases


def test_backups_are_scheduled(kube: Kube, topology: Topology) -> None:
    """The next base backup comes by itself, on the topology's schedule (O4)."""
    (scheduled,) = kube.items("scheduledbackups.postgresql.cnpg.io")

    assert scheduled["spec"]["schedule"] == topology.postgres.backups.schedule
    assert not scheduled["spec"].get("suspend", False)
