"""The archive of the write-ahead log: without it there is no restoring to a point in time."""

from typing import Any

from monitoring.found import Look
from monitoring.models import Level

ARCHIVE = """
SELECT current_setting('archive_mode') AS mode, archived_count AS archived, failed_count AS failed,
       extract(epoch FROM clock_timestamp() - last_archived_time)::float AS seconds_since_success,
       extract(epoch FROM clock_timestamp() - last_failed_time)::float AS seconds_since_failure,
       coalesce(last_failed_wal, '') AS last_failed,
       CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_walfile_name(pg_current_wal_lsn()) END AS current,
       coalesce(last_archived_wal, '') AS last_archived
FROM pg_stat_archiver
"""


def look(ask: Any, before: dict[str, Any]) -> Look:
    """Failing: the last attempt failed. Old: nothing was archived for a while, and segments wait."""
    seen, (row,) = Look(), ask(ARCHIVE)
    seen.data["archive"] = row
    if row["mode"] == "off":
        return seen
    success, failure = row["seconds_since_success"], row["seconds_since_failure"]
    if failure is not None and (success is None or failure < success):
        seen.find(
            Level.CRITICAL, key="database:archive-fails", runbook="database-wal-archive", measured=row["failed"],
            what=f"Archiving the write-ahead log fails; it was tried {failure:.0f} s ago with {row['last_failed']}. "
            "The primary keeps every segment until its disk is full.",
        )  # fmt: skip
    seen.hold(
        "archive_age_seconds", success, unit="s", key="database:archive-age", runbook="database-wal-archive",
        what=f"Nothing of the write-ahead log was archived for {success or 0:.0f} s: what was committed since then "
        "is in no backup.",
    )  # fmt: skip
    return seen
