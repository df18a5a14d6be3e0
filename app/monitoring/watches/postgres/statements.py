"""Statements that were slow since the last look: pg_stat_statements 1.11 (Postgres 17).

The view counts from its last reset, so a slow hour would be shown for ever, and one slow minute never. Compared are two
looks: the counters of all statements are kept in Redis for a while (the view has at most 5,000). Without an earlier
look nothing is said. `stats_since` tells which statements are new. Texts are read for the few that matter.
"""

from typing import Any

from django.core.cache import caches

from databases.sql_text import shape
from monitoring.found import Look, percent

COUNTERS = """
SELECT queryid::text AS id, sum(calls)::float AS calls, sum(total_exec_time)::float / 1000 AS seconds,
       sum(rows)::float AS rows, max(max_exec_time)::float / 1000 AS longest,
       sum(shared_blk_read_time + local_blk_read_time + temp_blk_read_time)::float / 1000 AS reading,
       extract(epoch FROM min(stats_since))::float AS since
FROM pg_stat_statements(false)
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND queryid IS NOT NULL
GROUP BY queryid
"""
TEXTS = """
SELECT DISTINCT ON (queryid) queryid::text AS id, query FROM pg_stat_statements
WHERE queryid = ANY(%s::bigint[]) ORDER BY queryid
"""
NOW = "SELECT extract(epoch FROM clock_timestamp())::float AS at"
KEPT = "monitoring:statements"
KEPT_SECONDS = 3_600
#: statements in a snapshot
SHOWN = 15


def look(ask: Any, before: dict[str, Any]) -> Look:
    """The statements with the most time since the last look, and what is wrong with them."""
    seen = Look()
    at, rows = ask(NOW)[0]["at"], ask(COUNTERS)
    last = caches["long_term"].get(KEPT) or {}
    counters = {row["id"]: [row["calls"], row["seconds"]] for row in rows}
    caches["long_term"].set(KEPT, {"at": at, "counters": counters}, KEPT_SECONDS)
    if not last:
        seen.data["statements"] = []
        return seen
    passed = max(at - last["at"], 0.001)
    spent = [used for row in rows if (used := _since(row, last)) is not None]
    spent.sort(key=lambda used: -used["seconds"])
    slowest = sorted(spent, key=lambda used: -used["mean"])[:SHOWN]
    shown = {used["id"]: used for used in (*spent[:SHOWN], *slowest)}
    texts = {row["id"]: shape(row["query"])[:300] for row in ask(TEXTS, [list(shown)])}
    for used in shown.values():
        used["load_percent"] = percent(used["seconds"], passed)
        _hold(seen, used, texts.get(used["id"], "?"))
    seen.data["statements"] = [{**used, "text": texts.get(used["id"], "?")} for used in shown.values()]
    return seen


def _since(row: dict[str, Any], last: dict[str, Any]) -> dict[str, Any] | None:
    """What a statement has used since the last look; None if nothing, or if it cannot be told."""
    calls, seconds = last["counters"].get(row["id"], (0.0, 0.0))
    if row["since"] > last["at"]:
        # New, or counted from nothing again.
        calls = seconds = 0.0
    elif row["id"] not in last["counters"]:
        return None
    calls, seconds = row["calls"] - calls, row["seconds"] - seconds
    if calls <= 0:
        return None
    return {"id": row["id"], "calls": calls, "seconds": round(seconds, 4), "mean": round(seconds / calls, 5)}


def _hold(seen: Look, used: dict[str, Any], text: str) -> None:
    seen.hold(
        "statement_mean_seconds", used["mean"], unit="s", key=f"database:slow-statement:{used['id']}",
        runbook="database-slow-statement",
        what=f"A statement took {used['mean']:.2f} s on average, {used['calls']:.0f} times since the last look: "
        f"{text[:300]}",
    )  # fmt: skip
    seen.hold(
        "statement_load_percent", used["load_percent"], unit="%", key=f"database:heavy-statement:{used['id']}",
        runbook="database-slow-statement",
        what=f"A statement kept a processor busy {used['load_percent']:.0f} % of the time since the last look, "
        f"{used['calls']:.0f} times: {text[:300]}",
    )  # fmt: skip
