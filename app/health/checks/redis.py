"""Every Redis server, asked directly."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from caching.servers import cache_servers
from celery_monitor.broker import client
from celery_monitor.selectors import depths, queue_names
from health.answers import Check, Finding

#: messages a queue may hold before that is said; autoscaling and alerts act on it, this only tells
MANY_MESSAGES = 10_000
#: part of its memory at which a server that must not evict will soon refuse writes
NEARLY_FULL = 0.9


def caches_servers() -> Iterator[tuple[str, Check]]:
    """A check for each server behind the caches, by its name.

    The clients are made here, before the checks have threads: threads that import a module together for the first time
    may deadlock.
    """
    for name, server in cache_servers():
        yield name, partial(_server, server)


def broker() -> Finding:
    """It answers, takes messages, and no queue is flooded."""
    server = _server(client())
    if not server.well:
        return server
    found = depths(client(), queue_names())
    flooded = [f"{queue} holds {depth.pending}" for queue, depth in found.items() if depth.pending > MANY_MESSAGES]
    if flooded:
        return Finding(False, f"answers, but {', '.join(flooded)} messages", spares=True)
    return Finding(True, f"{server.detail}, {sum(depth.pending for depth in found.values())} messages wait")


def _server(server: Any) -> Finding:
    """PING and memory. A server that evicts may be full; one that does not must not be."""
    server.ping()
    memory = server.info("memory")
    used, most = memory["used_memory"], memory["maxmemory"]
    if most and memory["maxmemory_policy"] == "noeviction" and used > NEARLY_FULL * most:
        return Finding(False, f"answers, but {used} of {most} bytes are used; full, it refuses writes", spares=True)
    return Finding(True, f"answers, {used / 2**20:.0f} MiB used")
