"""What the verification looks at: the workloads with their sizes, the listeners, and every connection with its verdict.

testinfra parametrises over it; the Ansible role `verify` gets `probe_targets` through the inventory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from topology.edges import components, edges, roles
from topology.model import Topology
from topology.model.quantity import bytes_of
from topology.model.redis import RedisNode
from topology.model.vocabulary import Persistence, Role
from topology.render.app_environment import app_environment

# Roles whose pods end when their work is done; nothing of them runs in a stack at rest.
JOBS = (Role.MIGRATE, Role.CATALOGUE, Role.WARM_UP)


@dataclass(frozen=True, slots=True)
class Workload:
    """A set of like pods that must be there.

    Attributes:
        kind: Kubernetes kind, in the form `kubectl get` takes.
        name: name of the object.
        role: what its pods do.
        replicas: how many pods must be ready at least.
        most: how many there may be: more where an autoscaler sets the number.
    """

    kind: str
    name: str
    role: Role
    replicas: int
    most: int


@dataclass(frozen=True, slots=True)
class Connection:
    """One way a pod could reach another, and whether the edges permit it."""

    source: Role
    target: Role
    port: int
    allowed: bool

    def __str__(self) -> str:
        return f"{self.source}->{self.target}:{self.port}"


def long_running(topology: Topology) -> tuple[Role, ...]:
    """Roles that have pods in a stack at rest."""
    return tuple(role for role in roles(topology) if role not in JOBS)


def long_running_components(topology: Topology) -> tuple[str, ...]:
    """The `app.kubernetes.io/component` labels of those pods."""
    return tuple(component for role in long_running(topology) for component in components(role, topology))


def workloads(topology: Topology) -> tuple[Workload, ...]:
    """Every long-running workload of the stack but Postgres itself, which the operator counts in instances."""
    deployments = {
        Role.EDGE: topology.edge.replicas,
        Role.BEAT: topology.beat.replicas,
        Role.OUTBOX_RELAY: topology.outbox_relay.replicas,
        Role.AUTOSCALER: topology.autoscaler.replicas,
        Role.POOLER_RW: topology.postgres.pooler_rw.instances,
        Role.POOLER_RO: topology.postgres.pooler_ro.instances,
        Role.REDIS_EXPORTER: 1,
    }
    sets = {role: node.shards for role, node in topology.redis.by_role().items()}
    sets[Role.OBJECT_STORE] = 1
    there, web = roles(topology), topology.web
    sets |= {Role.PROMETHEUS: 1, Role.ALERTMANAGER: 1}
    workers = (
        Workload("deployment", f"{Role.WORKER}-{queue}", Role.WORKER, facts.least_replicas, facts.most_replicas)
        for queue, facts in ((queue, topology.workers[queue]) for queue in topology.queues)
    )
    return (
        Workload("deployment", Role.WEB.value, Role.WEB, web.least_replicas, web.most_replicas),
        *(Workload("deployment", role.value, role, n, n) for role, n in deployments.items() if role in there),
        *workers,
        *(Workload("statefulset", role.value, role, n, n) for role, n in sets.items() if role in there),
    )


def listeners(topology: Topology) -> tuple[tuple[Role, int], ...]:
    """Every (role, port) on which a pod of the stack accepts connections from another role."""
    found = {(edge.target, port) for edge in edges(topology) if isinstance(edge.target, Role) for port in edge.ports}
    return tuple(sorted(found))


def connections(topology: Topology) -> tuple[Connection, ...]:
    """Every role against every listener, with the verdict of the edges."""
    permitted = {(edge.source, edge.target, port) for edge in edges(topology) for port in edge.ports}
    # Shoppers' ports take anyone, so also any pod that may open connections to them: none may.
    return tuple(
        Connection(source, target, port, (source, target, port) in permitted)
        for source in roles(topology)
        for target, port in listeners(topology)
    )


def redis_settings(node: RedisNode) -> dict[str, Any]:
    """What a Redis of this role must report: `INFO memory` and `INFO persistence` terms, sizes in bytes."""
    return {
        "shards": node.shards,
        "maxmemory": bytes_of(node.max_memory),
        "maxmemory_policy": node.eviction.value,
        "append_only": node.persistence is Persistence.APPEND_ONLY,
        "snapshots": node.persistence is Persistence.SNAPSHOT,
    }


def probe_targets(topology: Topology) -> dict[str, Any]:
    """Plain data for the Ansible roles `verify` and `preflight`."""
    return {
        "workloads": [
            {"kind": w.kind, "name": w.name, "component": component, "replicas": w.replicas, "most": w.most}
            for w in workloads(topology)
            for component in components(w.role, topology)
            if w.role is not Role.WORKER or component == w.name
        ],
        "postgres_instances": topology.postgres.instances,
        "postgres_max_connections": topology.postgres.max_connections,
        "postgres_backups": topology.postgres.backups.enabled,
        "shop_database": topology.postgres.shop_database,
        "queues": list(topology.queues),
        "redis": {role.value: redis_settings(node) for role, node in topology.redis.by_role().items()},
        "products": topology.catalogue.products,
        "migrate_environment": app_environment(topology, Role.MIGRATE),
    }
