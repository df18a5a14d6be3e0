"""Rules about Redis memory and eviction (C2)."""

from __future__ import annotations

from collections.abc import Iterator

from topology import capacity
from topology.model import Topology
from topology.model.quantity import bytes_of
from topology.model.vocabulary import Eviction, Persistence
from topology.problems import Problem
from topology.stackfile import Where

NODES = {"cache": "cache", "sessions": "sessions", "longTerm": "long_term", "broker": "broker"}
# Redis needs room beside its data for connections, fragmentation and buffers; with persistence also for the pages that
# change while a forked child writes (Redis documentation, "Memory optimization" and "Redis administration").
HEADROOM = {Persistence.NONE: 1.15, Persistence.SNAPSHOT: 1.5, Persistence.APPEND_ONLY: 1.5}


def limit_holds_the_data(topology: Topology, where: Where) -> Iterator[Problem]:
    """The memory limit leaves Redis its overhead above maxmemory."""
    for key, attribute in NODES.items():
        node = getattr(topology.redis, attribute)
        limit, most = bytes_of(node.resources.limits.memory), bytes_of(node.max_memory)
        needed = round(most * HEADROOM[node.persistence])
        if limit < needed:
            yield Problem(
                id="T401",
                where=where(("redis", key, "resources", "limits", "memory")),
                what=f"{node.resources.limits.memory} is below {HEADROOM[node.persistence]} × maxMemory "
                f"{node.max_memory} (persistence {node.persistence})",
                why="The kernel would kill Redis before it reaches the memory it may fill",
                fix=f"raise the limit to {-(-needed // 2**20)}Mi or more, or lower maxMemory",
            )


def tasks_are_never_evicted(topology: Topology, where: Where) -> Iterator[Problem]:
    """The broker refuses new work when full; it does not drop old work."""
    broker = topology.redis.broker
    if broker.eviction is not Eviction.NOEVICTION:
        yield Problem(
            id="T402",
            where=where(("redis", "broker", "eviction")),
            what=f"the broker evicts ({broker.eviction})",
            why="Queued tasks and the schedule would vanish when memory runs out",
            fix="write `noeviction`",
        )
    if broker.persistence is not Persistence.APPEND_ONLY:
        yield Problem(
            id="T403",
            where=where(("redis", "broker", "persistence")),
            what=f"the broker's persistence is `{broker.persistence}`",
            why="A restarted pod would forget every queued task",
            fix="write `append-only`",
        )
    for key in ("sessions", "longTerm", "broker"):
        if (shards := getattr(topology.redis, NODES[key]).shards) != 1:
            yield Problem(
                id="T404",
                where=where(("redis", key, "shards")),
                what=f"{shards} shards",
                why=f"Only the cache is sharded; clients of `{key}` would use just the first",
                fix="write 1",
            )


def clients_fit(topology: Topology, where: Where) -> Iterator[Problem]:
    """Every process may fill its pool without Redis turning it away, also with each queue at its upper bound (Q6)."""
    sides = (
        (("redis", "maxConnections"), capacity.cache_demand(topology), "lower it, or the web tier's processes"),
        (("worker", "autoscale", "max"), capacity.broker_demand(topology), "lower it, or `concurrency`"),
    )
    for path, demand, fix in sides:
        if demand.asked > demand.allowed:
            yield Problem(
                id="T405",
                where=where(path),
                what=f"{demand.asked} clients of one Redis ({demand.sum}) exceed the {demand.allowed} it takes",
                why="Redis would refuse web processes and workers exactly at peak",
                fix=fix,
            )
