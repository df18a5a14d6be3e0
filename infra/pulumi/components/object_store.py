"""The stack's own S3 object store for media and backups; left out where the stack file names one outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.layer import Layer
from components.manifests import (
    Manifest,
    cluster_ip_service,
    disruption_budget,
    labels,
    resources,
    service_account,
    volume_claim,
)
from components.pods import container, locked_pod, mounts, stateful_set_of, template
from components.secrets import OBJECT_STORE_SECRET
from topology.model import Topology
from topology.model.vocabulary import ImageName, Role
from topology.ports import Port
from topology.render.app_environment import object_store_address

NAME = Role.OBJECT_STORE.value
UID = 10002  # of the image
SECRETS_DIRECTORY = "/run/secrets/rushhour"
STOP_SECONDS = 30  # to finish uploads that are under way


@dataclass(frozen=True, kw_only=True)
class ObjectStoreArgs:
    """`topology`: the deployment; `images`: full references."""

    topology: Topology
    images: Mapping[ImageName, str]


class ObjectStore(Layer):
    """`endpoint`: the address S3 clients use inside the cluster."""

    endpoint: str

    def __init__(
        self,
        args: ObjectStoreArgs,
        *,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("object-store", after=after, opts=opts)
        namespace = args.topology.cluster.namespace
        account = self.add(service_account(NAME, namespace, args.topology.images.pull_secret))
        self.add(cluster_ip_service(NAME, namespace, "s3", Port.OBJECT_STORE))
        self.add(disruption_budget(NAME, namespace, labels(NAME)))
        self.add(stateful_set(args), after=[account])
        self.endpoint = object_store_address(args.topology)
        self.register_outputs({"endpoint": self.endpoint})


def stateful_set(args: ObjectStoreArgs) -> Manifest:
    """One server over one volume. It makes the buckets itself, before it answers."""
    namespace, store = args.topology.cluster.namespace, args.topology.object_store
    volumes: list[Manifest] = [
        {"name": "keys", "secret": {"secretName": OBJECT_STORE_SECRET, "defaultMode": 0o440}},
        {"name": "tmp", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}},
    ]
    pods = template(NAME, locked_pod(NAME, UID, STOP_SECONDS, _container(args), volumes))
    claim = volume_claim(NAME, store.storage, args.topology.cluster.storage_class)
    return stateful_set_of(NAME, namespace, pods, volumeClaimTemplates=[claim])


def _container(args: ObjectStoreArgs) -> Manifest:
    store = args.topology.object_store
    probe = {"tcpSocket": {"port": "s3"}, "timeoutSeconds": 5}
    return container(
        NAME,
        args.images[ImageName.OBJECT_STORE],
        env=[{"name": "OBJECT_STORE_BUCKETS", "value": f"{store.media_bucket},{store.backups_bucket}"}],
        ports=[{"name": "s3", "containerPort": Port.OBJECT_STORE, "protocol": "TCP"}],
        resources=resources(store.resources),
        startupProbe={**probe, "periodSeconds": 2, "failureThreshold": 60},
        readinessProbe={**probe, "periodSeconds": 10},
        livenessProbe={**probe, "periodSeconds": 20, "failureThreshold": 5},
        # `tmp` is the pod's own, in memory.
        volumeMounts=mounts({"keys": SECRETS_DIRECTORY}, data="/data", tmp="/tmp"),  # noqa: S108
    )
