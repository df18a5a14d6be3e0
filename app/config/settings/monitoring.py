"""What the monitors hold against what they measure (M2, M3, M4), and whom alerts go to (M5)."""

from typing import Any

from config.settings.env import Env

#: measurement to (from here on a warning, from here on critical); None where there is no such level
type Thresholds = dict[str, tuple[float | None, float | None]]

MONITOR_THRESHOLDS: Thresholds = {
    # Postgres
    "statement_mean_seconds": (1.0, None),
    # of one processor, over the time between two looks
    "statement_load_percent": (50, None),
    "connections_percent": (80, 95),
    "lock_wait_seconds": (10, 60),
    "transaction_seconds": (60, 300),
    "deadlocks": (1, None),
    "replica_lag_seconds": (10, 30),
    "replica_lag_bytes": (64 << 20, 1 << 30),
    "dead_rows_percent": (20, None),
    # Postgres stops taking writes before 2.1 billion
    "transaction_ids": (1_000_000_000, 1_600_000_000),
    "archive_age_seconds": (900, 3_600),
    # Redis
    "redis_memory_percent": (80, 95),
    "redis_fragmentation": (1.5, None),
    # below it
    "redis_hit_percent": (80, None),
    "redis_evictions": (100, None),
    "redis_clients_percent": (80, 95),
    "redis_slow_commands": (10, None),
    # A pod's container
    "cpu_percent": (80, None),
    "throttled_percent": (25, None),
    "memory_percent": (80, 95),
    "disk_percent": (80, 90),
    # Below so many days to the end. `pulumi up` renews 30 days before it: 21 as in the alert CertificateExpires
    # (topology.model.monitoring.Thresholds). CloudNativePG renews by itself, 7 days before it.
    "certificate_days": (21, 7),
    "database_certificate_days": (6, 2),
    # The site
    "p95_ms": (200, None),
    "p99_ms": (500, None),
    "error_percent": (1, 5),
    "similar_requests": (1, None),
    "outbox_age_seconds": (60, 600),
    "dead_letters": (1, None),
}
#: below them a share says nothing: rows of a table, lookups between two looks, bytes in use, requests in five minutes
MONITOR_MINIMA = {"dead_rows": 10_000, "lookups": 1_000, "redis_bytes": 64 << 20, "requests": 100}
SNAPSHOT_DAYS = 7
FINDING_DAYS = 90

#: messages an hour and channel; what comes above it waits and is sent as one. Critical ones may use as many again.
ALERTS_AN_HOUR = 12
#: seconds for which what comes back again and again is not said again
ALERT_QUIET_SECONDS = 900


def alert_channels(env: Env) -> dict[str, Any]:
    """settings.ALERT_CHANNELS: only what this deployment has."""
    emails = list(env.alert_emails) or ([env.operators_email] if env.operators_email else [])
    urls = {
        "slack": env.alert_slack_webhook.get_secret_value(),
        "discord": env.alert_discord_webhook.get_secret_value(),
    }
    return {**({"email": emails} if emails else {}), **{name: url for name, url in urls.items() if url}}
