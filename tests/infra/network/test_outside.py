"""What lies outside the stack: no way out of it, and no way in from other namespaces (O5)."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_address

import pytest
from testinfra.host import Host

from tests.infra.support.kube import Kube, Manifest
from tests.infra.support.probe_pod import probe_pod
from tests.infra.support.reach import Address, addresses, reachable
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.vocabulary import Role
from topology.ports import Port
from topology.render.probe_targets import listeners

ELSEWHERE = "default"
ENFORCED_SECONDS = 30


@pytest.fixture(scope="module")
def neighbour(kube: Kube) -> Iterator[Manifest]:
    """A pod in a namespace without policies. It is the control: what it reaches, is there to be reached."""
    with probe_pod(kube, namespace=ELSEWHERE, component=Role.WEB.value) as pod:
        yield pod


@pytest.fixture(scope="module")
def stranger(kube: Kube) -> Iterator[Manifest]:
    """A pod in the stack's namespace that has no role."""
    with probe_pod(kube) as pod:
        yield pod


@pytest.fixture(scope="module")
def outside(machine: Host, topology: Topology) -> Iterator[Address]:
    """A server outside the cluster: a listener of this test on the machine's own address in the wider network."""
    links = json.loads(machine.check_output("ip -json address show"))
    inner = (topology.cluster.embedded.pod_network, topology.cluster.embedded.service_network)
    found = [
        a["local"]
        for link in links
        for a in link["addr_info"]
        if a["family"] == "inet" and a["scope"] == "global" and not any(ip_address(a["local"]) in net for net in inner)
    ]
    wider = [address for address in found if address != str(topology.cluster.embedded.node_address)]
    assert wider, f"this machine has no address outside the cluster: {found}"
    with socket.create_server((wider[0], 0)) as server:
        threading.Thread(target=_accept_for_ever, args=(server,), daemon=True).start()
        yield (wider[0], server.getsockname()[1])


def _accept_for_ever(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        connection.close()


def name_of(pod: Manifest) -> str:
    """The pod's name."""
    return str(pod["metadata"]["name"])


@pytest.fixture(scope="module")
def operator(kube: Kube, topology: Topology) -> Address:
    """A service of another namespace: the Postgres operator's webhook."""
    pods = kube.items(
        "pods", "-l", "app.kubernetes.io/name=cloudnative-pg", namespace=topology.cluster.operator_namespace
    )
    (address, *_) = addresses(pods, 9443)
    return address


def test_the_control_reaches_the_outside(
    kube: Kube, topology: Topology, neighbour: Manifest, outside: Address, operator: Address
) -> None:
    """Without policies a pod of this cluster reaches all of it, so the refusals below are the policies' doing (O5)."""
    node = str(topology.cluster.embedded.node_address)
    targets = [outside, operator, *((node, port) for port in node_ports(topology))]

    assert reachable(kube, name_of(neighbour), targets, namespace=ELSEWHERE) == dict.fromkeys(targets, True)


@pytest.fixture(scope="module")
def asked(kube: Kube, topology: Topology, outside: Address, operator: Address) -> Callable[[str], dict[Address, bool]]:
    """What a component's first pod reaches of all targets of this file, each pod asked once."""
    node = str(topology.cluster.embedded.node_address)
    targets = [outside, operator, *((node, port) for port in node_ports(topology))]
    verdicts: dict[str, dict[Address, bool]] = {}

    def ask(component: str) -> dict[Address, bool]:
        if component not in verdicts:
            (pod, *_) = kube.pods(component)
            verdicts[component] = reachable(kube, name_of(pod), targets)
        return verdicts[component]

    return ask


def node_ports(topology: Topology) -> tuple[int, ...]:
    """Ports of the cluster's own processes on the node's address: etcd, the kubelet, the API server."""
    return (2379, 10250, topology.cluster.embedded.api_port)


Asked = Callable[[str], dict[Address, bool]]


def test_no_pod_reaches_the_outside(asked: Asked, component: str, outside: Address) -> None:
    """From no role does a connection leave the cluster: stolen data has no way out (O5)."""
    assert asked(component)[outside] is False


def test_no_pod_reaches_another_namespace(asked: Asked, component: str, operator: Address) -> None:
    """No role reaches another namespace's pods but DNS (O5)."""
    assert asked(component)[operator] is False


def test_no_pod_reaches_the_clusters_own_processes(asked: Asked, topology: Topology, component: str) -> None:
    """No role reaches etcd, Prometheus alone the kubelet, and the API server those with business there (O5, M1)."""
    node = str(topology.cluster.embedded.node_address)
    managed = {Role.POSTGRES, Role.POOLER_RW, Role.POOLER_RO, Role.AUTOSCALER, Role.PROMETHEUS}
    found = {port: asked(component)[node, port] for port in node_ports(topology)}

    assert found == dict.fromkeys(node_ports(topology), False) | {
        topology.cluster.embedded.api_port: component in managed,
        Port.KUBELET: component == Role.PROMETHEUS,
    }


def test_another_namespace_does_not_get_in(kube: Kube, topology: Topology, neighbour: Manifest) -> None:
    """A pod elsewhere reaches nothing but the edge's public ports, though it carries the label of `web` (O5)."""
    public = (Port.EDGE_HTTPS, Port.EDGE_HTTP)
    targets = {
        address: role is Role.EDGE and port in public
        for role, port in listeners(topology)
        for address in addresses(kube.pods(role.value), port)
    }

    assert reachable(kube, name_of(neighbour), targets, namespace=ELSEWHERE) == targets


def test_a_pod_without_a_role_reaches_nothing(kube: Kube, topology: Topology, stranger: Manifest) -> None:
    """What is started in the namespace without a role has no network at all (O5)."""
    targets = [a for role, port in listeners(topology) for a in addresses(kube.pods(role.value), port)]

    wait_until(
        lambda: [target for target, open_ in reachable(kube, name_of(stranger), targets).items() if open_],
        lambda reached: reached == [],
        seconds=ENFORCED_SECONDS,
        what="a pod without a role reaches nothing",
    )
