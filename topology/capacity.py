"""How many connections and how much machine a topology asks for at most."""

from __future__ import annotations

from dataclasses import dataclass

from topology.edges import roles
from topology.model import Topology
from topology.model.postgres import Pooler
from topology.model.quantity import bytes_of, millicores
from topology.model.resources import Resources
from topology.model.vocabulary import Role

# Postgres keeps superuser_reserved_connections (3, its default) back; the operator, its metrics exporter and the
# poolers' own look-ups (auth_query) use a handful more on every instance.
RESERVED_CONNECTIONS = 3
OPERATOR_CONNECTIONS = 5
MIGRATION_CONNECTIONS = 2  # the Job's advisory lock and its migrations
SURGE = 1  # one extra pod of a Deployment during a rolling update
# (database, user) pairs, each with a PgBouncer pool of its own.
POOLS_RW = 2  # shop as shop_app, analytics as analytics
POOLS_RO = 1  # shop as shop_reader
# Redis' own default for `maxclients`; further ones are refused.
REDIS_CLIENTS = 10_000
# Of one worker on the broker, counted with CLIENT LIST at work: 8, and one a child for the counters. A child that sends
# tasks and keeps results has one more for each.
BROKER_OF_A_WORKER = 8
BROKER_OF_A_CHILD = 3
# Celery's broker_pool_limit, and as many for the counters.
BROKER_OF_A_WEB_PROCESS = 20
# A child runs one task at a time; the other connection is that of a task that was ended half-way.
CACHE_OF_A_CHILD = 2


@dataclass(frozen=True, slots=True)
class Demand:
    """Connections asked for at most, against what the other side accepts."""

    asked: int
    allowed: int
    sum: str  # the arithmetic, for the error message


def primary_demand(topology: Topology) -> Demand:
    """Server connections on the primary with every pool full."""
    pooler = topology.postgres.pooler_rw
    extra = MIGRATION_CONNECTIONS + OPERATOR_CONNECTIONS + pooler.instances
    return _server(topology, pooler, POOLS_RW, extra)


def replica_demand(topology: Topology) -> Demand:
    """Server connections on one replica that serves every read alone."""
    pooler = topology.postgres.pooler_ro
    return _server(topology, pooler, POOLS_RO, OPERATOR_CONNECTIONS + pooler.instances)


def client_demand_rw(topology: Topology) -> Demand:
    """Client connections on pooler-rw with every process's pools full, during a rolling update."""
    return _client(topology, topology.postgres.pooler_rw, POOLS_RW)


def client_demand_ro(topology: Topology) -> Demand:
    """Client connections on pooler-ro with every process's pool full, during a rolling update."""
    return _client(topology, topology.postgres.pooler_ro, POOLS_RO)


def _server(topology: Topology, pooler: Pooler, pools: int, extra: int) -> Demand:
    asked = pooler.instances * pooler.pool_size * pools + extra
    allowed = topology.postgres.max_connections - RESERVED_CONNECTIONS
    return Demand(asked, allowed, f"{pooler.instances} poolers × {pooler.pool_size} × {pools} pools + {extra}")


def _client(topology: Topology, pooler: Pooler, pools: int) -> Demand:
    web = (topology.web.most_replicas + SURGE) * topology.web.processes * topology.web.pool.max_size
    # The parent process of a worker opens no pool; each prefork child has its own.
    children = _children(topology)
    single = topology.beat.replicas + topology.outbox_relay.replicas + 2 * SURGE  # processes without children
    celery = (children + single) * topology.celery.pool.max_size
    asked = (web + celery) * pools
    allowed = pooler.instances * pooler.max_client_connections
    terms = f"(web {web} + workers, beat and relay {celery}) × {pools} pools"
    return Demand(asked, allowed, terms)


def broker_demand(topology: Topology) -> Demand:
    """Clients of the broker with every queue at its upper bound, during a rolling update."""
    workers = sum(worker.most_replicas + SURGE for worker in topology.workers.values()) * BROKER_OF_A_WORKER
    children, web = _children(topology) * BROKER_OF_A_CHILD, _web_processes(topology) * BROKER_OF_A_WEB_PROCESS
    terms = f"workers {workers} + their children {children} + web {web}"
    return Demand(workers + children + web, REDIS_CLIENTS, terms)


def cache_demand(topology: Topology) -> Demand:
    """Clients of each Redis that is a cache, with every process's pool full, during a rolling update."""
    children = _children(topology) * CACHE_OF_A_CHILD
    web = _web_processes(topology) * topology.redis.max_connections
    return Demand(children + web, REDIS_CLIENTS, f"web {web} + workers' children {children}")


def _children(topology: Topology) -> int:
    return sum((worker.most_replicas + SURGE) * worker.concurrency for worker in topology.workers.values())


def _web_processes(topology: Topology) -> int:
    return (topology.web.most_replicas + SURGE) * topology.web.processes


@dataclass(frozen=True, slots=True)
class Totals:
    """Requests of all long-running pods."""

    cpu_millicores: int
    memory_bytes: int


def reservations(topology: Topology) -> list[tuple[Role, int, Resources]]:
    """Role, number of pods and what each is promised, for every long-running role that the stack could have."""
    postgres = topology.postgres
    return [
        (Role.EDGE, topology.edge.replicas, topology.edge.resources),
        (Role.WEB, topology.web.replicas, topology.web.resources),
        *((Role.WORKER, worker.replicas, worker.resources) for worker in topology.workers.values()),
        (Role.BEAT, topology.beat.replicas, topology.beat.resources),
        (Role.OUTBOX_RELAY, topology.outbox_relay.replicas, topology.outbox_relay.resources),
        (Role.AUTOSCALER, topology.autoscaler.replicas, topology.autoscaler.resources),
        (Role.POSTGRES, postgres.instances, postgres.resources),
        (Role.POOLER_RW, postgres.pooler_rw.instances, postgres.pooler_rw.resources),
        (Role.POOLER_RO, postgres.pooler_ro.instances, postgres.pooler_ro.resources),
        *((role, node.shards, node.resources) for role, node in topology.redis.by_role().items()),
        (Role.OBJECT_STORE, 1, topology.object_store.resources),
        (Role.PROMETHEUS, 1, topology.monitoring.prometheus.resources),
        (Role.ALERTMANAGER, 1, topology.monitoring.alertmanager.resources),
        (Role.REDIS_EXPORTER, 1, topology.monitoring.redis_exporter.resources),
    ]


def totals(topology: Topology) -> Totals:
    """What the stack reserves on its cluster, in millicores and bytes."""
    there = [(count, part) for role, count, part in reservations(topology) if role in roles(topology)]
    return Totals(
        sum(count * millicores(part.requests.cpu) for count, part in there),
        sum(count * bytes_of(part.requests.memory) for count, part in there),
    )
