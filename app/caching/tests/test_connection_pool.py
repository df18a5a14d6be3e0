"""A shard's connections: as many as the pool may have, and no more (C2)."""

import pytest
from django.core.cache import cache
from redis.exceptions import MaxConnectionsError

from caching.tests.test_shards import KEYS, shard_of


def test_a_pool_that_is_used_up_is_no_dead_server(monkeypatch):
    """Whoever waited in vain for a connection has a miss, and the shard stays in use for all others (C2)."""
    server = cache.client.servers()[0]
    pool, taken = server.connection_pool, []
    monkeypatch.setattr(pool, "timeout", 0.2)
    try:
        taken += [pool.get_connection() for _ in range(pool.max_connections)]
        with pytest.raises(MaxConnectionsError, match=r"no connection was free within 0.2 s"):
            pool.get_connection()
        assert cache.get(next(key for key in KEYS if shard_of(key) == server.breaker.server), "miss") == "miss"
        assert not server.breaker.is_open
    finally:
        for connection in taken:
            pool.release(connection)
