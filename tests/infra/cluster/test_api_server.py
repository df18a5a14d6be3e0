"""The embedded cluster's API server and its neighbours: who reaches them, and what they say to strangers."""

from __future__ import annotations

import base64
import socket
import ssl
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
import yaml
from testinfra.host import Host

from topology import Topology

OURS = {
    "kube-apiserver", "kube-controller", "kube-scheduler", "kubelet", "kube-proxy", "kube-router", "etcd", "containerd",
    "local-provision", "supervisord",
}  # fmt: skip


@pytest.fixture(scope="module")
def stranger(machine: Host, tool_environment: dict[str, str]) -> httpx.Client:
    """Somebody who trusts the cluster's CA and has no credentials."""
    cluster = yaml.safe_load(Path(tool_environment["KUBECONFIG"]).read_text())["clusters"][0]["cluster"]
    context = ssl.create_default_context()
    if "certificate-authority-data" in cluster:
        context.load_verify_locations(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
    else:
        context.load_verify_locations(cluster["certificate-authority"])
    return httpx.Client(base_url=cluster["server"], verify=context, trust_env=False, timeout=10)


@pytest.mark.parametrize("path", ["/api", "/api/v1/namespaces/rushhour/secrets", "/metrics", "/openapi/v2", "/version"])
def test_strangers_are_told_nothing(stranger: httpx.Client, path: str) -> None:
    """Without credentials the API answers 401 and lists nothing (O5)."""
    assert stranger.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_needs_no_credentials(stranger: httpx.Client, path: str) -> None:
    """Health is the one thing a supervisor may ask for unauthenticated (O2)."""
    assert stranger.get(path).text == "ok"


def test_old_tls_is_refused(machine: Host, stranger: httpx.Client, topology: Topology) -> None:
    """The API server speaks TLS 1.3 and nothing older (O5)."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    embedded = topology.cluster.embedded
    with (
        socket.create_connection((str(embedded.node_address), embedded.api_port), timeout=10) as plain,
        pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"),
    ):
        context.wrap_socket(plain)


def test_cluster_processes_listen_on_private_addresses_only(machine: Host, topology: Topology) -> None:
    """Every socket of the cluster's processes is bound to loopback or to the node's own address (O5)."""
    node = topology.cluster.embedded.node_address
    listening = machine.check_output("ss -Htlnp").splitlines()
    found = {}
    for line in listening:
        local, users = line.split()[3], line.split()[-1]
        owner = users.partition('"')[2].partition('"')[0]
        if owner in OURS:
            found[f"{owner} {local}"] = local.rsplit(":", 1)[0].strip("[]")

    assert any(name.startswith("kube-apiserver") for name in found), listening
    public = {
        name
        for name, address in found.items()
        if address == "*" or not (ip_address(address).is_loopback or ip_address(address) == node)
    }
    assert public == set()
