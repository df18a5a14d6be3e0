"""The environment of the app's containers: the contract between the platform and Django, which never imports this.

Secrets are not here. They are files, named as in `SECRET_FILES`, under `SECRETS_DIRECTORY`.
"""

from __future__ import annotations

import json

from topology.metrics import has_prometheus
from topology.model import Topology
from topology.model.quantity import bytes_of
from topology.model.vocabulary import Autoscaler, PostgresRole, Role
from topology.ports import Port
from topology.render.messages_environment import messages_environment, tracing_environment
from topology.ways_out import TRACED

SECRETS_DIRECTORY = "/run/secrets/rushhour"
POSTGRES_CA_FILE = "/run/secrets/postgres-ca/ca.crt"
INTERNAL_CA_FILE = "/run/secrets/internal-ca/ca.crt"
REDIS_APP_USER = "app"

SECRET_FILES = (
    "secret_key",
    "field_encryption_key",
    "database_password",
    "database_replica_password",
    "analytics_database_password",
    "cache_password",
    "sessions_password",
    "long_term_password",
    "broker_password",
    "object_store_access_key",
    "object_store_secret_key",
    "admin_password",
)


def app_environment(topology: Topology, role: Role) -> dict[str, str]:
    """Environment of one of the app's roles. Worker pods add their own `CELERY_*` in the chart."""
    return {
        "ENVIRONMENT": "production",
        "LOG_LEVEL": "INFO",
        **_site(topology),
        **_database(topology, role),
        **_redis(topology),
        **_cache_ttls(topology),
        **_object_store(topology),
        **_monitoring_limits(topology),
        **_celery(topology),
        **messages_environment(topology, SECRETS_DIRECTORY),
        **(tracing_environment(topology) if role in TRACED else {}),
        **(_web(topology) if role is Role.WEB else {}),
        **(_autoscaler(topology) if role is Role.AUTOSCALER else {}),
    }


def _site(topology: Topology) -> dict[str, str]:
    # The edge sets Host to the public name; probes come with the pod's own address and are answered before host checks.
    return {
        "SITE_ORIGIN": topology.site.origin,
        "ALLOWED_HOSTS": topology.site.domain,
        "STATIC_URL": "/static/",
        "MEDIA_URL": "/media/",
        "EDGE_PURGE_URL": f"http://edge-purge:{Port.EDGE_PURGE}",
        "TRUSTED_PROXY_HOPS": "1",
        "METRICS_PORT": str(Port.METRICS),
    }


def _database(topology: Topology, role: Role) -> dict[str, str]:
    migrates = role is Role.MIGRATE
    pool = topology.web.pool if role is Role.WEB else topology.celery.pool
    writer = "postgres-rw" if migrates else Role.POOLER_RW.value
    return {
        "DATABASE_HOST": writer,
        "DATABASE_PORT": str(Port.POSTGRES),
        "DATABASE_NAME": topology.postgres.shop_database,
        "DATABASE_USER": PostgresRole.OWNER if migrates else PostgresRole.APP,
        "DATABASE_REPLICA_HOST": writer if migrates else Role.POOLER_RO.value,
        "DATABASE_REPLICA_USER": PostgresRole.READER,
        "DATABASE_REPLICA_MAX_LAG_SECONDS": str(topology.postgres.replica_max_lag_seconds),
        "ANALYTICS_DATABASE_HOST": writer,
        "ANALYTICS_DATABASE_NAME": topology.postgres.analytics_database,
        "ANALYTICS_DATABASE_USER": PostgresRole.ANALYTICS,
        "DATABASE_CA_FILE": POSTGRES_CA_FILE,
        "DATABASE_POOL_MIN_SIZE": str(pool.min_size),
        "DATABASE_POOL_MAX_SIZE": str(pool.max_size),
        "DATABASE_POOL_TIMEOUT_SECONDS": str(pool.timeout_seconds),
    }


def redis_address(role: Role, shard: int = 0) -> str:
    """`host:port` of one Redis pod, the name its certificate carries."""
    return f"{role}-{shard}.{role}:{Port.REDIS}"


def _redis(topology: Topology) -> dict[str, str]:
    shards = [redis_address(Role.REDIS_CACHE, shard) for shard in range(topology.redis.cache.shards)]
    return {
        "CACHE_SHARDS": ",".join(shards),
        "SESSIONS_ADDRESS": redis_address(Role.REDIS_SESSIONS),
        "LONG_TERM_ADDRESS": redis_address(Role.REDIS_LONG_TERM),
        "BROKER_ADDRESS": redis_address(Role.REDIS_BROKER),
        "REDIS_USER": REDIS_APP_USER,
        "REDIS_CA_FILE": INTERNAL_CA_FILE,
        "REDIS_MAX_CONNECTIONS": str(topology.redis.max_connections),
    }


