"""The sharded cache client (C2): a dead shard affects only its own keys, and costs them next to nothing.

django-redis' ShardClient sends one round trip a key for `get_many` and `set_many`, hashes its whole ring anew for every
cache object, and lets one unreachable shard fail a whole call. This subclass sends one pipeline a shard, shares
the ring, and answers what the living shards hold.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django_redis.client.default import DefaultClient
from django_redis.client.sharded import ShardClient as StockShardClient
from django_redis.hash_ring import HashRing
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

UNREACHABLE = (RedisConnectionError, RedisTimeoutError, OSError)


@cache
def shared_ring(servers: tuple[str, ...]) -> HashRing:
    """The ring of these servers: 128 hashes a server, far too many to compute in every request."""
    return HashRing(servers)


class ShardClient(StockShardClient):
    """Key → shard by consistent hashing; many keys at once go out as one pipeline a shard."""

    def __init__(self, server: Any, params: dict[str, Any], backend: Any) -> None:
        # Not the stock constructor: it would build a ring of its own.
        servers = tuple(server) if isinstance(server, list | tuple) else tuple(server.split(","))
        super(StockShardClient, self).__init__(list(servers), params, backend)
        self._ring = shared_ring(servers)
        self._serverdict = self.connect()

    def _by_shard(self, keys: Iterable[str], version: int | None) -> dict[str, list[tuple[str, Any]]]:
        shards: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for key in keys:
            made = self.make_key(key, version=version)
            shards[self.get_server_name(made)].append((key, made))
        return shards

    # The backend names the client in these three calls, which makes the stock methods warn on every one of them.

    def get(self, key: str, default: Any = None, version: int | None = None, client: Any = None) -> Any:
        """The value, from the key's shard."""
        made = self.make_key(key, version=version)
        return DefaultClient.get(self, made, default, version, client or self.get_server(made))

    def set(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
        client: Any = None,
        nx: bool = False,
        xx: bool = False,
    ) -> bool:
        """Store on the key's shard."""
        made = self.make_key(key, version=version)
        return DefaultClient.set(self, made, value, timeout, version, client or self.get_server(made), nx, xx)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None, client: Any = None
    ) -> bool:
        """Store on the key's shard unless it is there."""
        return self.set(key, value, timeout, version, client, nx=True)

    def get_many(self, keys: Collection[str], version: int | None = None, client: Any = None) -> dict[str, Any]:
        """Values of the keys that exist on reachable shards."""
        found: dict[str, Any] = {}
        for shard, pairs in self._by_shard(keys, version).items():
            try:
                values = self._serverdict[shard].mget([made for _, made in pairs])
            except UNREACHABLE:
                continue
            found.update(
                {key: self.decode(raw) for (key, _), raw in zip(pairs, values, strict=True) if raw is not None}
            )
        return found

    def set_many(
        self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None, client: Any = None
    ) -> list[str]:
        """Store all; returns the keys that could not be stored, as Django's API promises."""
        seconds = self._backend.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        milliseconds = None if seconds is None else int(seconds * 1000)
        failed: list[str] = []
        for shard, pairs in self._by_shard(data, version).items():
            pipeline = self._serverdict[shard].pipeline(transaction=False)
            for key, made in pairs:
                pipeline.set(made, self.encode(data[key]), px=milliseconds)
            try:
                pipeline.execute()
            except RedisError:
                failed += [key for key, _ in pairs]
        return failed

    def delete_many(self, keys: Iterable[str], version: int | None = None, client: Any = None) -> int:
        """Number of keys deleted on reachable shards."""
        deleted = 0
        for shard, pairs in self._by_shard(keys, version).items():
            try:
                deleted += self._serverdict[shard].delete(*[made for _, made in pairs])
            except UNREACHABLE:
                continue
        return deleted
