"""The closed vocabularies. A name exists here or nowhere; every other file imports it."""

from __future__ import annotations

from enum import StrEnum


class Substrate(StrEnum):
    """Where the stack runs."""

    EMBEDDED = "embedded"  # the single-node Kubernetes that `make up` builds on this machine
    KUBECONFIG = "kubeconfig"  # a cluster that exists already


class Role(StrEnum):
    """What a pod does. The value is its `app.kubernetes.io/component` label; worker pods carry `worker-<queue>`."""

    EDGE = "edge"
    WEB = "web"
    WORKER = "worker"
    BEAT = "beat"
    OUTBOX_RELAY = "outbox-relay"
    AUTOSCALER = "autoscaler"
    MIGRATE = "migrate"
    CATALOGUE = "catalogue"
    WARM_UP = "warm-up"
    POSTGRES = "postgres"
    POOLER_RW = "pooler-rw"
    POOLER_RO = "pooler-ro"
    REDIS_CACHE = "redis-cache"
    REDIS_SESSIONS = "redis-sessions"
    REDIS_LONG_TERM = "redis-long-term"
    REDIS_BROKER = "redis-broker"
    OBJECT_STORE = "object-store"
    PROMETHEUS = "prometheus"
    ALERTMANAGER = "alertmanager"
    REDIS_EXPORTER = "redis-exporter"


class External(StrEnum):
    """Who the stack talks to that is not one of its pods."""

    CLIENTS = "clients"  # shoppers and the load balancer in front of the edge
    DNS = "dns"  # the cluster's name service
    KUBERNETES_API = "kubernetes-api"
    POSTGRES_OPERATOR = "postgres-operator"  # CloudNativePG in its own namespace
    MAIL_SERVER = "mail-server"
    MESSAGE_GATEWAYS = "message-gateways"  # services that take text and push messages
    ALERT_WEBHOOKS = "alert-webhooks"  # services that take alerts
    TRACE_COLLECTOR = "trace-collector"
    S3 = "s3"  # an object store outside the stack
    KEDA = "keda"  # its operator, in its own namespace
    PROMETHEUS = "external-prometheus"  # a team's own, in its own namespace
    NODE = "node"  # the embedded cluster's kubelet


class QueueName(StrEnum):
    """The Celery queues, one latency class each (Q2). `critical` is the guide's `high_priority`."""

    CRITICAL = "critical"
    DEFAULT = "default"
    EMAIL = "email"
    MEDIA = "media"
    REPORTS = "reports"
    ANALYTICS = "analytics"
    INVENTORY = "inventory"
    MAINTENANCE = "maintenance"


class Autoscaler(StrEnum):
    """Who sets how many pods a queue's workers have (Q6)."""

    BUILTIN = "builtin"  # `manage.py celery_monitor autoscale`, in a pod of its own
    KEDA = "keda"  # a ScaledObject, where the cluster has KEDA
    NONE = "none"  # the stack file: `replicas`


class Eviction(StrEnum):
    """Redis `maxmemory-policy` values in use."""

    ALLKEYS_LRU = "allkeys-lru"
    VOLATILE_LRU = "volatile-lru"
    NOEVICTION = "noeviction"


class Persistence(StrEnum):
    """How a Redis role keeps its data across a restart."""

    NONE = "none"
    SNAPSHOT = "snapshot"  # RDB
    APPEND_ONLY = "append-only"  # AOF, fsync every second


class ImageName(StrEnum):
    """The images the stack's pods run. Their Containerfiles live in `images/<name>/`."""

    APP = "app"
    EDGE = "edge"
    POSTGRES = "postgres"
    PGBOUNCER = "pgbouncer"
    REDIS = "redis"
    OBJECT_STORE = "object-store"
    PROMETHEUS = "prometheus"
    REDIS_EXPORTER = "redis-exporter"


class MonitoringMode(StrEnum):
    """Who scrapes the stack's metrics."""

    BUILTIN = "builtin"  # the stack's own Prometheus
    EXTERNAL = "external"  # a team's own, told by monitors for the Prometheus operator
    NONE = "none"


class AlertWebhook(StrEnum):
    """Services that take alerts at an incoming webhook, whose address is a secret: `alert<Name>Webhook`."""

    SLACK = "slack"
    DISCORD = "discord"


class ServiceType(StrEnum):
    """How the edge's Service is published."""

    NODE_PORT = "NodePort"
    LOAD_BALANCER = "LoadBalancer"
    CLUSTER_IP = "ClusterIP"


class PostgresRole(StrEnum):
    """Database roles (D1), each with the least it needs."""

    OWNER = "shop_owner"  # owns the shop database; migrations only
    APP = "shop_app"  # reads and writes rows
    READER = "shop_reader"  # cannot write
    ANALYTICS = "analytics"  # owns the analytics database, sees no other


class StackSecret(StrEnum):
    """Keys under `rushhour:` that hold secrets and therefore must be set with `pulumi config set --secret`."""

    OBJECT_STORE_ACCESS_KEY = "objectStoreAccessKey"
    OBJECT_STORE_SECRET_KEY = "objectStoreSecretKey"  # noqa: S105 - the name of a key, not its value
    EMAIL_PASSWORD = "emailPassword"  # noqa: S105 - likewise
    SMS_GATEWAY_TOKEN = "smsGatewayToken"  # noqa: S105 - likewise
    PUSH_GATEWAY_TOKEN = "pushGatewayToken"  # noqa: S105 - likewise
    ALERT_SLACK_WEBHOOK = "alertSlackWebhook"
    ALERT_DISCORD_WEBHOOK = "alertDiscordWebhook"