def _cache_ttls(topology: Topology) -> dict[str, str]:
    caching = topology.caching
    layers, fragments = caching.layers, caching.fragments
    return {
        "CACHE_TTL_BROWSER_SECONDS": str(layers.browser_seconds),
        "CACHE_TTL_EDGE_SECONDS": str(layers.cdn_seconds),
        "CACHE_TTL_PAGE_SECONDS": str(layers.page_seconds),
        "CACHE_TTL_VIEW_SECONDS": str(layers.view_seconds),
        "CACHE_TTL_PROCESS_SECONDS": str(layers.process_seconds),
        "CACHE_TTL_REDIS_SECONDS": str(layers.object_seconds),
        "CACHE_TTL_HOT_SECONDS": str(caching.hot_seconds),
        "CACHE_TTL_WARM_SECONDS": str(caching.warm_seconds),
        "CACHE_TTL_COLD_SECONDS": str(caching.cold_seconds),
        "CACHE_TTL_SESSION_SECONDS": str(caching.session_seconds),
        "CACHE_TTL_SEARCH_SECONDS": str(caching.search_seconds),
        "CACHE_TTL_PRODUCT_BASIC_SECONDS": str(fragments.product_basic_seconds),
        "CACHE_TTL_REVIEWS_SECONDS": str(fragments.reviews_seconds),
        "CACHE_TTL_RELATED_SECONDS": str(fragments.related_seconds),
        "CACHE_PROCESS_ENTRIES": str(caching.process_entries),
        "CACHE_PROCESS_BYTES": str(bytes_of(caching.process_memory)),
    }


def object_store_address(topology: Topology) -> str:
    """Where S3 clients find the store: the stack's own, or the one outside that the stack file names."""
    return topology.object_store.endpoint or f"http://{Role.OBJECT_STORE}:{Port.OBJECT_STORE}"


def _object_store(topology: Topology) -> dict[str, str]:
    store = topology.object_store
    return {
        "OBJECT_STORE_ENDPOINT": object_store_address(topology),
        "OBJECT_STORE_REGION": store.region,
        "OBJECT_STORE_MEDIA_BUCKET": store.media_bucket,
    }


def _monitoring_limits(topology: Topology) -> dict[str, str]:
    """As JSON: what the monitors and the dashboard hold figures against, as Prometheus's rules do."""
    promised, limits = topology.monitoring.objectives, topology.monitoring.thresholds
    # The app does not see backups.
    held = promised.model_dump(mode="json") | limits.model_dump(mode="json", exclude={"backup_hours"})
    return {"MONITORING_LIMITS": json.dumps(held, sort_keys=True)}


def _celery(topology: Topology) -> dict[str, str]:
    return {
        "CELERY_QUEUES": ",".join(topology.queues),
        "CELERY_TASK_SOFT_TIME_LIMIT_SECONDS": str(max(w.soft_time_limit_seconds for w in topology.workers.values())),
        "CELERY_TASK_TIME_LIMIT_SECONDS": str(max(w.time_limit_seconds for w in topology.workers.values())),
        "CELERY_VISIBILITY_TIMEOUT_SECONDS": str(topology.celery.visibility_timeout_seconds),
        "CELERY_RESULT_EXPIRES_SECONDS": str(topology.celery.result_expires_seconds),
        "CELERY_BEAT_LOCK_SECONDS": str(topology.beat.lock_seconds),
    }


def _web(topology: Topology) -> dict[str, str]:
    web = topology.web
    return {
        "WEB_PROCESSES": str(web.processes),
        "WEB_PORT": str(Port.WEB),
        "WEB_GRACEFUL_TIMEOUT_SECONDS": str(web.graceful_timeout_seconds),
        "WEB_MAX_REQUESTS": str(web.max_requests),
        "WEB_KEEPALIVE_SECONDS": str(web.keepalive_seconds),
        # A team's own Prometheus is behind a login and a policy of theirs: the dashboard then does without.
        **({"PROMETHEUS_URL": f"http://{Role.PROMETHEUS}:{Port.PROMETHEUS}"} if has_prometheus(topology) else {}),
    }


def _autoscaler(topology: Topology) -> dict[str, str]:
    """The rules of the queues it owns, as JSON: queue to its Deployment, the pods at the start and `autoscale`."""
    rules = {
        queue.value: {"deployment": f"{Role.WORKER}-{queue}", "start": worker.replicas}
        | worker.autoscale.model_dump(mode="json")
        for queue, worker in topology.scaled_by(Autoscaler.BUILTIN).items()
    }
    return {"CELERY_AUTOSCALE": json.dumps(rules, sort_keys=True)}
