"""The architecture as a Mermaid flowchart, drawn from the edges."""

from __future__ import annotations

from topology.edge import Edge, Peer
from topology.edges import edges
from topology.model import Topology
from topology.model.vocabulary import External, Role

_GROUPS = {
    "Application": (Role.WEB, Role.WORKER, Role.BEAT, Role.MIGRATE, Role.CATALOGUE, Role.WARM_UP),
    "Postgres": (Role.POOLER_RW, Role.POOLER_RO, Role.POSTGRES),
    "Redis": (Role.REDIS_CACHE, Role.REDIS_SESSIONS, Role.REDIS_LONG_TERM, Role.REDIS_BROKER),
}
# Every pod asks for names; drawing it would hide the rest.
_UNDRAWN = {External.DNS}


def diagram(topology: Topology) -> str:
    """Mermaid text. Peers with the same edges from the same group are drawn as one arrow from the group."""
    drawn = [edge for edge in edges(topology) if edge.target not in _UNDRAWN]
    lines = ["flowchart LR"]
    for group, members in _GROUPS.items():
        lines += [f"  subgraph {group}", *(f'    {_id(m)}["{_label(m, topology)}"]' for m in members), "  end"]
    grouped = {member for members in _GROUPS.values() for member in members}
    others = dict.fromkeys(peer for edge in drawn for peer in (edge.source, edge.target) if peer not in grouped)
    lines += [f'  {_id(peer)}["{_label(peer, topology)}"]' for peer in others]
    arrows: dict[tuple[str, str], list[str]] = {}
    for edge in drawn:
        arrows.setdefault((_source(edge, drawn), _id(edge.target)), []).append(_text(edge))
    for (source, target), texts in arrows.items():
        lines.append(f'  {source} -->|"{", ".join(dict.fromkeys(texts))}"| {target}')
    return "\n".join(lines) + "\n"


def _source(edge: Edge, drawn: list[Edge]) -> str:
    """The group, when every member of it has this edge; else the peer itself."""
    for group, members in _GROUPS.items():
        sources = {other.source for other in drawn if (other.target, other.ports) == (edge.target, edge.ports)}
        if edge.source in members and sources.issuperset(members):
            return group
    return _id(edge.source)


def _text(edge: Edge) -> str:
    return f"{edge.purpose} :{'/'.join(map(str, edge.ports))}{' TLS' if edge.tls else ''}"


def _id(peer: Peer) -> str:
    return peer.value.replace("-", "_")


def _label(peer: Peer, topology: Topology) -> str:
    counts: dict[Peer, int] = {
        Role.EDGE: topology.edge.replicas,
        Role.WEB: topology.web.replicas,
        Role.WORKER: sum(worker.replicas for worker in topology.workers.values()),
        Role.OUTBOX_RELAY: topology.outbox_relay.replicas,
        Role.AUTOSCALER: topology.autoscaler.replicas,
        Role.POSTGRES: topology.postgres.instances,
        Role.POOLER_RW: topology.postgres.pooler_rw.instances,
        Role.POOLER_RO: topology.postgres.pooler_ro.instances,
        **{role: node.shards for role, node in topology.redis.by_role().items()},
    }
    count = counts.get(peer, 1)
    return f"{peer.value} ×{count}" if count > 1 else peer.value
