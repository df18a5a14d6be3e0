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
    metadata,
    resources,
    restricted_container,
    restricted_pod,
    service_account,
    volume_claim,
)
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
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": metadata(NAME, namespace, NAME),
        "spec": {
            "serviceName": NAME,
            "replicas": 1,
            "selector": {"matchLabels": labels(NAME)},
            "template": {"metadata": {"labels": labels(NAME)}, "spec": _pod(args)},
            "volumeClaimTemplates": [volume_claim(NAME, store.storage, args.topology.cluster.storage_class)],
        },
    }


def _pod(args: ObjectStoreArgs) -> Manifest:
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": STOP_SECONDS,
        "securityContext": restricted_pod(UID),
        "containers": [_container(args)],
        "volumes": [
            {"name": "keys", "secret": {"secretName": OBJECT_STORE_SECRET, "defaultMode": 0o440}},
            {"name": "tmp", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}},
        ],
    }


def _container(args: ObjectStoreArgs) -> Manifest:
    store = args.topology.object_store
    probe = {"tcpSocket": {"port": "s3"}, "timeoutSeconds": 5}
    return {
        "name": "object-store",
        "image": args.images[ImageName.OBJECT_STORE],
        "env": [{"name": "OBJECT_STORE_BUCKETS", "value": f"{store.media_bucket},{store.backups_bucket}"}],
        "ports": [{"name": "s3", "containerPort": Port.OBJECT_STORE, "protocol": "TCP"}],
        "resources": resources(store.resources),
        "securityContext": restricted_container(),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "startupProbe": {**probe, "periodSeconds": 2, "failureThreshold": 60},
        "readinessProbe": {**probe, "periodSeconds": 10},
        "livenessProbe": {**probe, "periodSeconds": 20, "failureThreshold": 5},
        "volumeMounts": [
            {"name": "keys", "mountPath": SECRETS_DIRECTORY, "readOnly": True},
            {"name": "data", "mountPath": "/data"},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - the pod's own, in memory
        ],
    }
