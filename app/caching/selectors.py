"""What the caches did: answers by kind and layer, and the state of each server. Nothing here lists keys."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass

from django_redis import get_redis_connection
from redis.exceptions import RedisError

from caching.connections import GuardedRedis
from caching.layers import Layer
from caching.servers import cache_servers
from caching.statistics import WINDOW_SECONDS, statistics, window_key


@dataclass(frozen=True, slots=True)
class KindAnswers:
    """Answers of one kind of value, by the layer that gave them."""

    kind: str
    by_layer: dict[Layer, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_layer.values())

    @property
    def hit_rate(self) -> float:
        """Part (0 to 1) that needed no database."""
        return 1 - self.by_layer[Layer.DATABASE] / self.total


@dataclass(frozen=True, slots=True)
class ServerState:
    """One Redis server of the caches. `hit_rate` counts every command on it, locks and generation numbers too."""

    cache: str
    server: str
    reachable: bool
    used_bytes: int = 0
    max_bytes: int = 0
    keys: int = 0
    evicted: int = 0
    hit_rate: float = 0.0


def answers(*, hours: int) -> list[KindAnswers]:
    """Answers of all processes in this hour and the `hours` - 1 before it, the most frequent kind first.

    Raises:
        RedisError: the long-term Redis, where the sums are, is away.
    """
    statistics.flush()
    now = time.time()
    pipeline = get_redis_connection("long_term").pipeline()
    for back in range(hours):
        pipeline.hgetall(window_key(now - back * WINDOW_SECONDS))
    sums: dict[str, Counter[Layer]] = defaultdict(Counter)
    for window in pipeline.execute():
        for name, number in window.items():
            layer, _, kind = name.decode().partition("|")
            sums[kind][Layer(layer)] += int(number)
    found = [KindAnswers(kind, {layer: counts[layer] for layer in Layer}) for kind, counts in sums.items()]
    return sorted(found, key=lambda each: (-each.total, each.kind))


def server_states() -> list[ServerState]:
    """Every server, the shards first."""
    return [_state(name, server) for name, server in cache_servers()]


def _state(name: str, server: GuardedRedis) -> ServerState:
    try:
        info = server.info()
    except (RedisError, OSError):
        return ServerState(name, server.breaker.server, reachable=False)
    hits, misses = info["keyspace_hits"], info["keyspace_misses"]
    return ServerState(
        cache=name,
        server=server.breaker.server,
        reachable=True,
        used_bytes=info["used_memory"],
        max_bytes=info["maxmemory"],
        keys=info.get("db0", {}).get("keys", 0),
        evicted=info["evicted_keys"],
        hit_rate=hits / (hits + misses) if hits + misses else 0.0,
    )
