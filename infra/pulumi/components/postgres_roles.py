"""Databases, roles and rights (D1): SQL that runs once, when the cluster is made, and the roles the operator keeps."""

from __future__ import annotations

from components.manifests import Manifest
from components.secrets import POSTGRES_SECRETS
from topology.capacity import MIGRATION_CONNECTIONS
from topology.model.postgres import Pooler, Postgres
from topology.model.vocabulary import PostgresRole

EXTENSIONS = ("pg_stat_statements", "pg_trgm", "unaccent")
# A web request is answered or given up long before; a task that needs longer says so itself with SET LOCAL.
_STATEMENT_TIMEOUT = "30s"
_LOCK_TIMEOUT = "10s"
_IDLE_IN_TRANSACTION_TIMEOUT = "60s"
_SURGE = 1  # an extra pooler during a rolling update
# What each replica has replayed is told to its members alone. Visitors who have just written read the primary until the
# slowest has it (D3); a role that is not told takes it that none has.
_STATISTICS = "pg_read_all_stats"
# The operator's own role, which it would make a little later itself. An old primary looks through this database at the
# new one before it becomes its replica, pg_rewind reads through it, and a new replica joins through it.
_REPLICATION = "streaming_replica"
_MAINTENANCE_DATABASE = "postgres"
_CLIENTS = (PostgresRole.APP, PostgresRole.READER, PostgresRole.ANALYTICS)


def instance_sql(postgres: Postgres) -> list[str]:
    """Roles and the analytics database: statements for the maintenance database, one each (for CREATE DATABASE)."""
    analytics = postgres.analytics_database
    return [
        *(f"CREATE ROLE {role} NOLOGIN" for role in _CLIENTS),
        *(statement for role in _CLIENTS for statement in _timeouts(role)),
        f"ALTER ROLE {PostgresRole.READER} SET default_transaction_read_only = on",
        f"CREATE DATABASE {analytics} OWNER {PostgresRole.ANALYTICS}",
        # By default every role may connect to every database.
        *(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC" for name in (analytics, _MAINTENANCE_DATABASE, "template1")),
        f"CREATE ROLE {_REPLICATION} LOGIN REPLICATION",
        f"GRANT CONNECT ON DATABASE {_MAINTENANCE_DATABASE} TO {_REPLICATION}",
    ]


def shop_sql(postgres: Postgres) -> list[str]:
    """Statements for the shop's database: what its roles may do with what the owner's migrations will make."""
    owner, app, reader = PostgresRole.OWNER, PostgresRole.APP, PostgresRole.READER
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    return [
        f"REVOKE ALL ON DATABASE {postgres.shop_database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {postgres.shop_database} TO {app}, {reader}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        f"GRANT USAGE ON SCHEMA public TO {app}, {reader}",
        f"{defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        f"{defaults} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        f"{defaults} GRANT SELECT ON TABLES TO {reader}",
        f"{defaults} GRANT SELECT ON SEQUENCES TO {reader}",
        *(f"CREATE EXTENSION IF NOT EXISTS {extension}" for extension in EXTENSIONS),
    ]


def managed_roles(postgres: Postgres) -> list[Manifest]:
    """The client roles as the operator keeps them: password from a Secret, connections as the poolers open them."""
    poolers = {
        PostgresRole.APP: postgres.pooler_rw,
        PostgresRole.READER: postgres.pooler_ro,
        PostgresRole.ANALYTICS: postgres.pooler_rw,
    }
    return [
        {
            "name": role.value,
            "ensure": "present",
            "login": True,
            "inherit": True,
            **({"inRoles": [_STATISTICS]} if role is PostgresRole.APP else {}),
            "connectionLimit": _connections(pooler),
            "passwordSecret": {"name": POSTGRES_SECRETS[role]},
        }
        for role, pooler in poolers.items()
    ]


def _connections(pooler: Pooler) -> int:
    return (pooler.instances + _SURGE) * pooler.pool_size + MIGRATION_CONNECTIONS


def _timeouts(role: PostgresRole) -> list[str]:
    return [
        f"ALTER ROLE {role} SET statement_timeout = '{_STATEMENT_TIMEOUT}'",
        f"ALTER ROLE {role} SET lock_timeout = '{_LOCK_TIMEOUT}'",
        f"ALTER ROLE {role} SET idle_in_transaction_session_timeout = '{_IDLE_IN_TRANSACTION_TIMEOUT}'",
    ]
