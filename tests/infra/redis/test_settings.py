"""Four Redis roles, each with its own memory, eviction and persistence (C2)."""

from __future__ import annotations

from typing import Any

from tests.infra.support.kube import Kube
from tests.infra.support.redis import PASSWORDS, addresses, asking
from topology import Topology
from topology.model.quantity import bytes_of
from topology.model.vocabulary import Role
from topology.render.probe_targets import redis_settings


def ask(kube: Kube, topology: Topology, role: Role, *commands: str) -> list[list[dict[str, Any]]]:
    """Answers of every server of a role, asked as the app."""
    secret = PASSWORDS[role]
    return kube.inside("redis_ask.py", *(asking(a, *commands, password=secret) for a in addresses(topology, role)))  # type: ignore[no-any-return]  # what the script prints


def test_each_server_has_the_topologys_settings(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """`maxmemory`, its policy and persistence are those of the stack file, on every shard (C2)."""
    expected = redis_settings(topology.redis.by_role()[redis_role])
    for memory, persistence, save in ask(
        kube, topology, redis_role, "INFO memory", "INFO persistence", "CONFIG GET save"
    ):
        found = {
            "maxmemory": memory["value"]["maxmemory"],
            "maxmemory_policy": memory["value"]["maxmemory_policy"],
            "append_only": bool(persistence["value"]["aof_enabled"]),
            "snapshots": rules(save["value"]) != "",
        }
        assert found == {key: expected[key] for key in found}


def rules(configured: Any) -> str:
    """The `save` rules out of CONFIG GET's answer, which is a list or a mapping by protocol version."""
    return str(configured["save"] if isinstance(configured, dict) else configured[1])


def test_persistence_works(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """The last write of an append-only file and the last snapshot were successful (C2)."""
    for (persistence,) in ask(kube, topology, redis_role, "INFO persistence"):
        state = persistence["value"]
        assert state["rdb_last_bgsave_status"] == "ok"
        assert state.get("aof_last_write_status", "ok") == "ok"
        assert state["loading"] == 0


def test_memory_stays_below_the_pods_limit(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """What Redis occupies is below 80 % of what its pod may use (T: memory held below 80 %)."""
    limit = bytes_of(topology.redis.by_role()[redis_role].resources.limits.memory)
    for (memory,) in ask(kube, topology, redis_role, "INFO memory"):
        assert memory["value"]["used_memory_rss"] < 0.8 * limit


def test_the_version_has_what_the_access_rules_need(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """Subcommand rules such as `config|get` exist from Redis 7 on; older servers would read them otherwise (C2)."""
    for (server,) in ask(kube, topology, redis_role, "INFO server"):
        assert int(str(server["value"]["redis_version"]).split(".")[0]) >= 7
