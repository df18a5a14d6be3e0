"""What the dashboard shows: every panel once.

The questions are written here and nowhere else. `$w` stands for the window over which rates are taken, the only thing
in them that changes (dashboard.spans); `$allowed` is a constant of the deployment. From where on a figure is a warning
or critical says MONITOR_THRESHOLDS (config.settings.monitoring), by the name of its measure: the monitors hold the same
figures against the same limits.
"""

from dashboard.panel import Panel


def _share(part: str, whole: str) -> str:
    return f"100 * {part} / ({whole} > 0)"


def _quantile(share: float, metric: str, by: str = "") -> str:
    return f"histogram_quantile({share}, sum by (le{by}) (rate({metric}[$w])))"


_EDGE_TIMES = 'edge_request_seconds_bucket{kind=~"page|api"}'
_HITS = 'sum by (%s) (rate(edge_requests_total{cache=~"HIT|STALE|UPDATING|REVALIDATED"}[$w]))'
_REDIS_HITS = "sum by (component) (rate(redis_keyspace_hits_total[$w]))"
_REDIS_MISSES = "sum by (component) (rate(redis_keyspace_misses_total[$w]))"
_CACHE_HITS = 'sum(rate(redis_keyspace_hits_total{component="redis-cache"}[$w]))'
_CACHE_MISSES = 'sum(rate(redis_keyspace_misses_total{component="redis-cache"}[$w]))'
_REDIS_MEMORY = "100 * max by (instance) (redis_memory_used_bytes{%s} / (redis_memory_max_bytes > 0))"
_QUOTA = "(container_spec_cpu_quota / container_spec_cpu_period)"

