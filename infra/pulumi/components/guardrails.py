"""The namespace and what holds for everything in it: Pod Security, network policies, default limits, quotas."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.layer import Layer
from components.manifests import Manifest, labels, metadata
from topology.model import Topology
from topology.model.vocabulary import ServiceType
from topology.render.network_policies import network_policies

# Node ports of the edge's Service: HTTPS and HTTP. Kubernetes gives them to load balancers too.
EDGE_NODE_PORTS = 2


@dataclass(frozen=True, kw_only=True)
class GuardrailsArgs:
    """`topology`: the deployment."""

    topology: Topology


class Guardrails(Layer):
    """Everything else in the stack starts after these are in force."""

    namespace: pulumi.Output[str]

    def __init__(self, args: GuardrailsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("guardrails", opts=opts)
        namespace_name = args.topology.cluster.namespace
        namespace = self.add(namespace_manifest(namespace_name))
        for manifest in (limit_range(namespace_name), quota(args.topology)):
            self.add(manifest, after=[namespace])
        for policy in network_policies(args.topology):
            policy["metadata"]["namespace"] = namespace_name
            self.add(policy, after=[namespace])
        self.namespace = pulumi.Output.from_input(namespace_name)
        self.register_outputs({"namespace": self.namespace})


def namespace_manifest(name: str) -> Manifest:
    """The namespace, with Pod Security `restricted` enforced (and warned of, and audited, for those who bypass it)."""
    modes = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels() | modes}}


def limit_range(namespace: str) -> Manifest:
    """Limits for a container that states none, such as a debugging pod: small, so that it cannot starve the shop."""
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": metadata("defaults", namespace),
        "spec": {
            "limits": [
                {
                    "type": "Container",
                    "default": {"cpu": "500m", "memory": "256Mi"},
                    "defaultRequest": {"cpu": "10m", "memory": "64Mi"},
                }
            ]
        },
    }


def quota(topology: Topology) -> Manifest:
    """The edge is the only way in: no other Service can be published to the outside."""
    kind = topology.edge.service_type
    balancers = 1 if kind is ServiceType.LOAD_BALANCER else 0
    node_ports = 0 if kind is ServiceType.CLUSTER_IP else EDGE_NODE_PORTS
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": metadata("published-services", topology.cluster.namespace),
        "spec": {"hard": {"services.loadbalancers": str(balancers), "services.nodeports": str(node_ports)}},
    }
