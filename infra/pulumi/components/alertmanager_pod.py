"""Alertmanager: one pod over a small volume. Prometheus alone reaches it, and it alone of the two has a way outside."""

from __future__ import annotations

from collections.abc import Mapping

from components.manifests import (
    Manifest,
    labels,
    metadata,
    resources,
    restricted_container,
    restricted_pod,
    volume_claim,
)
from components.prometheus_pod import DATA_DIRECTORY, UID
from topology.model import Topology
from topology.model.vocabulary import ImageName, Role
from topology.ports import Port
from topology.render.alertmanager import CONFIG_DIRECTORY, CONFIG_FILE, SECRETS_DIRECTORY

NAME = Role.ALERTMANAGER.value
STOP_SECONDS = 15


def stateful_set(topology: Topology, images: Mapping[ImageName, str], stamp: str) -> Manifest:
    """The server. `stamp`: changes with its files; it reads its secrets anew for each message."""
    facts = topology.monitoring.alertmanager
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": metadata(NAME, topology.cluster.namespace, NAME),
        "spec": {
            "serviceName": NAME,
            "replicas": 1,
            "selector": {"matchLabels": labels(NAME)},
            "template": {
                "metadata": {"labels": labels(NAME), "annotations": {"rushhour/checksum": stamp}},
                "spec": _pod(topology, images),
            },
            "volumeClaimTemplates": [volume_claim(NAME, facts.storage, topology.cluster.storage_class)],
        },
    }


def _pod(topology: Topology, images: Mapping[ImageName, str]) -> Manifest:
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": STOP_SECONDS,
        "securityContext": restricted_pod(UID),
        "containers": [_container(topology, images)],
        "volumes": [
            {"name": "config", "configMap": {"name": NAME}},
            # Absent where the stack file names nobody who asks for one.
            {"name": "secrets", "secret": {"secretName": NAME, "defaultMode": 0o440, "optional": True}},
        ],
    }


def _container(topology: Topology, images: Mapping[ImageName, str]) -> Manifest:
    ready, healthy = ({"httpGet": {"path": f"/-/{path}", "port": "http"}} for path in ("ready", "healthy"))
    return {
        "name": NAME,
        "image": images[ImageName.PROMETHEUS],
        "command": ["/usr/bin/prometheus-alertmanager"],
        "args": arguments(),
        "ports": [{"name": "http", "containerPort": Port.ALERTMANAGER, "protocol": "TCP"}],
        "resources": resources(topology.monitoring.alertmanager.resources),
        "securityContext": restricted_container(),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "readinessProbe": {**ready, "periodSeconds": 5, "timeoutSeconds": 5},
        "livenessProbe": {**healthy, "periodSeconds": 20, "timeoutSeconds": 10, "failureThreshold": 5},
        "volumeMounts": [
            {"name": "config", "mountPath": CONFIG_DIRECTORY, "readOnly": True},
            {"name": "secrets", "mountPath": SECRETS_DIRECTORY, "readOnly": True},
            {"name": "data", "mountPath": DATA_DIRECTORY},
        ],
    }


def arguments() -> list[str]:
    """Command line. One server, so it looks for no others."""
    return [
        f"--config.file={CONFIG_DIRECTORY}/{CONFIG_FILE}",
        f"--storage.path={DATA_DIRECTORY}",
        f"--web.listen-address=:{Port.ALERTMANAGER}",
        "--cluster.listen-address=",
        "--log.format=json",
    ]