# fmt: off
PANELS: dict[str, Panel] = {
    # Edge
    "edge_total": Panel("Requests", "/s", "sum(rate(edge_requests_total[$w]))"),
    "edge_hit": Panel("Answered from the edge's cache", "percent",
        _share(_HITS % "", 'sum by () (rate(edge_requests_total{cache!="BYPASS"}[$w]))'), top=100,
        about="Of requests that may be cached."),
    "edge_requests": Panel("Requests by kind", "/s", "sum by (kind) (rate(edge_requests_total[$w]))", "kind"),
    "edge_errors": Panel("Failed answers (5xx)", "percent",
        _share('sum(rate(edge_requests_total{status="5xx"}[$w]))', "sum(rate(edge_requests_total[$w]))"),
        measure="promised_error_percent",
        about="Above the first limit more fail than is promised."),
    "edge_budget": Panel("Allowed errors used, 3 days", "percent", "100 * 100 * edge:failures:ratio_rate3d / $allowed",
        measure="allowed_errors_used_percent", about="At 100 %: as many failed as three days may have."),
    "edge_p95": Panel("Time of 95 % of requests", "seconds", _quantile(0.95, _EDGE_TIMES), measure="p95_ms",
        scale=0.001, about="Pages and API, measured at the edge. Promised is the first limit."),
    "edge_p99": Panel("Time of 99 % of requests", "seconds", _quantile(0.99, _EDGE_TIMES), measure="p99_ms",
        scale=0.001, about="Pages and API, measured at the edge. Promised is the first limit."),
    "edge_hits": Panel("Answered from the edge's cache, by kind", "percent",
        _share(_HITS % "kind", 'sum by (kind) (rate(edge_requests_total{cache!="BYPASS"}[$w]))'), "kind", top=100,
        about="Of requests that may be cached."),
    "edge_upstream": Panel("Time of the web tier, 95 %", "seconds", _quantile(0.95, "edge_upstream_seconds_bucket",
        ", kind"),
        "kind", measure="p99_ms", scale=0.001),
    "edge_connections": Panel("Open connections", "", "sum by (state) (edge_connections)", "state"),
    # Application
    "app_requests": Panel("Requests by view", "/s", "sum by (route) (rate(shop_requests_total[$w]))", "route"),
    "app_errors": Panel("Failed answers of the app (5xx)", "percent",
        _share('sum(rate(shop_requests_total{status="5xx"}[$w]))', "sum(rate(shop_requests_total[$w]))"),
        measure="promised_error_percent"),
    "app_p95": Panel("Time of 95 % of requests, slowest views", "seconds",
        _quantile(0.95, "shop_request_seconds_bucket", ", route"), "route", measure="p99_ms", scale=0.001),
    "app_layers": Panel("Answers by cache layer", "/s", "sum by (layer) (rate(shop_requests_total[$w]))", "layer",
        about="none: a page that is not cached."),
    "app_slow": Panel("Requests above 1 s", "/s", "sum(rate(shop_slow_requests_total[$w]))",
        measure="slow_requests_a_second"),
    "app_similar": Panel("Requests with an N+1", "", "ceil(sum(increase(shop_similar_statements_total[$w])))",
        measure="similar_requests",
        about="More than ten statements alike. The log record says the line."),
    "app_statements": Panel("Statements a request, 95 %", "", _quantile(0.95, "shop_request_statements_bucket"),
        measure="request_statements"),
    "app_orders": Panel("Orders by state they entered", "/s", "sum by (state) (rate(shop_orders_total[$w]))", "state"),
    # Database
    "db_transactions": Panel("Transactions", "/s",
        'sum by (instance) (rate(cnpg_pg_stat_database_xact_commit{datname!=""}[$w]))', "instance"),
    "db_connections": Panel("Connections in use", "percent",
        "100 * sum by (instance) (cnpg_backends_total)"
        ' / on (instance) max by (instance) (cnpg_pg_settings_setting{name="max_connections"})',
        "instance", measure="connections_percent", top=100),
    "db_lag": Panel("Replica behind the primary", "seconds",
        "max by (instance) (cnpg_pg_replication_lag and cnpg_pg_replication_in_recovery == 1)", "instance",
        measure="replica_lag_seconds"),
    "db_waiting": Panel("Sessions that wait for a lock", "", "max by (instance) (cnpg_backends_waiting_total)",
        "instance", measure="waiting_sessions"),
    "db_longest": Panel("Longest open transaction", "seconds",
        'max by (usename) (cnpg_backends_max_tx_duration_seconds{usename=~"shop_.+|analytics"})', "usename",
        measure="transaction_seconds"),
    "db_deadlocks": Panel("Deadlocks", "",
        'ceil(sum(increase(cnpg_pg_stat_database_deadlocks{datname!=""}[$w])))', measure="deadlocks"),
    "db_statements": Panel("Time of a statement, 95 %", "seconds",
        _quantile(0.95, "shop_database_statement_seconds_bucket", ", database"), "database",
        measure="statement_p95_seconds"),
    "db_pool": Panel("Longest wait for a pooled connection", "seconds",
        'max by (component) (cnpg_pgbouncer_pools_maxwait{database!="pgbouncer"})', "component",
        measure="pool_wait_seconds"),
    "db_archive": Panel("Since the log was last archived", "seconds",
        "max(cnpg_pg_stat_archiver_seconds_since_last_archival)",
        measure="archive_age_seconds"),
    # Redis
    "redis_broker": Panel("Memory of the broker", "percent", _REDIS_MEMORY % 'component="redis-broker"', "instance",
        measure="redis_memory_percent", top=100, about="Full, it refuses every task."),
    "redis_memory": Panel("Memory of caches and sessions", "percent", _REDIS_MEMORY % 'component!="redis-broker"',
        "instance", measure="redis_evicting_memory_percent", top=100,
        about="Full, they drop what was used least; see evicted keys."),
    "redis_hits": Panel("Keys found", "percent", f"100 * {_REDIS_HITS} / ({_REDIS_HITS} + {_REDIS_MISSES} > 0)",
        "component", top=100,
        about="Whoever asks for locks and marks finds few: that is how they are meant."),
    "redis_cache_hits": Panel("Keys found in the cache", "percent",
        f"100 * {_CACHE_HITS} / ({_CACHE_HITS} + {_CACHE_MISSES} > 0)",
        measure="redis_hit_percent", below=True, top=100),
    "redis_commands": Panel("Commands", "/s", "sum by (instance) (rate(redis_commands_processed_total[$w]))",
        "instance"),
    "redis_clients": Panel("Clients", "", "max by (instance) (redis_connected_clients)", "instance"),
    "redis_evicted": Panel("Evicted keys", "/s", "sum by (component) (rate(redis_evicted_keys_total[$w]))",
        "component", measure="redis_evictions_a_second"),
    "redis_fragmentation": Panel("Memory held for memory used", "",
        "max by (instance) (redis_mem_fragmentation_ratio)", "instance",
        about="Small servers show high figures that mean nothing."),
    # Celery
    "celery_ready": Panel("Tasks that wait", "", "max by (queue) (celery_queue_ready)", "queue",
        measure="queue_tasks"),
    "celery_oldest": Panel("Oldest task that waits", "seconds", "max by (queue) (celery_queue_oldest_seconds)",
        "queue", measure="queue_age_seconds"),
    "celery_workers": Panel("Workers that answer", "", "max by (queue) (celery_queue_workers)", "queue"),
    "celery_replicas": Panel("Pods of scaled queues", "", "max by (queue) (celery_queue_replicas)", "queue"),
    "celery_done": Panel("Tasks by how they ended", "/s", "sum by (outcome) (rate(shop_tasks_total[$w]))", "outcome"),
    "celery_failed": Panel("Tasks that failed", "percent",
        _share('sum(rate(shop_tasks_total{outcome!~"success|retry|ignored"}[$w]))',
        "sum(rate(shop_tasks_total[$w]))"), measure="failed_tasks_percent"),
    "celery_seconds": Panel("Time of a task, 95 %, slowest", "seconds",
        _quantile(0.95, "shop_task_seconds_bucket", ", task"), "task"),
    "celery_outbox": Panel("Oldest task that is not sent yet", "seconds", "max(shop_outbox_oldest_seconds)",
        measure="outbox_age_seconds", about="In the database, where the relay takes it from."),
    "celery_dead": Panel("Tasks that failed for good", "", "max(shop_outbox_dead_letters)", measure="dead_letters",
        about="Until somebody replays or dismisses them."),
    # System
    "system_up": Panel("Pods that answer, by part", "",
        'sum by (component) (up{component!=""})', "component", table=True),
    "system_down": Panel("Targets that do not answer", "", "count(up == 0) or vector(0)", measure="silent_targets",
        about="Pods and exporters that Prometheus asks."),
    "system_cpu": Panel("Processor, app", "percent",
        "100 * max by (component) (rate(shop_container_cpu_seconds_total[$w]) / shop_container_cpu_limit)", "component",
        measure="cpu_percent", top=100, about="Of the container's own limit; the busiest pod of each part."),
    "system_throttled": Panel("Held back by the limit, app", "percent",
        _share("max by (component) (rate(shop_container_cpu_throttled_periods_total[$w]))",
               "max by (component) (rate(shop_container_cpu_periods_total[$w]))"), "component",
        measure="throttled_percent", top=100),
    "system_memory": Panel("Memory, app", "percent",
        "100 * max by (component) (shop_container_memory_bytes / shop_container_memory_limit_bytes)", "component",
        measure="memory_percent", top=100, about="Of the container's own limit; the fullest pod of each part."),
    "system_disk": Panel("Disk, app", "percent",
        "100 * max by (component) (shop_container_disk_bytes / shop_container_disk_limit_bytes)",
        "component", measure="disk_percent", top=100),
    "system_network": Panel("Network, app", "bytes/s",
        "sum by (component) (rate(shop_container_received_bytes_total[$w])"
        " + rate(shop_container_sent_bytes_total[$w]))", "component"),
    "system_other_cpu": Panel("Processor, all containers", "percent",
        "100 * max by (pod) (sum by (pod, container) (rate(container_cpu_usage_seconds_total[$w]))"
        f" / sum by (pod, container) {_QUOTA})", "pod", measure="cpu_percent", top=100,
        optional=True, about="Where Prometheus may ask the node."),
    "system_other_memory": Panel("Memory, all containers", "percent",
        "100 * max by (pod) (container_memory_working_set_bytes / (container_spec_memory_limit_bytes > 0))",
        "pod", measure="memory_percent", top=100, optional=True, about="Where Prometheus may ask the node."),
}
# fmt: on
