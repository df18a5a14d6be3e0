"""The CloudNativePG cluster: roles, settings, backups, certificates."""

from __future__ import annotations

from typing import Any

import pytest
from components.postgres_parameters import parameters
from components.postgres_roles import instance_sql, managed_roles, shop_sql
from recording import Recording

from topology import Topology
from topology.capacity import RESERVED_CONNECTIONS
from topology.model.postgres import Postgres

INSTANCE_SQL = """\
CREATE ROLE shop_app NOLOGIN
CREATE ROLE shop_reader NOLOGIN
CREATE ROLE analytics NOLOGIN
ALTER ROLE shop_app SET statement_timeout = '30s'
ALTER ROLE shop_app SET lock_timeout = '10s'
ALTER ROLE shop_app SET idle_in_transaction_session_timeout = '60s'
ALTER ROLE shop_reader SET statement_timeout = '30s'
ALTER ROLE shop_reader SET lock_timeout = '10s'
ALTER ROLE shop_reader SET idle_in_transaction_session_timeout = '60s'
ALTER ROLE analytics SET statement_timeout = '30s'
ALTER ROLE analytics SET lock_timeout = '10s'
ALTER ROLE analytics SET idle_in_transaction_session_timeout = '60s'
ALTER ROLE shop_reader SET default_transaction_read_only = on
CREATE DATABASE ecommerce_analytics OWNER analytics
REVOKE ALL ON DATABASE ecommerce_analytics FROM PUBLIC
REVOKE ALL ON DATABASE postgres FROM PUBLIC
REVOKE ALL ON DATABASE template1 FROM PUBLIC
CREATE ROLE streaming_replica LOGIN REPLICATION
GRANT CONNECT ON DATABASE postgres TO streaming_replica"""

SHOP_SQL = """\
REVOKE ALL ON DATABASE shop FROM PUBLIC
GRANT CONNECT ON DATABASE shop TO shop_app, shop_reader
REVOKE ALL ON SCHEMA public FROM PUBLIC
GRANT USAGE, CREATE ON SCHEMA public TO shop_owner
GRANT USAGE ON SCHEMA public TO shop_app, shop_reader
ALTER DEFAULT PRIVILEGES FOR ROLE shop_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO shop_app
ALTER DEFAULT PRIVILEGES FOR ROLE shop_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO shop_app
ALTER DEFAULT PRIVILEGES FOR ROLE shop_owner IN SCHEMA public GRANT SELECT ON TABLES TO shop_reader
ALTER DEFAULT PRIVILEGES FOR ROLE shop_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO shop_reader
CREATE EXTENSION IF NOT EXISTS pg_stat_statements
CREATE EXTENSION IF NOT EXISTS pg_trgm
CREATE EXTENSION IF NOT EXISTS unaccent"""


@pytest.fixture
def cluster(stack: Recording) -> dict[str, Any]:
    """The Cluster's spec."""
    return stack.one("Cluster", "postgres").inputs["spec"]


def test_roles_and_databases_are_as_written_here() -> None:
    """Golden: the reader cannot write, nobody may connect where they have no business (D1)."""
    assert "\n".join(instance_sql(Postgres())) == INSTANCE_SQL


def test_rights_in_the_shop_are_as_written_here() -> None:
    """Golden: rows for the application, reading for the reader, the schema for the owner alone (D1)."""
    assert "\n".join(shop_sql(Postgres())) == SHOP_SQL


def test_client_roles_fit_below_max_connections(topology: Topology) -> None:
    """The limits stop one role from locking out another, so together they have to leave room for the operator."""
    postgres = topology.postgres
    limits = {role["name"]: role["connectionLimit"] for role in managed_roles(postgres)}

    assert set(limits) == {"shop_app", "shop_reader", "analytics"}
    assert all(0 < limit < postgres.max_connections - RESERVED_CONNECTIONS for limit in limits.values())


def test_the_application_alone_is_told_how_far_replicas_are(cluster: dict[str, Any]) -> None:
    """Reading one's own writes from one of several replicas needs it; nobody else needs to know (D3)."""
    memberships = {role["name"]: role.get("inRoles", []) for role in cluster["managed"]["roles"]}

    assert memberships == {"shop_app": ["pg_read_all_stats"], "shop_reader": [], "analytics": []}


def test_passwords_come_from_secrets(cluster: dict[str, Any]) -> None:
    """Names of Secrets, never values."""
    assert {role["passwordSecret"]["name"] for role in cluster["managed"]["roles"]} == {
        "postgres-app", "postgres-reader", "postgres-analytics",
    }  # fmt: skip
    assert cluster["bootstrap"]["initdb"]["secret"] == {"name": "postgres-owner"}
    assert cluster["enableSuperuserAccess"] is False


