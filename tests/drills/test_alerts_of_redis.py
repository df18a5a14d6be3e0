"""Trouble in Redis is told while it lasts (M3, M5)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.drills.support.trouble import Watcher, stopped
from tests.infra.support.kube import Kube
from tests.infra.support.redis import PASSWORDS, addresses
from tests.infra.support.site import Site
from tests.infra.support.visitor import Visitor
from topology import Topology
from topology.model.vocabulary import Role

#: seconds a fill may take on a busy machine
FILL_SECONDS = 120
#: above it a server that evicts is full (thresholds.utilisationPercent is 80)
NEARLY_FULL, MORE_THAN_FULL = 0.9, 1.5


class Filling:
    """Fills a role's first server up to a share of its memory, as often as it is called."""

    def __init__(self, kube: Kube, topology: Topology, role: Role, share: float) -> None:
        self._kube, self._share = kube, share
        self._server = {"address": addresses(topology, role)[0], "password": PASSWORDS[role]}
        self._prefixes: list[str] = []

    def __call__(self) -> dict[str, Any]:
        """Write until it is that full; what was written."""
        self._prefixes.append(f"drill:{uuid.uuid4().hex}")
        return self._fill(self._prefixes[-1], self._share)

    def empty(self) -> None:
        """Take it all out again."""
        for prefix in self._prefixes:
            self._fill(prefix, 0)

    def _fill(self, prefix: str, share: float) -> dict[str, Any]:
        server = {**self._server, "prefix": prefix, "share": share}
        done: dict[str, Any] = self._kube.inside("fill_redis.py", server, seconds=FILL_SECONDS)
        return done


@contextmanager
def filled(kube: Kube, topology: Topology, role: Role, share: float) -> Iterator[Filling]:
    """A full server inside the block, and as much room as before at its end."""
    filling = Filling(kube, topology, role, share)
    try:
        filling()
        yield filling
    finally:
        filling.empty()


def test_a_full_cache_is_told_and_shoppers_do_not_notice(
    watcher: Watcher, kube: Kube, topology: Topology, site: Site
) -> None:
    """A shard that has to evict is a warning, with how much it threw away; emptied, it is quiet again (C2, M3)."""
    with Visitor(site) as visitor, filled(kube, topology, Role.REDIS_CACHE, MORE_THAN_FULL) as fill:
        full = watcher.finds("redis", "redis:cache-0:memory")
        evicted = watcher.finds("redis", "redis:cache-0:evictions", cause=fill)
        visitor.wait_for(20)
    watcher.closes("redis", "redis:cache-0:memory")
    watcher.closes("redis", "redis:cache-0:evictions")

    assert (full["level"], evicted["level"]) == ("warning", "warning")
    assert visitor.failures == [], visitor.summary()


def test_a_server_that_must_not_forget_and_is_full_is_told_at_once(
    watcher: Watcher, kube: Kube, topology: Topology, site: Site
) -> None:
    """Full sessions are critical: others' would be lost. Both voices tell of it until there is room (C2, M3)."""
    watcher.quiet("RedisMemoryFull")
    with Visitor(site) as visitor, filled(kube, topology, Role.REDIS_SESSIONS, NEARLY_FULL):
        watcher.finds("redis", "redis:sessions:memory")
        watcher.fires("RedisMemoryFull")
    watcher.clears("RedisMemoryFull")
    watcher.closes("redis", "redis:sessions:memory")

    assert "redis-sessions" in str(watcher.said["RedisMemoryFull"])
    assert visitor.failures == [], visitor.summary()


def test_a_server_that_is_gone_is_told(watcher: Watcher, kube: Kube, site: Site) -> None:
    """Critical by both voices; pages go on without it; it is told no more once it is back (C3, M3)."""
    watcher.quiet("RedisDown")
    with Visitor(site) as visitor, stopped(kube, f"statefulset/{Role.REDIS_LONG_TERM}"):
        found = watcher.finds("redis", "redis:long-term:down")
        watcher.fires("RedisDown")
    watcher.clears("RedisDown")
    watcher.closes("redis", "redis:long-term:down")

    assert found["level"] == "critical"
    assert visitor.failures == [], visitor.summary()
