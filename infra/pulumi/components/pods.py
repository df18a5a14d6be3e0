"""What the pods of the stack's own services have in common, and the StatefulSet that keeps them running."""

from __future__ import annotations

from typing import Any

from components.manifests import Manifest, labels, metadata, restricted_container, restricted_pod


def locked_pod(
    name: str, user: int, stop_seconds: int, container: Manifest, volumes: list[Manifest], **more: Any
) -> Manifest:
    """The pod of one role: its own account without a token, one unprivileged user, one container, nothing injected.

    Args:
        name: of the role, and of its account.
        user: of the image, by number.
        stop_seconds: how long it may take to end.
        container: its one container; see `container`.
        volumes: what that mounts.
        more: further fields of the pod, which win.
    """
    return {
        "serviceAccountName": name,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": stop_seconds,
        "securityContext": restricted_pod(user),
        "containers": [container],
        "volumes": volumes,
        **more,
    }


def container(name: str, image: str, **more: Any) -> Manifest:
    """A container that is locked down, and whose last words are found where its state is. `more`: its other fields."""
    return {
        "name": name,
        "image": image,
        "securityContext": restricted_container(),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        **more,
    }


def mounts(read_only: dict[str, str], **writable: str) -> list[Manifest]:
    """`volumeMounts`: name of the volume to its place in the container."""
    fixed: list[Manifest] = [{"name": name, "mountPath": path, "readOnly": True} for name, path in read_only.items()]
    return fixed + [{"name": name, "mountPath": path} for name, path in writable.items()]


def template(name: str, spec: Manifest, stamp: Any = None) -> Manifest:
    """The pod template of a role. `stamp`: changes with what the pod reads only at its start, and so replaces it."""
    annotations = {} if stamp is None else {"annotations": {"rushhour/checksum": stamp}}
    return {"metadata": {"labels": labels(name), **annotations}, "spec": spec}


def stateful_set_of(name: str, namespace: str, pods: Manifest, **more: Any) -> Manifest:
    """A StatefulSet of the role, of one pod unless `more` says otherwise. `pods`: their template."""
    selector = {"matchLabels": labels(name)}
    spec = {"serviceName": name, "replicas": 1, "selector": selector, "template": pods, **more}
    return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata(name, namespace, name), "spec": spec}
