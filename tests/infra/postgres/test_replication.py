"""The primary and its streaming replicas (D1)."""

from __future__ import annotations

from tests.infra.support.postgres import Postgres
from tests.infra.support.waiting import wait_until
from topology import Topology

# The operator's own health checks and WAL writers keep an idle replica this far behind at most.
LAG_BYTES = 16 * 2**20
REPLAY_SECONDS = 15


def test_all_instances_are_ready(postgres: Postgres, topology: Topology) -> None:
    """As many instances as the topology says, each healthy, one of them the primary (D1)."""
    status = postgres.status()

    assert status["readyInstances"] == topology.postgres.instances, status.get("phase")
    assert status["phase"] == "Cluster in healthy state"
    assert len(postgres.replicas()) == topology.postgres.instances - 1


def test_every_replica_streams(postgres: Postgres, topology: Topology) -> None:
    """Each replica is connected, streaming over its own slot, and at most one segment behind (D1)."""
    rows = postgres.sql(
        "SELECT application_name, state, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) FROM pg_stat_replication"
    )
    slots = postgres.sql("SELECT slot_name, active FROM pg_replication_slots WHERE slot_type = 'physical'")

    assert {(name, state) for name, state, _ in rows} == {(name, "streaming") for name in postgres.replicas()}
    assert all(float(lag) <= LAG_BYTES for *_, lag in rows), rows
    assert [slot for slot, active in slots if active == "t"], slots


def test_a_write_arrives_on_every_replica(postgres: Postgres) -> None:
    """What is committed on the primary can soon be read from each replica (D1, D3)."""
    replicas = postgres.replicas()
    # A committed logical message is WAL like any other write, and leaves no row behind.
    lsn = postgres.value("SELECT pg_logical_emit_message(true, 'verify', 'replication')")

    assert replicas
    for replica in replicas:
        wait_until(
            lambda pod=replica: postgres.value(f"SELECT pg_last_wal_replay_lsn() >= '{lsn}'::pg_lsn", pod=pod),
            lambda seen: seen == "t",
            seconds=REPLAY_SECONDS,
            what=f"{replica} replays {lsn}",
        )


def test_replicas_know_their_place(postgres: Postgres) -> None:
    """Only the primary is out of recovery; a replica refuses to write even for the superuser (D1)."""
    assert postgres.value("SELECT pg_is_in_recovery()") == "f"
    for replica in postgres.replicas():
        assert postgres.value("SELECT pg_is_in_recovery()", pod=replica) == "t"


def test_the_server_takes_as_many_connections_as_the_topology_says(postgres: Postgres, topology: Topology) -> None:
    """`max_connections` is the number the connection arithmetic was done with (D2)."""
    assert postgres.value("SHOW max_connections") == str(topology.postgres.max_connections)


def test_the_major_version_is_the_topologys(postgres: Postgres, topology: Topology) -> None:
    """The image brings the Postgres the stack file names (D1)."""
    assert int(postgres.value("SHOW server_version_num")) // 10_000 == topology.postgres.major


def test_pages_carry_checksums(postgres: Postgres) -> None:
    """Silent damage on a disk is found on the next read, not in a backup months later (O4)."""
    assert postgres.value("SHOW data_checksums") == "on"


def test_extensions_are_installed(postgres: Postgres) -> None:
    """Slow statements are counted on the whole server (M2); the shop has what full-text search needs (S2)."""
    installed = {name for (name,) in postgres.sql("SELECT extname FROM pg_extension")}
    counted = int(postgres.value("SELECT count(*) FROM pg_stat_statements"))

    assert {"pg_stat_statements", "pg_trgm", "unaccent"} <= installed
    assert counted > 0
