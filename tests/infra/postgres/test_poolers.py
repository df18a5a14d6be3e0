"""PgBouncer in front of the servers (D2)."""

from __future__ import annotations

from configparser import RawConfigParser

import pytest

from tests.infra.support.kube import Kube
from topology import Topology
from topology.model.vocabulary import PostgresRole, Role

POOLERS = (Role.POOLER_RW, Role.POOLER_RO)


def settings(kube: Kube, pooler: Role) -> dict[str, str]:
    """What the running PgBouncer was started with."""
    (pod, *_) = kube.pods(pooler.value)
    text = kube.exec(pod["metadata"]["name"], "sh", "-c", "cat /controller/configs/pgbouncer.ini").out
    parser = RawConfigParser(strict=False, interpolation=None)
    parser.read_string(text)
    return dict(parser["pgbouncer"])


@pytest.mark.parametrize("pooler", POOLERS)
def test_the_pooler_pools_transactions_with_the_topologys_sizes(kube: Kube, topology: Topology, pooler: Role) -> None:
    """Transaction mode, with the pool and client limits the connection arithmetic was done with (D2)."""
    facts = topology.postgres.pooler_rw if pooler is Role.POOLER_RW else topology.postgres.pooler_ro
    found = settings(kube, pooler)

    assert found["pool_mode"] == "transaction"
    assert found["default_pool_size"] == str(facts.pool_size)
    assert found["max_client_conn"] == str(facts.max_client_connections)


def test_server_connections_are_shared(kube: Kube, topology: Topology) -> None:
    """More clients than server connections are served: what transaction mode is for (D2)."""
    database = topology.postgres.shop_database
    report = kube.inside("share_connections.py", Role.POOLER_RW.value, PostgresRole.APP.value, database, 25)

    assert report["clients"] == 25
    assert report["backends"] < report["clients"], report


def test_prepared_statements_survive_the_change_of_server_connections(kube: Kube) -> None:
    """A statement the app has prepared is answered whichever server connection PgBouncer lends, and is prepared there
    (D2, D6)."""
    report = kube.inside("prepare_statements.py", 3)

    assert len(report["answers"]) == 1, report
    assert report["prepared"] == report["connections"], report
