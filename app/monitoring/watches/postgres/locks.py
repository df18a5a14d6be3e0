"""Who waits for a lock, for how long, and who holds it."""

from typing import Any

from databases.comments import signature
from databases.sql_text import shape
from monitoring.found import Look

#: pg_locks.waitstart is when the wait began (Postgres 14); it may be empty for a moment at its start
BLOCKED = """
SELECT waiting.pid AS waiting, waiting.query AS waiting_query, holder.pid AS holder,
       coalesce(holder.state, '') AS holder_state, coalesce(holder.query, '') AS holder_query,
       coalesce(holder.usename, '?') AS holder_user,
       extract(epoch FROM clock_timestamp() - coalesce(
           (SELECT min(waitstart) FROM pg_locks WHERE pg_locks.pid = waiting.pid AND NOT granted), waiting.query_start
       ))::float AS seconds
FROM pg_stat_activity AS waiting
CROSS JOIN LATERAL unnest(pg_blocking_pids(waiting.pid)) AS blocking(pid)
LEFT JOIN pg_stat_activity AS holder ON holder.pid = blocking.pid
WHERE waiting.wait_event_type = 'Lock'
ORDER BY seconds DESC LIMIT 20
"""


def look(ask: Any, before: dict[str, Any]) -> Look:
    """One finding for each process that holds others up."""
    seen, rows = Look(), ask(BLOCKED)
    seen.data["blocked"] = [
        {**row, "waiting_query": shape(row["waiting_query"])[:300], "holder_query": shape(row["holder_query"])[:300]}
        for row in rows
    ]
    by_holder: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_holder.setdefault(row["holder"], []).append(row)
    for holder, waiting in by_holder.items():
        worst = waiting[0]
        seen.hold(
            "lock_wait_seconds", worst["seconds"], unit="s", key=f"database:lock:{holder}", runbook="database-locks",
            what=f"Process {holder} of {worst['holder_user']} ({worst['holder_state'] or 'gone'}) blocks "
            f"{len(waiting)} others, process {worst['waiting']} for {worst['seconds']:.0f} s. "
            f"It ran{_by(worst['holder_query'])}: {shape(worst['holder_query'])[:150]}"
            f" They wait with: {shape(worst['waiting_query'])[:150]}",
        )  # fmt: skip
    return seen


def _by(query: str) -> str:
    """The request or task, where the statement is signed."""
    who = signature(query)
    return f" (for {who})" if who else ""
