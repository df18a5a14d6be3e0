"""Where the parts of the stack listen."""

from __future__ import annotations


class Port:
    """Ports of the stack's own pods, by what listens. Each stands here once."""

    EDGE_HTTPS = 8443
    EDGE_HTTP = 8080
    EDGE_PURGE = 8081
    WEB = 8000
    METRICS = 9464  # of every app pod; OpenTelemetry's default for a Prometheus exporter
    POSTGRES = 5432
    POSTGRES_STATUS = 8000  # CloudNativePG's instance manager; fixed by the operator
    REDIS = 6379
    OBJECT_STORE = 9000
    PROMETHEUS = 9090  # for the dashboard, and for an administrator's port-forward
    ALERTMANAGER = 9093
    EDGE_METRICS = 9145
    POSTGRES_METRICS = 9187  # CloudNativePG's instance manager; fixed by the operator
    POOLER_METRICS = 9127  # CloudNativePG's PgBouncer manager; fixed by the operator
    REDIS_EXPORTER = 9121
    KUBELET = 10250
    AUTOSCALER_METRICS = 9808
    DNS = 53
    S3 = 443
    ALERT_WEBHOOKS = 443
