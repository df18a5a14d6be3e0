"""The namespace and what holds for everything in it."""

from __future__ import annotations

import pytest
from components.guardrails import limit_range, namespace_manifest, quota

from topology import Topology


def test_namespace_enforces_restricted() -> None:
    """Enforced, not only warned of: a pod that asks for more is refused."""
    labels = namespace_manifest("rushhour")["metadata"]["labels"]

    for mode in ("enforce", "audit", "warn"):
        assert labels[f"pod-security.kubernetes.io/{mode}"] == "restricted"


def test_containers_without_limits_get_small_ones() -> None:
    """A debugging pod cannot starve the shop."""
    (limit,) = limit_range("rushhour")["spec"]["limits"]

    assert limit["default"] == {"cpu": "500m", "memory": "256Mi"}
    assert limit["defaultRequest"] == {"cpu": "10m", "memory": "64Mi"}


@pytest.mark.parametrize(
    ("kind", "balancers", "ports"), [("LoadBalancer", "1", "2"), ("NodePort", "0", "2"), ("ClusterIP", "0", "0")]
)
def test_only_the_edge_can_be_published(kind: str, balancers: str, ports: str) -> None:
    """The quota leaves room for the edge's Service and for no other."""
    topology = Topology.model_validate({"edge": {"serviceType": kind}})

    assert quota(topology)["spec"]["hard"] == {"services.loadbalancers": balancers, "services.nodeports": ports}
