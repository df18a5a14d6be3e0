"""Sharding (C2) and what a lost key costs (C3)."""

from __future__ import annotations

import uuid

from tests.infra.support.kube import Kube
from topology import Topology

KEYS = 300


def test_each_shard_holds_its_own_keys_and_no_others(kube: Kube, topology: Topology) -> None:
    """Keys written through the app's cache lie on the shard of the ring and on no other, and all shards share (C2)."""
    report = kube.inside("spread_keys.py", KEYS)

    assert report["written"] == KEYS
    assert (report["unread"], report["misplaced"], report["left"]) == (0, [], []), report
    assert len(report["per_shard"]) == topology.redis.cache.shards
    # Consistent hashing is not even, but a shard with less than a third of its share is a broken ring.
    assert min(report["per_shard"].values()) > KEYS / topology.redis.cache.shards / 3, report["per_shard"]


def test_a_session_outlives_its_cache_entry(kube: Kube) -> None:
    """A session whose Redis key is gone is read from the database: nobody is logged out (C3)."""
    marker = uuid.uuid4().hex

    assert kube.inside("sessions.py", marker) == {"found": marker}
