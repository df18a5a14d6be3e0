"""Encryption between clients, poolers and servers: required, and verified (D1, O5)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres, SqlError
from topology import Topology
from topology.model.vocabulary import PostgresRole, Role

POOLERS = (Role.POOLER_RW, Role.POOLER_RO)
SERVICES = ("postgres-rw", "postgres-ro", "postgres-r")
SERVER_CA = "/controller/certificates/server-ca.crt"


def query(topology: Topology, host: str, **how: str) -> dict[str, Any]:
    """A question to a pooler as the role that uses it."""
    reads = host.startswith(Role.POOLER_RO)
    user = PostgresRole.READER if reads else PostgresRole.APP
    password = "database_replica_password" if reads else "database_password"
    base = {"host": host, "user": user.value, "password": password, "database": topology.postgres.shop_database}
    return {**base, "sql": "SELECT 1", **how}


@pytest.mark.parametrize("pooler", POOLERS)
def test_the_poolers_name_and_chain_verify(kube: Kube, topology: Topology, pooler: Role) -> None:
    """Clients check the pooler's certificate against the CA and the name they dialled (D1)."""
    qualified = f"{pooler}.{topology.cluster.namespace}.svc"
    answers = kube.inside("query.py", query(topology, pooler.value), query(topology, qualified))

    assert [(answer["rows"], answer["tls"]) for answer in answers] == [([["1"]], True)] * 2, answers


@pytest.mark.parametrize("pooler", POOLERS)
def test_the_pooler_refuses_plaintext(kube: Kube, topology: Topology, pooler: Role) -> None:
    """A client that does not encrypt gets no session from a pooler (O5)."""
    (answer,) = kube.inside("query.py", query(topology, pooler.value, sslmode="disable"))

    assert answer["rows"] is None
    assert "SSL required" in answer["error"], answer["error"]


@pytest.mark.parametrize("pooler", POOLERS)
def test_a_name_that_is_not_in_the_certificate_is_noticed(kube: Kube, topology: Topology, pooler: Role) -> None:
    """Verification is real: the same server under its bare address fails it (O5)."""
    address = kube.get("service", pooler.value)["spec"]["clusterIP"]
    (answer,) = kube.inside("query.py", {**query(topology, pooler.value), "host": address})

    assert answer["rows"] is None
    assert "does not match host name" in answer["error"], answer["error"]


@pytest.mark.parametrize("service", SERVICES)
def test_the_servers_name_and_chain_verify(postgres: Postgres, service: str) -> None:
    """The servers carry the names of their Services, signed by the cluster's CA (D1)."""
    # Authentication fails after the handshake: that failure proves the chain and the name were accepted.
    conninfo = f"host={service} user={PostgresRole.READER} password=wrong sslmode=verify-full sslrootcert={SERVER_CA}"
    with pytest.raises(SqlError, match="password authentication failed"):
        postgres.sql("SELECT 1", conninfo=conninfo)


def test_the_server_refuses_plaintext(postgres: Postgres) -> None:
    """An unencrypted connection is turned away by pg_hba before it can send a password (O5)."""
    conninfo = f"host=postgres-rw user={PostgresRole.READER} password=wrong sslmode=disable"
    with pytest.raises(SqlError, match=r"no encryption|pg_hba\.conf rejects connection"):
        postgres.sql("SELECT 1", conninfo=conninfo)


def test_poolers_reach_the_servers_encrypted(postgres: Postgres) -> None:
    """Every session from another pod is encrypted with TLS 1.3, those of the poolers and replicas too (O5)."""
    rows = postgres.sql(
        "SELECT a.usename, coalesce(s.version, 'none') FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) "
        "WHERE a.client_addr IS NOT NULL"
    )

    assert rows, "no session from another pod: nothing was proved"
    assert {version for _, version in rows} == {"TLSv1.3"}, rows
