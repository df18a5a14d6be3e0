"""Rules about where pods run, how many there are and how they are reached."""

from __future__ import annotations

from collections.abc import Iterator

from topology.model import Topology
from topology.model.images import LOCAL_REGISTRY
from topology.model.vocabulary import ServiceType, Substrate
from topology.problems import Problem
from topology.stackfile import Where


def autoscaling_is_ordered(topology: Topology, where: Where) -> Iterator[Problem]:
    """The bounds of the web tier's autoscaler are a range."""
    scaling = topology.web.autoscaling
    if scaling.min_replicas > scaling.max_replicas:
        yield Problem(
            id="T501",
            where=where(("web", "autoscaling", "minReplicas")),
            what=f"{scaling.min_replicas} exceeds maxReplicas {scaling.max_replicas}",
            why="Kubernetes would refuse the autoscaler",
            fix=f"write at most {scaling.max_replicas}",
        )


def registry_is_reachable(topology: Topology, where: Where) -> Iterator[Problem]:
    """A cluster that is not on this machine cannot use this machine's image store."""
    if topology.cluster.substrate is Substrate.KUBECONFIG and topology.images.registry == LOCAL_REGISTRY:
        yield Problem(
            id="T502",
            where=where(("images", "registry")),
            what=f"`{LOCAL_REGISTRY}` exists only on this machine",
            why="The cluster's nodes could not pull a single image",
            fix="name a registry that the nodes can pull from",
        )


def published_ports_fit(topology: Topology, where: Where) -> Iterator[Problem]:
    """On the embedded cluster the public ports are node ports."""
    site, embedded = topology.site, topology.cluster.embedded
    if site.https_port == site.http_port:
        yield Problem(
            id="T503",
            where=where(("site", "httpPort")),
            what=f"HTTP and HTTPS both use port {site.http_port}",
            why="One of the two could not listen",
            fix="write another port",
        )
    if topology.cluster.substrate is not Substrate.EMBEDDED:
        return
    if topology.edge.service_type is not ServiceType.NODE_PORT:
        yield Problem(
            id="T504",
            where=where(("edge", "serviceType")),
            what=f"{topology.edge.service_type} on the embedded cluster",
            why="It has no load balancer, so no address would ever be given",
            fix="write `NodePort`",
        )
    for key, port, usual in (("httpsPort", site.https_port, 8443), ("httpPort", site.http_port, 8080)):
        if not embedded.first_node_port <= port <= embedded.last_node_port:
            yield Problem(
                id="T505",
                where=where(("site", key)),
                what=f"port {port} is outside the node ports {embedded.first_node_port}-{embedded.last_node_port}",
                why="Kubernetes would refuse the edge's Service",
                fix=f"write for example {usual}",
            )


def reads_have_a_replica(topology: Topology, where: Where) -> Iterator[Problem]:
    """Pages are read from a replica, and a failover needs somewhere to go (D1)."""
    if topology.postgres.instances < 2:
        yield Problem(
            id="T506",
            where=where(("postgres", "instances")),
            what="a primary without a replica",
            why="pooler-ro would have no server and a lost primary nothing to fail over to",
            fix="write 2 or more",
        )
    if topology.postgres.synchronous_replicas >= topology.postgres.instances:
        yield Problem(
            id="T507",
            where=where(("postgres", "synchronousReplicas")),
            what=f"{topology.postgres.synchronous_replicas} synchronous of {topology.postgres.instances} instances",
            why="Every commit would wait for a replica that does not exist",
            fix=f"write at most {topology.postgres.instances - 1}",
        )
