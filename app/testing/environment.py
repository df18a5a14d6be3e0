"""The environment of a test run, loaded as a pytest plugin before the settings are read.

A runner provides Postgres and Redis and says where they are (DATABASE_*, REDIS_ADDRESS); the rest has values here.
One Redis serves all roles: three addresses of proxies stand for three shards (see conftest.py).
"""

import os

import hypothesis

from testing.proxy import Proxy

REDIS_ADDRESS = os.environ.get("REDIS_ADDRESS", "127.0.0.1:6379")

#: three ways to the one Redis, each of which a test can cut
SHARD_PROXIES = [Proxy(REDIS_ADDRESS) for _ in range(3)]
#: the way to the Redis of sessions and rate limits
SESSIONS_PROXY = Proxy(REDIS_ADDRESS)

DEFAULTS = {
    "ENVIRONMENT": "test",
    "RELEASE": "test",
    "SITE_ORIGIN": "https://shop.example.com",
    "ALLOWED_HOSTS": "shop.example.com,testserver",
    "TRANSPORT_TLS": "off",
    "TRUSTED_PROXY_HOPS": "1",
    "LOG_LEVEL": "WARNING",
    "DATABASE_HOST": "127.0.0.1",
    "DATABASE_PORT": "5432",
    "DATABASE_NAME": "shop",
    "DATABASE_USER": "postgres",
    "DATABASE_PASSWORD": "postgres",
    "ANALYTICS_DATABASE_NAME": "ecommerce_analytics",
    "DATABASE_POOL_MIN_SIZE": "1",
    "DATABASE_POOL_MAX_SIZE": "10",
    "DATABASE_POOL_TIMEOUT_SECONDS": "5",
    "DATABASE_REPLICA_MAX_LAG_SECONDS": "30",
    "REDIS_USER": "default",
    "REDIS_MAX_CONNECTIONS": "50",
    "CACHE_TTL_BROWSER_SECONDS": "3600",
    "CACHE_TTL_EDGE_SECONDS": "86400",
    "CACHE_TTL_PAGE_SECONDS": "600",
    "CACHE_TTL_VIEW_SECONDS": "300",
    "CACHE_TTL_PROCESS_SECONDS": "2",
    "CACHE_TTL_REDIS_SECONDS": "3600",
    "CACHE_TTL_HOT_SECONDS": "60",
    "CACHE_TTL_WARM_SECONDS": "300",
    "CACHE_TTL_COLD_SECONDS": "3600",
    "CACHE_TTL_SESSION_SECONDS": "86400",
    "CACHE_TTL_SEARCH_SECONDS": "900",
    "CACHE_TTL_PRODUCT_BASIC_SECONDS": "3600",
    "CACHE_TTL_REVIEWS_SECONDS": "600",
    "CACHE_TTL_RELATED_SECONDS": "1800",
    "CACHE_PROCESS_ENTRIES": "1000",
    "CACHE_PROCESS_BYTES": "4194304",
    "OBJECT_STORE_REGION": "local",
    "OBJECT_STORE_MEDIA_BUCKET": "media",
    "MONITORING_LIMITS": (
        '{"availability_percent": 99.9, "p95_milliseconds": 200, "p99_milliseconds": 500, "cache_hit_percent": 80,'
        ' "utilisation_percent": 80, "queue_seconds": 300, "queue_tasks": 1000, "archive_seconds": 900,'
        ' "certificate_days": 21}'
    ),
    "CELERY_QUEUES": "critical,default,email,media,reports,analytics,inventory,maintenance",
    "CELERY_TASK_SOFT_TIME_LIMIT_SECONDS": "240",
    "CELERY_TASK_TIME_LIMIT_SECONDS": "300",
    "CELERY_VISIBILITY_TIMEOUT_SECONDS": "900",
    "CELERY_RESULT_EXPIRES_SECONDS": "3600",
    "CELERY_BEAT_LOCK_SECONDS": "45",
    "SECRET_KEY": "only-for-tests-" + "0123456789" * 4,
    "FIELD_ENCRYPTION_KEY": "only-for-tests-" + "0123456789" * 2,
    "OBJECT_STORE_ACCESS_KEY": "test",
    "OBJECT_STORE_SECRET_KEY": "test",
    "ADMIN_PASSWORD": "only-for-tests-and-long",
}

for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)
for _alias in ("DATABASE_REPLICA", "ANALYTICS_DATABASE"):
    for _part in ("HOST", "USER", "PASSWORD"):
        os.environ.setdefault(f"{_alias}_{_part}", os.environ[f"DATABASE_{_part}"])
for _role in ("SESSIONS", "LONG_TERM", "BROKER"):
    os.environ.setdefault(f"{_role}_ADDRESS", REDIS_ADDRESS)
for _role in ("CACHE", "SESSIONS", "LONG_TERM", "BROKER"):
    os.environ.setdefault(f"{_role}_PASSWORD", os.environ.get("REDIS_PASSWORD", "unused"))
os.environ["SESSIONS_ADDRESS"] = SESSIONS_PROXY.address
os.environ["CACHE_SHARDS"] = ",".join(proxy.address for proxy in SHARD_PROXIES)

# The same examples in every run, and no verdict on how long one takes: the machine may be busy.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.load_profile("suite")
