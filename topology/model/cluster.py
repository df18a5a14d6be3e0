"""The Kubernetes cluster the stack runs on, and the addresses of the embedded one."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated

from pydantic import Field, PlainSerializer

from topology.model.base import Noun
from topology.model.spelling import spelt
from topology.model.vocabulary import Substrate

Address = Annotated[IPv4Address, Field(strict=False), PlainSerializer(str)]
Network = Annotated[IPv4Network, Field(strict=False), PlainSerializer(str)]
Port = Annotated[int, Field(ge=1, le=65535)]
DnsLabel = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"),
    spelt("a Kubernetes name, of small letters, digits and dashes"),
]


class EmbeddedCluster(Noun):
    """Addresses of the single-node cluster. All are private to the machine; nothing listens elsewhere."""

    node_name: DnsLabel = "rushhour"
    node_address: Address = IPv4Address("10.250.0.1")
    pod_network: Network = IPv4Network("10.244.0.0/24")
    service_network: Network = IPv4Network("10.96.0.0/16")
    dns_address: Address = IPv4Address("10.96.0.10")
    api_port: Port = 6443
    first_node_port: Port = 8000
    last_node_port: Port = 32767


class Cluster(Noun):
    """Which cluster, and how the stack reaches its API."""

    substrate: Annotated[Substrate, Field(strict=False)] = Substrate.EMBEDDED
    kubeconfig: str | None = None  # path; None: KUBECONFIG or ~/.kube/config, as kubectl does
    context: str | None = None  # None: the kubeconfig's current context
    namespace: DnsLabel = "rushhour"
    storage_class: str | None = None  # None: the cluster's default class
    operator_namespace: DnsLabel = "cnpg-system"
    dns_namespace: DnsLabel = "kube-system"
    keda_namespace: DnsLabel = "keda"  # used where a queue is scaled by KEDA
    api_networks: tuple[Network, ...] = Field(default=(IPv4Network("0.0.0.0/0"),), strict=False)
    api_ports: tuple[Port, ...] = Field(default=(443, 6443), strict=False)
    embedded: EmbeddedCluster = EmbeddedCluster()
