"""Who may talk to whom: the one list behind NetworkPolicies, the architecture diagram and the reachability tests.

Everything that is not listed here is refused on the network.
"""

from __future__ import annotations

from topology.edge import Edge, Peer
from topology.metrics import exporters, reads_nodes, redis_is_asked, scraper
from topology.model import Topology
from topology.model.vocabulary import Autoscaler, External, PostgresRole, Role
from topology.ports import Port
from topology.ways_out import ways_out

APPLICATION = (Role.WEB, Role.WORKER, Role.BEAT, Role.MIGRATE, Role.CATALOGUE, Role.WARM_UP)


def edges(topology: Topology) -> tuple[Edge, ...]:
    """Every permitted connection of a deployment."""
    return (
        *_front(),
        *_database(),
        *_redis(topology),
        *_object_store(topology),
        *ways_out(topology),
        *_metrics(topology),
        *_platform(topology),
    )


def roles(topology: Topology) -> tuple[Role, ...]:
    """The roles that have pods in this deployment."""
    absent = {Role.OBJECT_STORE} if topology.object_store.endpoint else set()
    if not topology.scaled_by(Autoscaler.BUILTIN):
        absent.add(Role.AUTOSCALER)
    if scraper(topology) is not Role.PROMETHEUS:
        absent |= {Role.PROMETHEUS, Role.ALERTMANAGER}
    if not redis_is_asked(topology):
        absent.add(Role.REDIS_EXPORTER)
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
        *(Edge(source=s, target=Role.EDGE, ports=(Port.EDGE_PURGE,), purpose="purge changed pages") for s in purgers),
    )


def _database() -> tuple[Edge, ...]:
    # The Job holds session locks and changes the schema, which a transaction pooler cannot carry.
    direct = _sql(Role.MIGRATE, Role.POSTGRES, "migrations", PostgresRole.OWNER)
    clients = tuple(role for role in APPLICATION if role is not Role.MIGRATE)
    poolers = (Role.POOLER_RW, Role.POOLER_RO)
    replication = Edge(
        source=Role.POSTGRES,
        target=Role.POSTGRES,
        ports=(Port.POSTGRES, Port.POSTGRES_STATUS),
        purpose="replication",
        credential="certificate",
        tls=True,
    )
    return (
        direct,
        *(_sql(client, Role.POOLER_RW, "writes", PostgresRole.APP) for client in clients),
        _sql(Role.OUTBOX_RELAY, Role.POOLER_RW, "unpublished tasks", PostgresRole.APP),
        *(_sql(client, Role.POOLER_RO, "reads", PostgresRole.READER) for client in clients),
        *(_sql(pooler, Role.POSTGRES, "pooled sessions", "certificate") for pooler in poolers),
        replication,
    )


def _sql(source: Role, target: Role, purpose: str, credential: str) -> Edge:
    return Edge(source=source, target=target, ports=(Port.POSTGRES,), purpose=purpose, credential=credential, tls=True)


def _redis(topology: Topology) -> tuple[Edge, ...]:
    purposes = {
        Role.REDIS_CACHE: "cached objects",
        Role.REDIS_SESSIONS: "sessions",
        Role.REDIS_LONG_TERM: "cold objects",
        Role.REDIS_BROKER: "tasks",
    }
    return (
        *(_cached(client, role, purpose) for client in APPLICATION for role, purpose in purposes.items()),
        _cached(Role.OUTBOX_RELAY, Role.REDIS_BROKER, "tasks"),
        *(_cached(scaler, Role.REDIS_BROKER, "queue lengths") for scaler in _scalers(topology)),
    )


def _cached(source: Peer, target: Role, purpose: str) -> Edge:
    return Edge(source=source, target=target, ports=(Port.REDIS,), purpose=purpose, credential="app", tls=True)


def _scalers(topology: Topology) -> tuple[Peer, ...]:
    """Who looks at the queues to set the number of workers."""
    present: dict[Autoscaler, Peer] = {Autoscaler.BUILTIN: Role.AUTOSCALER, Autoscaler.KEDA: External.KEDA}
    return tuple(peer for autoscaler, peer in present.items() if topology.scaled_by(autoscaler))


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


def _metrics(topology: Topology) -> tuple[Edge, ...]:
    """From whoever scrapes to the exporters and the node; from the exporter to every Redis; from the dashboard."""
    asker = scraper(topology)
    if asker is None:
        return ()
    asked = tuple(Edge(source=asker, target=e.role, ports=(e.port,), purpose="metrics") for e in exporters(topology))
    own, ports = Role.REDIS_EXPORTER, (Port.REDIS,)
    redis = tuple(
        Edge(source=own, target=role, ports=ports, purpose="figures", credential="metrics", tls=True)
        for role in topology.redis.by_role()
    )
    if asker is Role.PROMETHEUS:
        asked += (
            Edge(source=Role.WEB, target=asker, ports=(Port.PROMETHEUS,), purpose="dashboard"),
            Edge(source=asker, target=Role.ALERTMANAGER, ports=(Port.ALERTMANAGER,), purpose="alerts"),
        )
    if not reads_nodes(topology):
        return asked + redis
    node = Edge(
        source=asker,
        target=External.NODE,
        ports=(Port.KUBELET,),
        purpose="containers and volumes",
        credential="service account",
        tls=True,
    )
    return (*asked, *redis, node)


def _platform(topology: Topology) -> tuple[Edge, ...]:
    managed = (Role.POSTGRES, Role.POOLER_RW, Role.POOLER_RO)  # their manager process watches its own resource
    scalers = tuple(scaler for scaler in _scalers(topology) if scaler is Role.AUTOSCALER)
    finders = tuple(role for role in roles(topology) if role is Role.PROMETHEUS)
    api, operator = External.KUBERNETES_API, External.POSTGRES_OPERATOR
    ports, status = topology.cluster.api_ports, (Port.POSTGRES_STATUS,)
    token, certificate = "service account", "certificate"
    return (
        *(Edge(source=r, target=External.DNS, ports=(Port.DNS,), purpose="names", udp=True) for r in roles(topology)),
        *(Edge(source=r, target=api, ports=ports, purpose="own state", credential=token, tls=True) for r in managed),
        *(Edge(source=r, target=api, ports=ports, purpose="replicas", credential=token, tls=True) for r in scalers),
        *(Edge(source=r, target=api, ports=ports, purpose="targets", credential=token, tls=True) for r in finders),
        Edge(source=operator, target=Role.POSTGRES, ports=status, purpose="status", credential=certificate, tls=True),
    )
