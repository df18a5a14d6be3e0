"""What all manifests of the stack share: labels, metadata, and the fields Pod Security `restricted` asks for.

Manifests are plain mappings in the spelling of the Kubernetes API, like the chart's and the NetworkPolicies'.
Values may be `pulumi.Output`s; where one is secret, so is the field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from topology.model.resources import Resources

Manifest = dict[str, Any]

NAME = "rushhour"
TLS = "kubernetes.io/tls"
BASIC_AUTH = "kubernetes.io/basic-auth"
# Pods of one StatefulSet or Deployment go to different nodes where there are any, and run where there are none.
SPREAD_BY = "kubernetes.io/hostname"
# For clients that expand names; the short ones work in a cluster with another domain too.
_CLUSTER_DOMAIN = "cluster.local"


def labels(component: str | None = None) -> dict[str, str]:
    """Labels of an object; pods carry their role as the component, which the NetworkPolicies select."""
    own = {"app.kubernetes.io/name": NAME, "app.kubernetes.io/part-of": NAME}
    return own | ({"app.kubernetes.io/component": component} if component else {})


def metadata(name: str, namespace: str, component: str | None = None, **annotations: Any) -> Manifest:
    """Object metadata; `annotations` is left out where there are none."""
    meta: Manifest = {"name": name, "namespace": namespace, "labels": labels(component)}
    return meta | ({"annotations": annotations} if annotations else {})


def resources(wanted: Resources) -> Manifest:
    """Requests and limits of a container."""
    return wanted.model_dump(mode="json")


def restricted_pod(user: int) -> Manifest:
    """A pod's securityContext: one unprivileged user, who also owns its volumes."""
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        # A large volume is not walked again on every start.
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def restricted_container() -> Manifest:
    """A container's securityContext: no capability, no way to gain one, nothing to write to but its volumes."""
    return {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def spread(selector: Mapping[str, str]) -> list[Manifest]:
    """Topology spread that prefers different nodes."""
    return [
        {
            "maxSkew": 1,
            "topologyKey": SPREAD_BY,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": dict(selector)},
        }
    ]


def dns_names(host: str, namespace: str) -> list[str]:
    """Every name that pods may call a Service by, or a pod behind a headless one; the shortest first."""
    return [
        host + ending for ending in ("", f".{namespace}", f".{namespace}.svc", f".{namespace}.svc.{_CLUSTER_DOMAIN}")
    ]


def cluster_ip_service(component: str, namespace: str, port_name: str, port: int) -> Manifest:
    """One stable address, inside the cluster only, for the ready pods of a component.

    `port_name`: of the container's port too, so that the two cannot go apart.
    """
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(component, namespace, component),
        "spec": {
            "type": "ClusterIP",
            "selector": labels(component),
            "ports": [{"name": port_name, "port": port, "targetPort": port_name, "protocol": "TCP"}],
        },
    }


def service_account(name: str, namespace: str, pull_secret: str | None = None) -> Manifest:
    """An identity of its own for each role, without a token for the Kubernetes API."""
    account: Manifest = {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata(name, namespace, name),
        "automountServiceAccountToken": False,
    }
    return account | pull_secrets(pull_secret)


def pull_secrets(name: str | None) -> Manifest:
    """The field of a pod or an account that names the Secret of the registry; empty where there is none."""
    return {"imagePullSecrets": [{"name": name}]} if name else {}


def secret(name: str, namespace: str, component: str | None, data: Mapping[str, Any], kind: str = "Opaque") -> Manifest:
    """A Secret; its values are given as text and have to be secret outputs."""
    meta = metadata(name, namespace, component)
    return {"apiVersion": "v1", "kind": "Secret", "metadata": meta, "type": kind, "stringData": dict(data)}


def config_map(name: str, namespace: str, component: str | None, data: Mapping[str, Any]) -> Manifest:
    """Files that anyone may read."""
    meta = metadata(name, namespace, component)
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": dict(data)}


def volume_claim(component: str, size: str, storage_class: str | None) -> Manifest:
    """A StatefulSet's claim for its `data` volume."""
    spec: Manifest = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}
    if storage_class:
        spec["storageClassName"] = storage_class
    return {"metadata": {"name": "data", "labels": labels(component)}, "spec": spec}


def disruption_budget(name: str, namespace: str, selector: Mapping[str, str]) -> Manifest:
    """One pod at a time may be evicted; a pod that is not ready anyway never blocks the draining of a node."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(name, namespace, name),
        "spec": {
            "maxUnavailable": 1,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
            "selector": {"matchLabels": dict(selector)},
        },
    }


def checksum(*parts: str) -> str:
    """Short digest for a pod template: a changed configuration or certificate rolls the pods, nothing else does."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
