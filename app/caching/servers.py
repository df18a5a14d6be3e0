"""The Redis servers behind the caches, to be asked one by one: the caches' own calls take an absent one for a miss."""

from collections.abc import Iterator

from django.core.cache import caches
from django_redis import get_redis_connection

from caching.connections import GuardedRedis


def cache_servers() -> Iterator[tuple[str, GuardedRedis]]:
    """Name and client of each shard, numbered as in CACHE_SHARDS, of the sessions' and of the long-term server.

    Nothing is sent. Making a client may import modules by name, so do it before there are threads.
    """
    for number, client in enumerate(caches["default"].client.servers()):
        yield f"cache-{number}", client
    yield "sessions", get_redis_connection("sessions")
    yield "long-term", get_redis_connection("long_term")
