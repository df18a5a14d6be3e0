"""Where on the dashboard to look when something is wrong, by the runbook that it leads to."""

from dashboard.pages import OVERVIEW, PAGES
from dashboard.panels import PANELS

#: a runbook's name to the chart that shows its trouble, or to the page that is nearest
PLACES = {
    "alerts-not-delivered": "system",
    "autoscaler-blind": "celery_replicas",
    "breaker-open": "application",
    "certificate-expiry": "edge",
    "container-cpu": "system_cpu",
    "container-disk": "system_disk",
    "container-memory": "system_memory",
    "database-backup": "database",
    "database-connections": "db_connections",
    "database-dead-rows": "database",
    "database-deadlocks": "db_deadlocks",
    "database-down": "db_transactions",
    "database-locks": "db_waiting",
    "database-long-transaction": "db_longest",
    "database-pool": "db_pool",
    "database-replication": "db_lag",
    "database-slow-statement": "db_statements",
    "database-wal-archive": "db_archive",
    "dead-letters": "celery_dead",
    "edge-hit-ratio": "edge_hits",
    "monitor-failed": "system",
    "monitors-silent": "celery",
    "n-plus-one": "app_similar",
    "no-targets": "system_up",
    "outbox-backlog": "celery_outbox",
    "pod-restarts": "system_up",
    "prometheus-troubled": "system",
    "queue-backlog": "celery_oldest",
    "redis-clients": "redis_clients",
    "redis-down": "redis_commands",
    "redis-hit-rate": "redis_hits",
    "redis-memory": "redis_memory",
    "redis-persistence": "redis",
    "redis-slow-commands": "redis_commands",
    "target-down": "system_up",
    "too-many-series": "system",
    "web-errors": "edge_errors",
    "web-latency": "edge_p95",
    "worker-missing": "celery_workers",
}


def place(runbook: str) -> tuple[str, str]:
    """Page and panel for `docs/runbooks/<name>.md`; no panel where it has none, the overview for others."""
    found = PLACES.get(runbook.rpartition("/")[2].removesuffix(".md"), OVERVIEW.name)
    return (page_of(found), found) if found in PANELS else (found, "")


def page_of(key: str) -> str:
    """The page that has the panel."""
    return next(page.name for page in PAGES.values() if page is not OVERVIEW and key in page.keys)
