"""The sharded cache client (C2): a dead shard affects only its own keys, and costs them next to nothing.

django-redis' ShardClient sends one round trip a key for `get_many` and `set_many`, hashes its whole ring anew for every
cache object, and lets one unreachable shard fail a whole call. This subclass sends one pipeline a shard, shares
the ring, and answers what the living shards hold. It lists no keys.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, wraps
from inspect import signature
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django_redis.client.default import DefaultClient
from django_redis.client.sharded import ShardClient as StockShardClient
from django_redis.exceptions import ConnectionInterrupted
from django_redis.hash_ring import HashRing
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from caching.connections import GuardedRedis

UNREACHABLE = (RedisConnectionError, RedisTimeoutError, OSError)


@cache
def shared_ring(servers: tuple[str, ...]) -> HashRing:
    """The ring of these servers: 128 hashes a server, far too many to compute in every request."""
    return HashRing(servers)


def _on_shard(name: str) -> Callable[..., Any]:
    """The plain client's method of that name, sent to the key's shard; an unreachable one is always the same error.

    The stock methods name the key twice, warn when the backend names a client, and let some errors through as they are.
    """
    plain = getattr(DefaultClient, name)
    takes = signature(plain)

    @wraps(plain)
    def method(self: "ShardClient", *args: Any, **options: Any) -> Any:
        call = takes.bind(self, *args, **options).arguments
        made = self.make_key(call.pop("key"), version=call.get("version"))
        server = self.get_server(made)
        try:
            return plain(**{**call, "key": made, "client": server})
        except UNREACHABLE as error:
            raise ConnectionInterrupted(connection=server) from error

    return method


def _refused(name: str) -> Callable[..., Any]:
    def method(self: "ShardClient", *args: Any, **options: Any) -> Any:
        raise NotImplementedError(
            f"cache.{name} would search every key of every shard and hold up all visitors meanwhile. "
            "Give the values a tag and change its generation: caching.generations.bump_on_commit."
        )

    return method


class ShardClient(StockShardClient):
    """Key → shard by consistent hashing; many keys at once go out as one pipeline a shard."""

    set = _on_shard("set")
    add = _on_shard("add")
    delete = _on_shard("delete")
    has_key = _on_shard("has_key")
    incr = _on_shard("incr")
    decr = _on_shard("decr")
    _touch = _on_shard("touch")
    ttl = _on_shard("ttl")
    pttl = _on_shard("pttl")
    persist = _on_shard("persist")
    expire = _on_shard("expire")
    pexpire = _on_shard("pexpire")
    expire_at = _on_shard("expire_at")
    pexpire_at = _on_shard("pexpire_at")
    lock = _on_shard("lock")
    keys = _refused("keys")
    iter_keys = _refused("iter_keys")
    delete_pattern = _refused("delete_pattern")

    def __init__(self, server: Any, params: dict[str, Any], backend: Any) -> None:
        # Not the stock constructor: it would build a ring of its own.
        servers = tuple(server) if isinstance(server, list | tuple) else tuple(server.split(","))
        super(StockShardClient, self).__init__(list(servers), params, backend)
        self._ring = shared_ring(servers)
        self._serverdict = self.connect()

    def servers(self) -> list[GuardedRedis]:
        """The process's client of each shard."""
        return list(self._serverdict.values())

    def get(self, key: str, default: Any = None, version: int | None = None, client: Any = None) -> Any:
        """The value, from the key's shard. Written out: it is what nearly every request does."""
        made = self.make_key(key, version=version)
        return DefaultClient.get(self, made, default, version, self.get_server(made))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None, client: Any = None) -> bool:
        """Give the key another deadline; says whether it is there, also where it has none and gets none."""
        return bool(self._touch(key, timeout, version)) or (timeout is None and self.has_key(key, version))

    def _by_shard(self, keys: Iterable[str], version: int | None) -> dict[str, list[tuple[str, Any]]]:
        shards: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for key in keys:
            made = self.make_key(key, version=version)
            shards[self.get_server_name(made)].append((key, made))
        return shards

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
        return self._store(data, timeout, version)

    def set_and_publish(
        self, data: Mapping[str, Any], timeout: float, channel: str, messages: Mapping[str, bytes]
    ) -> list[str]:
        """Store all, and publish each key's message by the pipeline that stores it; returns the keys that failed."""
        return self._store(data, timeout, None, lambda pipeline, key: pipeline.publish(channel, messages[key]))

    def _store(
        self,
        data: Mapping[str, Any],
        timeout: Any,
        version: int | None,
        also: Callable[[Any, str], object] = lambda pipeline, key: None,
    ) -> list[str]:
        seconds = self._backend.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        milliseconds = None if seconds is None else int(seconds * 1000)
        failed: list[str] = []
        for shard, pairs in self._by_shard(data, version).items():
            pipeline = self._serverdict[shard].pipeline(transaction=False)
            for key, made in pairs:
                if milliseconds is not None and milliseconds <= 0:
                    # Expired as soon as it is stored, as Django promises; Redis refuses to store it.
                    pipeline.delete(made)
                else:
                    pipeline.set(made, self.encode(data[key]), px=milliseconds)
                also(pipeline, key)
            try:
                pipeline.execute()
            except (RedisError, OSError):
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

    def incr_version(self, key: str, delta: int = 1, version: int | None = None, client: Any = None) -> int:
        """Move the value to another version of its key, which may lie on another shard."""
        old = self._backend.version if version is None else version
        value = self.get(key, version=old)
        if value is None:
            raise ValueError(f"Key '{key}' not found")
        left = self.pttl(key, version=old)
        self.set(key, value, timeout=None if left is None else left / 1000, version=old + delta)
        self.delete(key, version=old)
        return old + delta

    def clear(self, client: Any = None) -> None:
        """Empty every shard that can be reached."""
        for server in self.servers():
            try:
                server.flushdb()
            except UNREACHABLE:
                continue
