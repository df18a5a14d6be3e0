"""Alertmanager: one pod over a small volume. Prometheus alone reaches it, and it alone of the two has a way outside."""

from __future__ import annotations

from collections.abc import Mapping

from components.manifests import (
    Manifest,
    resources,
    volume_claim,
)
from components.pods import container, locked_pod, mounts, stateful_set_of, template
from components.prometheus_pod import DATA_DIRECTORY, UID
from topology.model import Topology
from topology.model.vocabulary import ImageName, Role
from topology.ports import Port
from topology.render.alertmanager import CONFIG_DIRECTORY, CONFIG_FILE, SECRETS_DIRECTORY

NAME = Role.ALERTMANAGER.value
STOP_SECONDS = 15


def stateful_set(topology: Topology, images: Mapping[ImageName, str], stamp: str) -> Manifest:
    """The server. `stamp`: changes with its files; it reads its secrets anew for each message."""
    volumes: list[Manifest] = [
        {"name": "config", "configMap": {"name": NAME}},
        # Absent where the stack file names nobody who asks for one.
        {"name": "secrets", "secret": {"secretName": NAME, "defaultMode": 0o440, "optional": True}},
    ]
    pods = template(NAME, locked_pod(NAME, UID, STOP_SECONDS, _container(topology, images), volumes), stamp)
    claim = volume_claim(NAME, topology.monitoring.alertmanager.storage, topology.cluster.storage_class)
    return stateful_set_of(NAME, topology.cluster.namespace, pods, volumeClaimTemplates=[claim])


def _container(topology: Topology, images: Mapping[ImageName, str]) -> Manifest:
    ready, healthy = ({"httpGet": {"path": f"/-/{path}", "port": "http"}} for path in ("ready", "healthy"))
    return container(
        NAME,
        images[ImageName.PROMETHEUS],
        command=["/usr/bin/prometheus-alertmanager"],
        args=arguments(),
        ports=[{"name": "http", "containerPort": Port.ALERTMANAGER, "protocol": "TCP"}],
        resources=resources(topology.monitoring.alertmanager.resources),
        readinessProbe={**ready, "periodSeconds": 5, "timeoutSeconds": 5},
        livenessProbe={**healthy, "periodSeconds": 20, "timeoutSeconds": 10, "failureThreshold": 5},
        volumeMounts=mounts({"config": CONFIG_DIRECTORY, "secrets": SECRETS_DIRECTORY}, data=DATA_DIRECTORY),
    )


def arguments() -> list[str]:
    """Command line. One server, so it looks for no others."""
    return [
        f"--config.file={CONFIG_DIRECTORY}/{CONFIG_FILE}",
        f"--storage.path={DATA_DIRECTORY}",
        f"--web.listen-address=:{Port.ALERTMANAGER}",
        "--cluster.listen-address=",
        "--log.format=json",
    ]
