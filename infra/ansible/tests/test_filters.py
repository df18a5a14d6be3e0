"""Filters of the roles."""

from __future__ import annotations

import json

import kubeconfig
import network
import pods
import pytest


@pytest.mark.parametrize(
    ("cidr", "first"), [("198.51.100.0/24", "198.51.100.1"), ("198.18.0.0/16", "198.18.0.1"), ("fd00::/112", "fd00::1")]
)
def test_first_address_is_the_one_kubernetes_takes(cidr: str, first: str) -> None:
    """The API server's own Service gets the first usable address of the service network."""
    assert network.first_address(cidr) == first


def test_kubeconfig_holds_no_key() -> None:
    """It names the user's files, and its current context leads to that user and server."""
    content = json.loads(kubeconfig.kubeconfig("kube-proxy", "https://198.51.100.1:6443", "/keys"))
    context = next(c["context"] for c in content["contexts"] if c["name"] == content["current-context"])
    user = next(u["user"] for u in content["users"] if u["name"] == context["user"])
    cluster = next(c["cluster"] for c in content["clusters"] if c["name"] == context["cluster"])
    assert user == {"client-certificate": "/keys/kube-proxy.crt", "client-key": "/keys/kube-proxy.key"}
    assert cluster == {"server": "https://198.51.100.1:6443", "certificate-authority": "/keys/ca.crt"}


def test_a_workload_lacks_pods_when_fewer_are_ready_than_must_be() -> None:
    """More is well, for an autoscaler may have added some (Q6); one that is not there at all lacks every pod."""
    wanted = {"worker-email": 2, "web": 2, "edge": 1, "beat": 1}

    assert pods.lacking(wanted, {"worker-email": 5, "web": 1, "edge": 1}) == ["web", "beat"]
    assert pods.lacking(wanted, dict.fromkeys(wanted, 2)) == []
