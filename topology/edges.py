"""Who may talk to whom: the one list behind NetworkPolicies, the architecture diagram and the reachability tests.

Everything that is not listed here is refused on the network.
"""

from __future__ import annotations

from dataclasses import dataclass

from topology.model import Topology
from topology.model.vocabulary import External, Role

Peer = Role | External


class Port:
    """Ports of the stack's own pods, by what listens. Each stands here once."""

    EDGE_HTTPS = 8443
    EDGE_HTTP = 8080
    EDGE_PURGE = 8081
    WEB = 8000
    POSTGRES = 5432
    POSTGRES_STATUS = 8000  # CloudNativePG's instance manager; fixed by the operator
    REDIS = 6379
    OBJECT_STORE = 9000
    DNS = 53
    S3 = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One permitted kind of connection.

    Attributes:
        source: who opens it.
        target: who accepts it.
        ports: TCP ports of the target; `udp` adds the same ports over UDP.
        purpose: why it exists, in a few words, shown in the diagram.
        credential: what the source proves itself with; None where the target takes anyone who can reach it.
        tls: whether the bytes are encrypted and the server's certificate verified.
    """

    source: Peer
    target: Peer
    ports: tuple[int, ...]
    purpose: str
    credential: str | None = None
    tls: bool = False
    udp: bool = False


APPLICATION = (Role.WEB, Role.WORKER, Role.BEAT, Role.MIGRATE, Role.CATALOGUE, Role.WARM_UP)
REDIS_ROLES = (Role.REDIS_CACHE, Role.REDIS_SESSIONS, Role.REDIS_LONG_TERM, Role.REDIS_BROKER)


def edges(topology: Topology) -> tuple[Edge, ...]:
    """Every permitted connection of a deployment."""
    return (*_front(), *_database(), *_redis(), *_object_store(topology), *_platform(topology))


def roles(topology: Topology) -> tuple[Role, ...]:
    """The roles that have pods in this deployment."""
    absent = {Role.OBJECT_STORE} if topology.object_store.endpoint else set()
    return tuple(role for role in Role if role not in absent)


def components(role: Role, topology: Topology) -> tuple[str, ...]:
    """The `app.kubernetes.io/component` labels of a role's pods: its name, or one a queue for workers."""
    if role is Role.WORKER:
        return tuple(f"{Role.WORKER}-{queue}" for queue in topology.queues)
    return (role.value,)


def _front() -> tuple[Edge, ...]:
    public = (Port.EDGE_HTTPS, Port.EDGE_HTTP)
    purgers = (Role.WEB, Role.WORKER, Role.CATALOGUE)
    return (
        Edge(source=External.CLIENTS, target=Role.EDGE, ports=public, purpose="browse and buy", tls=True),
        Edge(source=Role.EDGE, target=Role.WEB, ports=(Port.WEB,), purpose="cache misses"),
        Edge(source=Role.WARM_UP, target=Role.EDGE, ports=(Port.EDGE_HTTPS,), purpose="fill the page cache", tls=True),
        *(Edge(source=s, target=Role.EDGE, ports=(Port.EDGE_PURGE,), purpose="purge changed pages") for s in purgers),
    )


def _database() -> tuple[Edge, ...]:
    sql = (Port.POSTGRES,)
    # The Job holds session locks and changes the schema, which a transaction pooler cannot carry.
    direct = Edge(
        source=Role.MIGRATE, target=Role.POSTGRES, ports=sql, purpose="migrations", credential="shop_owner", tls=True
    )
    clients = tuple(role for role in APPLICATION if role is not Role.MIGRATE)
    poolers = (Role.POOLER_RW, Role.POOLER_RO)
    return (
        direct,
        *(Edge(source=c, target=Role.POOLER_RW, ports=sql, purpose="writes", credential="shop_app", tls=True) for c in clients),
        *(Edge(source=c, target=Role.POOLER_RO, ports=sql, purpose="reads", credential="shop_reader", tls=True) for c in clients),
        *(Edge(source=p, target=Role.POSTGRES, ports=sql, purpose="pooled sessions", credential="certificate", tls=True) for p in poolers),
        Edge(source=Role.POSTGRES, target=Role.POSTGRES, ports=(Port.POSTGRES, Port.POSTGRES_STATUS), purpose="replication",
             credential="certificate", tls=True),
    )  # fmt: skip


def _redis() -> tuple[Edge, ...]:
    purposes = {Role.REDIS_CACHE: "cached objects", Role.REDIS_SESSIONS: "sessions", Role.REDIS_LONG_TERM: "cold objects",
                Role.REDIS_BROKER: "tasks"}  # fmt: skip
    return tuple(
        Edge(source=client, target=role, ports=(Port.REDIS,), purpose=purposes[role], credential="app", tls=True)
        for client in APPLICATION
        for role in REDIS_ROLES
    )


def _object_store(topology: Topology) -> tuple[Edge, ...]:
    outside = topology.object_store.endpoint is not None
    target: Peer = External.S3 if outside else Role.OBJECT_STORE
    port = Port.S3 if outside else Port.OBJECT_STORE
    clients = {
        Role.POSTGRES: "WAL and base backups",
        Role.WEB: "media",
        Role.WORKER: "media",
        Role.CATALOGUE: "pictures",
    }
    return tuple(
        Edge(source=client, target=target, ports=(port,), purpose=purpose, credential="access key", tls=outside)
        for client, purpose in clients.items()
    )


def _platform(topology: Topology) -> tuple[Edge, ...]:
    everyone = roles(topology)
    managed = (Role.POSTGRES, Role.POOLER_RW, Role.POOLER_RO)  # their manager process watches its own resource
    return (
        *(Edge(source=role, target=External.DNS, ports=(Port.DNS,), purpose="names", udp=True) for role in everyone),
        *(Edge(source=role, target=External.KUBERNETES_API, ports=topology.cluster.api_ports, purpose="own resource",
               credential="service account", tls=True) for role in managed),
        Edge(source=External.POSTGRES_OPERATOR, target=Role.POSTGRES, ports=(Port.POSTGRES_STATUS,), purpose="status and failover",
             credential="certificate", tls=True),
    )  # fmt: skip
