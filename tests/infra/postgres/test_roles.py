"""Four database roles, each with the least it needs (D1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import INSUFFICIENT_PRIVILEGE, READ_ONLY_TRANSACTION, Postgres, refusal
from topology import Topology
from topology.model.vocabulary import PostgresRole, Role

TABLE = "catalogue_product"
WRITES = {
    "insert": f"INSERT INTO {TABLE} DEFAULT VALUES",
    "update": f"UPDATE {TABLE} SET stock = stock",
    "delete": f"DELETE FROM {TABLE}",
    "truncate": f"TRUNCATE {TABLE}",
    "create table": "CREATE TABLE verify_refused (id int)",
}
DDL = {
    "create table": "CREATE TABLE verify_refused (id int)",
    "alter table": f"ALTER TABLE {TABLE} ADD COLUMN verify_refused int",
    "drop table": f"DROP TABLE {TABLE}",
    "truncate": f"TRUNCATE {TABLE}",
    "create schema": "CREATE SCHEMA verify_refused",
    "create role": "CREATE ROLE verify_refused",
}


def as_role(role: PostgresRole, statement: str) -> str:
    """The statement with the rights of a role, on the primary, with every default of the role out of the way."""
    return f"SET SESSION AUTHORIZATION {role}; SET default_transaction_read_only = off; {statement}"


def over(role: Role, user: PostgresRole, password: str, database: str, statement: str) -> dict[str, Any]:
    """A query as the app makes it: through a pooler, over verified TLS."""
    return {"host": role.value, "user": user.value, "password": password, "database": database, "sql": statement}


@pytest.mark.parametrize("statement", WRITES.values(), ids=WRITES.keys())
def test_the_read_role_has_no_right_to_write(postgres: Postgres, statement: str) -> None:
    """Even on the primary, with read-only mode switched off, the read role may not write: 42501 (D1)."""
    assert refusal(postgres, as_role(PostgresRole.READER, statement)) == INSUFFICIENT_PRIVILEGE


def test_the_read_role_starts_read_only(postgres: Postgres) -> None:
    """A session of the read role is read-only from its first statement, before rights are even asked for (D1)."""
    setting = postgres.value(
        "SELECT array_to_string(setconfig, ',') FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole "
        f"WHERE r.rolname = '{PostgresRole.READER}' AND setdatabase = 0"
    )

    assert "default_transaction_read_only=on" in setting


@pytest.mark.parametrize("statement", WRITES.values(), ids=WRITES.keys())
def test_the_read_pooler_leads_to_a_server_that_cannot_write(kube: Kube, topology: Topology, statement: str) -> None:
    """Through pooler-ro, as the app connects, a write is refused as on any standby: 25006 (D1, D3)."""
    database = topology.postgres.shop_database
    query = over(Role.POOLER_RO, PostgresRole.READER, "database_replica_password", database, statement)
    (answer,) = kube.inside("query.py", query)

    assert answer["state"] == READ_ONLY_TRANSACTION, answer


def test_the_read_role_reads(kube: Kube, topology: Topology) -> None:
    """The refusals above are about writing: the same connection answers a query, from a replica, encrypted (D1, D3)."""
    database = topology.postgres.shop_database
    statement = f"SELECT pg_is_in_recovery(), count(*) >= 0 FROM {TABLE}"
    query = over(Role.POOLER_RO, PostgresRole.READER, "database_replica_password", database, statement)
    (answer,) = kube.inside("query.py", query)

    assert answer["rows"] == [["True", "True"]], answer
    assert answer["tls"] is True


@pytest.mark.parametrize("statement", DDL.values(), ids=DDL.keys())
def test_the_app_role_cannot_change_the_schema(postgres: Postgres, statement: str) -> None:
    """The running app can neither alter, drop, truncate nor create: only migrations do (D1, O5)."""
    assert refusal(postgres, as_role(PostgresRole.APP, statement)) == INSUFFICIENT_PRIVILEGE


def test_the_app_role_reads_and_writes_rows(kube: Kube, topology: Topology) -> None:
    """Through pooler-rw the app writes to the primary; the row is rolled back by dividing by zero (D1, D3)."""
    database = topology.postgres.shop_database
    write = f"UPDATE {TABLE} SET stock = stock WHERE id = (SELECT min(id) FROM {TABLE}) RETURNING pg_is_in_recovery()"
    undone = f"WITH changed AS ({write}) SELECT 1 / (count(*) - 1) FROM changed"
    queries = [over(Role.POOLER_RW, PostgresRole.APP, "database_password", database, sql) for sql in (write, undone)]
    written, rolled_back = kube.inside("query.py", *queries)

    assert written["rows"] == [["False"]], written
    assert rolled_back["state"] == "22012", "the write did not happen before the division"


def test_the_analytics_role_owns_its_database_alone(kube: Kube, topology: Topology) -> None:
    """The analytics role works in its own database and is turned away from the shop's: 42501 (D1)."""
    facts = topology.postgres
    secret, user = "analytics_database_password", PostgresRole.ANALYTICS
    make = "CREATE TEMPORARY TABLE verify (id int) ON COMMIT DROP"
    own, shop, maintenance = kube.inside(
        "query.py",
        over(Role.POOLER_RW, user, secret, facts.analytics_database, make),
        over(Role.POOLER_RW, user, secret, facts.shop_database, "SELECT 1"),
        over(Role.POOLER_RW, user, secret, "postgres", "SELECT 1"),
    )

    assert own["error"] == ""
    assert "permission denied for database" in shop["error"], shop
    assert "permission denied for database" in maintenance["error"], maintenance


@pytest.mark.parametrize("role", [PostgresRole.APP, PostgresRole.READER])
def test_shop_roles_do_not_see_the_analytics_database(
    postgres: Postgres, topology: Topology, role: PostgresRole
) -> None:
    """No role of the shop may connect to the analytics database (D1)."""
    question = f"SELECT has_database_privilege('{role}', '{topology.postgres.analytics_database}', 'CONNECT')"

    assert postgres.value(question) == "f"


def test_the_operators_replication_role_may_look_through_the_maintenance_database(postgres: Postgres) -> None:
    """A lost primary returns as a replica through it: without the right it waits for ever beside the new one (D1)."""
    assert postgres.value("SELECT has_database_privilege('streaming_replica', 'postgres', 'CONNECT')") == "t"


def test_nobody_but_the_operator_is_superuser(postgres: Postgres) -> None:
    """No login role of the stack is superuser, may create roles or databases, or bypasses row security (D1, O5)."""
    names = ", ".join(f"'{role}'" for role in PostgresRole)
    flags = "rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication"
    found = postgres.sql(f"SELECT rolname, {flags} FROM pg_roles WHERE rolname IN ({names})")

    assert sorted(found) == sorted([role.value, "f"] for role in PostgresRole)


def test_every_table_belongs_to_the_owner(postgres: Postgres) -> None:
    """Tables of the shop are the owner's, so that no other role can change them (D1)."""
    owners = postgres.sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")

    assert owners == [[PostgresRole.OWNER.value]]


def test_passwords_are_stored_as_scram(postgres: Postgres) -> None:
    """No password rests as MD5 in the server (O5)."""
    weak = postgres.sql(
        "SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'"
    )

    assert weak == []
