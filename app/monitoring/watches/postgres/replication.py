"""Standbys: which there are, and how far behind they are, in bytes as the primary sees it and in seconds."""

import time
from typing import Any

from monitoring.found import Look
from monitoring.models import Level

#: seconds after which fewer standbys are taken for what is wanted
ACCEPTED_AFTER_SECONDS = 86_400

#: a standby whose replay is held up keeps its last replay_lag; the distance in bytes tells the truth
STANDBYS = """
SELECT application_name AS name, state, coalesce(sync_state, '') AS sync,
       pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float AS bytes,
       extract(epoch FROM replay_lag)::float AS seconds
FROM pg_stat_replication ORDER BY application_name
"""


def look(ask: Any, before: dict[str, Any]) -> Look:
    """A finding for each standby that is behind. One that was there at the last look and is not is one too."""
    # databases.watch opens connections and threads of its own when it is imported.
    from databases.watch import watch

    seen, standbys = Look(), ask(STANDBYS)
    replica = watch.look()
    lag = round(replica.lag_seconds, 3) if replica else None
    seen.data["replication"] = {"standbys": standbys, "lag_seconds": lag}
    _missing(seen, len(standbys), before.get("replication") or {})
    for standby in standbys:
        megabytes = (standby["bytes"] or 0) / (1 << 20)
        seen.hold(
            "replica_lag_bytes", standby["bytes"], unit="B", key=f"database:replica-bytes:{standby['name']}",
            runbook="database-replication",
            what=f"Standby {standby['name']} ({standby['state']}) has {megabytes:.0f} MiB of log still to replay.",
        )  # fmt: skip
    seen.hold(
        "replica_lag_seconds", lag, unit="s", key="database:replica-lag", runbook="database-replication",
        what=f"The replica is {lag or 0:.0f} s behind. Reads go to the primary while it is past its limit.",
    )  # fmt: skip
    return seen


def _missing(seen: Look, there: int, before: dict[str, Any]) -> None:
    """Fewer than there were: found for a day, and then taken for granted."""
    expected, lost_at = max(there, before.get("expected", 0)), None
    if there < expected:
        lost_at = before.get("lost_at") or time.time()
        if time.time() - lost_at > ACCEPTED_AFTER_SECONDS:
            expected, lost_at = there, None
    seen.data["replication"] |= {"expected": expected, "lost_at": lost_at}
    if there < expected:
        seen.find(
            Level.CRITICAL, key="database:standby-lost", runbook="database-replication", measured=there,
            threshold=expected, what=f"{there} standbys follow the primary; there were {expected}.",
        )  # fmt: skip
