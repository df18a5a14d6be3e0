"""Default-deny NetworkPolicies with one allowance for every edge, and nothing else."""

from __future__ import annotations

from typing import Any

from topology.edge import Edge, Peer
from topology.edges import components, edges, roles
from topology.model import Topology
from topology.model.vocabulary import External, Role

NAME_LABEL = {"app.kubernetes.io/part-of": "rushhour"}
Manifest = dict[str, Any]


def network_policies(topology: Topology) -> list[Manifest]:
    """`networking.k8s.io/v1` manifests: one that denies everything in the namespace, then one a role."""
    everyone = edges(topology)
    return [
        _policy("default-deny", {}, ["Ingress", "Egress"]),
        *(_role_policy(role, everyone, topology) for role in roles(topology)),
    ]


def _role_policy(role: Role, everyone: tuple[Edge, ...], topology: Topology) -> Manifest:
    ingress = [_rule("from", edge.source, edge, topology) for edge in everyone if edge.target is role]
    egress = [_rule("to", edge.target, edge, topology) for edge in everyone if edge.source is role]
    policy = _policy(role.value, _pods(role, topology), ["Ingress", "Egress"])
    policy["spec"] |= {"ingress": ingress, "egress": egress}
    return policy


def _policy(name: str, selector: dict[str, Any], types: list[str]) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "labels": dict(NAME_LABEL)},
        "spec": {"podSelector": selector, "policyTypes": types},
    }


def _rule(direction: str, peer: Peer, edge: Edge, topology: Topology) -> dict[str, Any]:
    protocols = ("TCP", "UDP") if edge.udp else ("TCP",)
    rule: dict[str, Any] = {"ports": [{"protocol": p, "port": port} for port in edge.ports for p in protocols]}
    peers = _peers(peer, topology)
    return {direction: peers, **rule} if peers else rule  # no peers: anyone, which only the public edge allows


def _peers(peer: Peer, topology: Topology) -> list[dict[str, Any]]:
    cluster = topology.cluster
    match peer:
        case Role():
            return [{"podSelector": _pods(peer, topology)}]
        case External.CLIENTS:
            return []
        case External.DNS:
            return [_namespace(cluster.dns_namespace) | {"podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}]
        case External.KEDA:
            return [_namespace(cluster.keda_namespace)]
        case External.POSTGRES_OPERATOR:
            return [_namespace(cluster.operator_namespace)]
        case External.KUBERNETES_API:
            return [{"ipBlock": {"cidr": str(network)}} for network in cluster.api_networks]
        case External.PROMETHEUS:
            return [_namespace(topology.monitoring.external.namespace)]
        case External.NODE:
            return [{"ipBlock": {"cidr": f"{cluster.embedded.node_address}/32"}}]
        case External.TRACE_COLLECTOR if topology.monitoring.tracing.namespace:
            return [_namespace(topology.monitoring.tracing.namespace)]
        case (
            External.S3
            | External.MAIL_SERVER
            | External.MESSAGE_GATEWAYS
            | External.ALERT_WEBHOOKS
            | External.TRACE_COLLECTOR
        ):
            return [{"ipBlock": {"cidr": "0.0.0.0/0"}}]


def _namespace(name: str) -> dict[str, Any]:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def _pods(role: Role, topology: Topology) -> dict[str, Any]:
    """Selects a role's pods.

    The pods of the Postgres operator carry its own component labels: it overwrites the poolers', and gives the Jobs
    that make an instance none of the cluster's. So Postgres is all pods of the cluster that are no pooler.
    """
    match role:
        case Role.POSTGRES:
            no_pooler = {"key": "cnpg.io/podRole", "operator": "NotIn", "values": ["pooler"]}
            return {"matchLabels": {"cnpg.io/cluster": Role.POSTGRES.value}, "matchExpressions": [no_pooler]}
        case Role.POOLER_RW | Role.POOLER_RO:
            return {"matchLabels": {"cnpg.io/poolerName": role.value}}
    labels = list(components(role, topology))
    return {"matchExpressions": [{"key": "app.kubernetes.io/component", "operator": "In", "values": labels}]}
