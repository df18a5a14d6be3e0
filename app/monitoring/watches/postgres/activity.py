"""Connections against the limit, transactions that stay open, deadlocks, and the age of transaction ids."""

from typing import Any

from databases.sql_text import shape
from monitoring.found import Look, grown, percent

CONNECTIONS = """
SELECT count(*) FILTER (WHERE backend_type = 'client backend') AS used,
       count(*) FILTER (WHERE backend_type = 'client backend' AND state = 'active') AS active,
       count(*) FILTER (WHERE backend_type = 'client backend' AND state LIKE 'idle in transaction%%') AS in_transaction,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           - current_setting('reserved_connections')::int AS most
FROM pg_stat_activity
"""
BY_CLIENT = """
SELECT coalesce(nullif(application_name, ''), usename, '?') AS client, count(*) AS used
FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1 ORDER BY 2 DESC LIMIT 10
"""
LONG = """
SELECT pid, state, coalesce(usename, '?') AS username, query,
       extract(epoch FROM clock_timestamp() - xact_start)::float AS seconds
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
ORDER BY xact_start LIMIT 5
"""
DATABASE = """
SELECT deadlocks, xact_commit AS commits, xact_rollback AS rollbacks, blks_hit AS hits, blks_read AS reads,
       temp_bytes, pg_database_size(datname) AS bytes,
       (SELECT max(age(datfrozenxid)) FROM pg_database) AS transaction_ids
FROM pg_stat_database WHERE datname = current_database()
"""
COUNTERS = ("deadlocks", "commits", "rollbacks", "hits", "reads", "temp_bytes")


def look(ask: Any, before: dict[str, Any]) -> Look:
    """All of it in four questions."""
    seen = Look()
    (used,) = ask(CONNECTIONS)
    share = percent(used["used"], used["most"])
    seen.data["connections"] = {**used, "percent": share, "by_client": ask(BY_CLIENT)}
    seen.hold(
        "connections_percent", share, unit="%", key="database:connections", runbook="database-connections",
        what=f"Postgres has {used['used']} of {used['most']} connections in use.",
    )  # fmt: skip
    _transactions(seen, ask(LONG))
    _database(seen, ask(DATABASE), before.get("database") or {})
    return seen


def _transactions(seen: Look, rows: list[dict[str, Any]]) -> None:
    seen.data["longest_transactions"] = [{**row, "query": shape(row["query"])[:300]} for row in rows]
    for row in rows:
        seen.hold(
            "transaction_seconds", row["seconds"], unit="s", key=f"database:transaction:{row['pid']}",
            runbook="database-long-transaction",
            what=f"A transaction of {row['username']} (process {row['pid']}, {row['state']}) is open for "
            f"{row['seconds']:.0f} s: {shape(row['query'])[:200]}",
        )  # fmt: skip


def _database(seen: Look, rows: list[dict[str, Any]], before: dict[str, Any]) -> None:
    (row,) = rows
    seen.data["database"] = row
    seen.data["since_last_look"] = {name: grown(row[name], before.get(name)) for name in COUNTERS}
    deadlocks = seen.data["since_last_look"]["deadlocks"]
    seen.hold(
        "deadlocks", deadlocks, key="database:deadlocks", runbook="database-deadlocks",
        what=f"{deadlocks or 0:.0f} deadlocks since the last look: Postgres ended a transaction of each.",
    )  # fmt: skip
    seen.hold(
        "transaction_ids", row["transaction_ids"], key="database:transaction-ids", runbook="database-dead-rows",
        what=f"The oldest row is {row['transaction_ids']} transactions old: vacuum does not come through.",
    )  # fmt: skip