def test_memory_follows_the_request() -> None:
    """8 GiB promised: a quarter for shared buffers, three quarters assumed cached."""
    made = parameters(Postgres())

    assert made["shared_buffers"] == "2048MB"
    assert made["effective_cache_size"] == "6144MB"
    assert made["maintenance_work_mem"] == "512MB"
    assert made["max_connections"] == "200"
    assert made["work_mem"] == "5MB"
    assert made["log_min_duration_statement"] == "1000"


def test_the_stack_file_wins() -> None:
    """`postgres.parameters` overrides what is derived and adds to it."""
    made = parameters(Postgres(parameters={"shared_buffers": "1GB", "wal_level": "logical"}))

    assert made["shared_buffers"] == "1GB"
    assert made["wal_level"] == "logical"


def test_unencrypted_connections_are_refused(cluster: dict[str, Any]) -> None:
    """First rule of all, before those of the operator."""
    assert cluster["postgresql"]["pg_hba"][0] == "hostnossl all all all reject"


def test_certificate_names_the_poolers(cluster: dict[str, Any], topology: Topology) -> None:
    """Clients verify the pooler's name in full (`sslmode=verify-full`)."""
    names = cluster["certificates"]["serverAltDNSNames"]

    for pooler in ("pooler-rw", "pooler-ro"):
        assert {pooler, f"{pooler}.{topology.cluster.namespace}", f"{pooler}.{topology.cluster.namespace}.svc"} <= set(
            names
        )


def test_an_isolated_primary_stops_at_once(cluster: dict[str, Any]) -> None:
    """Else it goes on committing for three minutes what nobody will ever see (cloudnative-pg issue 11280)."""
    assert cluster["smartShutdownTimeout"] == 0
    assert cluster["stopDelay"] == 60
    assert cluster["switchoverDelay"] == 60


def test_synchronous_only_when_asked(cluster: dict[str, Any], topology: Topology) -> None:
    """With it, commits wait for a replica, and only a replica that has them all is promoted."""
    asked = topology.postgres.synchronous_replicas
    wanted = {"method": "any", "number": asked, "dataDurability": "required", "failoverQuorum": True}

    assert cluster["postgresql"].get("synchronous") == (wanted if asked else None)


def test_backups_from_the_first_day(stack: Recording, cluster: dict[str, Any], topology: Topology) -> None:
    """WAL goes to the bucket, and the first base backup is taken at once."""
    store = cluster["backup"]["barmanObjectStore"]
    schedule = stack.one("ScheduledBackup", "postgres").inputs["spec"]

    assert store["destinationPath"] == f"s3://{topology.object_store.backups_bucket}/"
    assert store["s3Credentials"]["accessKeyId"] == {"name": "object-store", "key": "object_store_access_key"}
    assert cluster["backup"]["retentionPolicy"] == f"{topology.postgres.backups.retention_days}d"
    assert schedule["immediate"] is True
    assert schedule["cluster"] == {"name": "postgres"}


def test_each_life_of_the_stack_has_its_own_archive(cluster: dict[str, Any]) -> None:
    """The operator refuses a folder that holds another cluster's WAL."""
    name = cluster["backup"]["barmanObjectStore"]["serverName"]

    assert name.startswith("postgres-")
    assert len(name) == len("postgres-") + 8


def test_other_s3_servers_are_spoken_to_as_they_understand(cluster: dict[str, Any]) -> None:
    """The checksums of newer AWS SDKs make archiving fail with exit status 4 elsewhere."""
    environment = {entry["name"]: entry["value"] for entry in cluster["env"]}

    assert environment["AWS_REQUEST_CHECKSUM_CALCULATION"] == "when_required"
    assert environment["AWS_RESPONSE_CHECKSUM_VALIDATION"] == "when_required"


def test_the_image_says_its_major_version(stack: Recording, topology: Topology) -> None:
    """Our tags are content hashes, from which the operator could read none."""
    (image,) = stack.one("ImageCatalog", "postgres").inputs["spec"]["images"]

    assert image["major"] == topology.postgres.major


def test_poolers_are_in_transaction_mode(stack: Recording, topology: Topology) -> None:
    """One server connection serves many clients, with prepared statements kept (D2)."""
    for name, pooler in (("pooler-rw", topology.postgres.pooler_rw), ("pooler-ro", topology.postgres.pooler_ro)):
        spec = stack.one("Pooler", name).inputs["spec"]
        assert spec["type"] == name.removeprefix("pooler-")
        assert spec["instances"] == pooler.instances
        assert spec["pgbouncer"]["poolMode"] == "transaction"
        settings = spec["pgbouncer"]["parameters"]
        assert settings["default_pool_size"] == str(pooler.pool_size)
        assert settings["max_client_conn"] == str(pooler.max_client_connections)
        assert settings["max_prepared_statements"] == "200"
        assert settings["client_tls_sslmode"] == "require"
