"""What the monitors hold against what they measure (M2, M3, M4), and whom alerts go to (M5)."""

from typing import Any

from config.settings.env import Env

#: measurement to (from here on a warning, from here on critical); None where there is no such level
type Thresholds = dict[str, tuple[float | None, float | None]]

# Limits that no stack file owns.
_POSTGRES: Thresholds = {
    "statement_mean_seconds": (1.0, None),
    # of one processor, over the time between two looks
    "statement_load_percent": (50, None),
    "statement_p95_seconds": (0.1, 1.0),
    "lock_wait_seconds": (10, 60),
    "waiting_sessions": (1, 10),
    "transaction_seconds": (60, 300),
    "deadlocks": (1, None),
    "replica_lag_bytes": (64 << 20, 1 << 30),
    "dead_rows_percent": (20, None),
    # Postgres stops taking writes before 2.1 billion
    "transaction_ids": (1_000_000_000, 1_600_000_000),
    "pool_wait_seconds": (1, 5),
}
_REDIS: Thresholds = {
    "redis_fragmentation": (1.5, None),
    # between two looks, and a second
    "redis_evictions": (100, None),
    "redis_evictions_a_second": (10, None),
    "redis_slow_commands": (10, None),
}
_SITE: Thresholds = {
    # Below so many days to the end: CloudNativePG renews by itself, 7 days before it.
    "database_certificate_days": (6, 2),
    "error_percent": (1, 5),
    "allowed_errors_used_percent": (100, None),
    "slow_requests_a_second": (0.1, None),
    "request_statements": (20, 50),
    "similar_requests": (1, None),
    "outbox_age_seconds": (60, 600),
    "dead_letters": (1, None),
    "silent_targets": (1, None),
}
_QUEUES: Thresholds = {
    # more than one in twenty is what TasksFail warns of
    "failed_tasks_percent": (5, None),
}
#: below them a share says nothing: rows of a table, lookups between two looks, bytes in use, requests in five minutes
MONITOR_MINIMA = {"dead_rows": 10_000, "lookups": 1_000, "redis_bytes": 64 << 20, "requests": 100}
SNAPSHOT_DAYS = 7
FINDING_DAYS = 90

#: messages an hour and channel; what comes above it waits and is sent as one. Critical ones may use as many again.
ALERTS_AN_HOUR = 12
#: seconds for which what comes back again and again is not said again
ALERT_QUIET_SECONDS = 900


def thresholds(env: Env) -> Thresholds:
    """settings.MONITOR_THRESHOLDS. What the stack file owns comes from it, so that the monitors, the dashboard and
    Prometheus's rules draw the same line; nothing is a warning at a value at which it would be critical.
    """
    limits = env.monitoring_limits
    lag, used = env.database_replica_max_lag_seconds, limits.utilisation_percent
    allowed = round(100 - limits.availability_percent, 6)
    return {
        **_POSTGRES,
        "connections_percent": (used, max(used, 95)),
        # A replica further behind than `lag` is not read.
        "replica_lag_seconds": (lag / 3, lag),
        "archive_age_seconds": (limits.archive_seconds, 4 * limits.archive_seconds),
        **_REDIS,
        "redis_memory_percent": (used, max(used, 95)),
        "redis_evicting_memory_percent": (used, None),
        "redis_clients_percent": (used, max(used, 95)),
        # below it
        "redis_hit_percent": (limits.cache_hit_percent, None),
        # A pod's container
        "cpu_percent": (used, None),
        "throttled_percent": (25, None),
        "memory_percent": (used, max(used, 95)),
        "disk_percent": (used, max(used, 90)),
        # Below so many days to the end, as the alert CertificateExpires: `pulumi up` renews 30 days before it.
        "certificate_days": (limits.certificate_days, limits.certificate_days / 3),
        # The site; a monitor looks at five minutes, in which a single failure can be more than is promised
        **_SITE,
        "p95_ms": (limits.p95_milliseconds, None),
        "p99_ms": (limits.p99_milliseconds, None),
        "promised_error_percent": (allowed, max(allowed, 5)),
        **_QUEUES,
        "queue_tasks": (limits.queue_tasks, 10 * limits.queue_tasks),
        "queue_age_seconds": (limits.queue_seconds, 4 * limits.queue_seconds),
    }


def alert_channels(env: Env) -> dict[str, Any]:
    """settings.ALERT_CHANNELS: only what this deployment has."""
    emails = list(env.alert_emails) or ([env.operators_email] if env.operators_email else [])
    urls = {
        "slack": env.alert_slack_webhook.get_secret_value(),
        "discord": env.alert_discord_webhook.get_secret_value(),
    }
    return {**({"email": emails} if emails else {}), **{name: url for name, url in urls.items() if url}}
