"""Rules about database connections (D2): pools × processes × replicas against poolers, poolers against the server."""

from __future__ import annotations

from collections.abc import Iterator

from topology import capacity
from topology.model import Topology
from topology.problems import Problem
from topology.stackfile import Where


def server_connections_fit(topology: Topology, where: Where) -> Iterator[Problem]:
    """Full poolers leave the server its reserve."""
    sides = (("poolerRw", capacity.primary_demand(topology)), ("poolerRo", capacity.replica_demand(topology)))
    for pooler, demand in sides:
        if demand.asked > demand.allowed:
            yield Problem(
                id="T301",
                where=where(("postgres", pooler, "poolSize")),
                what=f"{demand.asked} server connections ({demand.sum}) exceed the {demand.allowed} that "
                f"maxConnections {topology.postgres.max_connections} leaves",
                why="Postgres would refuse connections exactly at peak",
                fix=f"lower poolSize or instances, or raise `rushhour:postgres.maxConnections` by "
                f"{demand.asked - demand.allowed} or more",
            )


def client_connections_fit(topology: Topology, where: Where) -> Iterator[Problem]:
    """Every process may fill its pool without PgBouncer turning it away."""
    sides = (("poolerRw", capacity.client_demand_rw(topology)), ("poolerRo", capacity.client_demand_ro(topology)))
    for pooler, demand in sides:
        if demand.asked > demand.allowed:
            yield Problem(
                id="T302",
                where=where(("postgres", pooler, "maxClientConnections")),
                what=f"{demand.asked} client connections ({demand.sum}) exceed the poolers' {demand.allowed}",
                why="PgBouncer would refuse web processes and workers at peak",
                fix="lower `pool.maxSize`, processes, replicas or concurrency, or raise maxClientConnections",
            )


def pools_are_ordered(topology: Topology, where: Where) -> Iterator[Problem]:
    """A pool's lower bound is not above its upper."""
    for noun, pool in (("web", topology.web.pool), ("celery", topology.celery.pool)):
        if pool.min_size > pool.max_size:
            yield Problem(
                id="T303",
                where=where((noun, "pool", "minSize")),
                what=f"{pool.min_size} exceeds maxSize {pool.max_size}",
                why="psycopg would refuse to start the pool",
                fix=f"write at most {pool.max_size}",
            )
