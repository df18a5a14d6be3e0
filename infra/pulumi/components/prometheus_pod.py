"""The stack's own Prometheus: one server over one volume, which nobody but an administrator's port-forward reaches."""

from __future__ import annotations

from collections.abc import Mapping

from components.manifests import (
    Manifest,
    metadata,
    resources,
    volume_claim,
)
from components.pods import container, locked_pod, mounts, stateful_set_of, template
from topology.model import Topology
from topology.model.quantity import bytes_of
from topology.model.vocabulary import ImageName, Role
from topology.ports import Port

NAME = Role.PROMETHEUS.value
UID = 10003  # of the image
CONFIG_DIRECTORY = "/etc/prometheus"
RULES_DIRECTORY = f"{CONFIG_DIRECTORY}/rules"
DATA_DIRECTORY = "/data"
STOP_SECONDS = 60  # to write what is not on disk yet
# Data goes before the volume is full: Prometheus needs room to write two blocks as one.
SHARE_OF_DISK = 0.8
# The garbage collector works harder before the kernel would kill the process.
SHARE_OF_MEMORY = 0.9


def stateful_set(topology: Topology, images: Mapping[ImageName, str], stamp: str) -> Manifest:
    """The server. `stamp`: changes with its files, which it reads at its start."""
    namespace, storage = topology.cluster.namespace, topology.monitoring.prometheus.storage
    volumes: list[Manifest] = [
        {"name": "config", "configMap": {"name": NAME}},
        {"name": "rules", "configMap": {"name": f"{NAME}-rules"}},
    ]
    # The token is to list the pods of this namespace, and nothing else (`rights`).
    spec = locked_pod(NAME, UID, STOP_SECONDS, _container(topology, images), volumes, automountServiceAccountToken=True)
    claim = volume_claim(NAME, storage, topology.cluster.storage_class)
    return stateful_set_of(NAME, namespace, template(NAME, spec, stamp), volumeClaimTemplates=[claim])


def _container(topology: Topology, images: Mapping[ImageName, str]) -> Manifest:
    facts = topology.monitoring.prometheus
    ready, healthy = ({"httpGet": {"path": f"/-/{path}", "port": "http"}} for path in ("ready", "healthy"))
    return container(
        NAME,
        images[ImageName.PROMETHEUS],
        args=arguments(topology),
        env=[{"name": "GOMEMLIMIT", "value": str(round(bytes_of(facts.resources.limits.memory) * SHARE_OF_MEMORY))}],
        ports=[{"name": "http", "containerPort": Port.PROMETHEUS, "protocol": "TCP"}],
        resources=resources(facts.resources),
        # Up to 10 minutes to read what it had not yet written as blocks.
        startupProbe={**ready, "periodSeconds": 2, "timeoutSeconds": 5, "failureThreshold": 300},
        readinessProbe={**ready, "periodSeconds": 10, "timeoutSeconds": 5},
        livenessProbe={**healthy, "periodSeconds": 20, "timeoutSeconds": 10, "failureThreshold": 5},
        volumeMounts=mounts({"config": CONFIG_DIRECTORY, "rules": RULES_DIRECTORY}, data=DATA_DIRECTORY),
    )


def arguments(topology: Topology) -> list[str]:
    """Command line: bounds on what it keeps and on what one question may cost. No way to change it over HTTP."""
    facts = topology.monitoring.prometheus
    return [
        f"--config.file={CONFIG_DIRECTORY}/prometheus.yml",
        f"--storage.tsdb.path={DATA_DIRECTORY}",
        f"--storage.tsdb.retention.time={facts.retention_days}d",
        f"--storage.tsdb.retention.size={round(bytes_of(facts.storage) * SHARE_OF_DISK)}B",
        f"--web.listen-address=:{Port.PROMETHEUS}",
        "--query.timeout=30s",
        "--query.max-concurrency=8",
        "--query.max-samples=10000000",
        # How close a target is to its bounds.
        "--enable-feature=extra-scrape-metrics",
        "--log.format=json",
    ]


def rights(topology: Topology) -> list[Manifest]:
    """What the service account may: see the pods of its own namespace."""
    return _grant(
        "Role",
        metadata(NAME, topology.cluster.namespace, NAME),
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]},
        topology.cluster.namespace,
    )


def node_rights(topology: Topology) -> list[Manifest]:
    """On the embedded cluster: read the metrics of its one node. Not its pods' logs, not `exec`, no other node."""
    namespace, node = topology.cluster.namespace, topology.cluster.embedded.node_name
    meta = metadata(f"{namespace}-{NAME}-nodes", namespace, NAME)
    del meta["namespace"]
    rule = {"apiGroups": [""], "resources": ["nodes/metrics"], "resourceNames": [node], "verbs": ["get"]}
    return _grant("ClusterRole", meta, rule, namespace)


def _grant(kind: str, meta: Manifest, rule: Manifest, namespace: str) -> list[Manifest]:
    group = "rbac.authorization.k8s.io"
    return [
        {"apiVersion": f"{group}/v1", "kind": kind, "metadata": meta, "rules": [rule]},
        {
            "apiVersion": f"{group}/v1",
            "kind": f"{kind}Binding",
            "metadata": meta,
            "roleRef": {"apiGroup": group, "kind": kind, "name": meta["name"]},
            "subjects": [{"kind": "ServiceAccount", "name": NAME, "namespace": namespace}],
        },
    ]
