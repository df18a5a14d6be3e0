"""The three Redis caches (C2): sharded `default`, `sessions`, and `long_term`. The broker is Celery's alone."""

import re
import ssl
from typing import Any
from urllib.parse import quote

from config.settings.env import Env

#: seconds; a healthy Redis in the same cluster answers in about a millisecond, on a starved machine in some hundred
REDIS_TIMEOUT_SECONDS = 0.5
#: seconds a request waits for one of the process's connections
POOL_TIMEOUT_SECONDS = 1.0
#: the environment's names of lifetimes: CACHE_TTL_<NAME>_SECONDS
TTL_KEY = re.compile(r"cache_ttl_(?P<name>[a-z_]+?)(_seconds)?")


def lifetimes(env: Env) -> dict[str, int]:
    """settings.CACHE_TTL, the app's one table of lifetimes in seconds: whatever the environment names, by that name."""
    found = {match["name"]: field for field in Env.model_fields if (match := TTL_KEY.fullmatch(field))}
    return {name: getattr(env, field) for name, field in found.items()}


def caches(env: Env) -> dict[str, Any]:
    """Django's CACHES. A Redis that is down is a miss, never an error page."""
    shards = [redis_url(env, address) for address in env.cache_shards]
    ttl = lifetimes(env)
    sessions, long_term = redis_url(env, env.sessions_address), redis_url(env, env.long_term_address)
    return {
        "default": _cache(env, shards, env.cache_password, "shop", ttl["redis"], "caching.shards.ShardClient"),
        "sessions": _cache(env, sessions, env.sessions_password, "session", ttl["session"]),
        "long_term": _cache(env, long_term, env.long_term_password, "long", ttl["cold"]),
    }


def redis_url(env: Env, address: str, *, user: str = "", password: str = "") -> str:
    """`rediss://address/0`, with credentials only where the library takes them nowhere else (Celery)."""
    credentials = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    return f"{'rediss' if env.tls else 'redis'}://{credentials}{address}/0"


def redis_tls(env: Env) -> dict[str, Any]:
    """redis-py's options for a verified connection; empty where TLS is off."""
    if not env.tls:
        return {}
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_ca_certs": str(env.redis_ca_file), "ssl_check_hostname": True}


def _cache(
    env: Env,
    location: str | list[str],
    password: Any,
    prefix: str,
    timeout: int,
    client: str = "django_redis.client.DefaultClient",
) -> dict[str, Any]:
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": location,
        "KEY_PREFIX": prefix,
        "TIMEOUT": timeout,
        "OPTIONS": {
            "CLIENT_CLASS": client,
            "CONNECTION_FACTORY": "caching.connections.SharedConnectionFactory",
            "REDIS_CLIENT_CLASS": "caching.connections.GuardedRedis",
            "SERIALIZER": "django_redis.serializers.msgpack.MSGPackSerializer",
            "COMPRESSOR": "django_redis.compressors.zlib.ZlibCompressor",
            "IGNORE_EXCEPTIONS": True,
            "USERNAME": env.redis_user,
            "PASSWORD": password.get_secret_value(),
            "SOCKET_TIMEOUT": REDIS_TIMEOUT_SECONDS,
            "SOCKET_CONNECT_TIMEOUT": REDIS_TIMEOUT_SECONDS,
            "CONNECTION_POOL_CLASS": "caching.connections.WaitingPool",
            "CONNECTION_POOL_KWARGS": {
                "max_connections": env.redis_max_connections,
                "timeout": POOL_TIMEOUT_SECONDS,
                "protocol": 2,
                **redis_tls(env),
            },
        },
    }
