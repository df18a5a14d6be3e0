"""Dead rows that vacuum has not removed: an estimate of bloat by the statistics collector's own counts."""

from typing import Any

from django.conf import settings

from monitoring.found import Look, percent

TABLES = """
SELECT relname AS name, n_live_tup AS live, n_dead_tup AS dead, pg_total_relation_size(relid) AS bytes,
       seq_scan AS scans, coalesce(last_autovacuum, last_vacuum)::text AS vacuumed
FROM pg_stat_user_tables ORDER BY n_dead_tup DESC, bytes DESC LIMIT 15
"""


def look(ask: Any, before: dict[str, Any]) -> Look:
    """The tables with the most dead rows."""
    seen = Look(data={"tables": ask(TABLES)})
    for table in seen.data["tables"]:
        if table["dead"] < settings.MONITOR_MINIMA["dead_rows"]:
            continue
        share = percent(table["dead"], table["live"] + table["dead"])
        seen.hold(
            "dead_rows_percent", share, unit="%", key=f"database:dead-rows:{table['name']}",
            runbook="database-dead-rows",
            what=f"{table['dead']} of the rows of {table['name']} are dead ({share} %); vacuumed last: "
            f"{table['vacuumed'] or 'never'}.",
        )  # fmt: skip
    return seen
