"""For a team's own Prometheus under the Prometheus operator: what to scrape, and the rules, as objects of its kinds."""

from __future__ import annotations

from typing import Any

import yaml

from components.manifests import Manifest, metadata
from topology.metrics import Exporter, exporters
from topology.model import Topology
from topology.model.vocabulary import Role
from topology.render.prometheus_rules import rule_files
from topology.render.scrape import (
    LABELS,
    REDIS_SAMPLES,
    REDIS_USER,
    redis_targets,
    relabelling,
)

API = "monitoring.coreos.com/v1"
# Every exporter's port carries this name in its pod.
PORT_NAME = "metrics"


def monitors(topology: Topology) -> list[Manifest]:
    """A PodMonitor for every exporter, one for all Redis servers, and a PrometheusRule for every file of rules."""
    return [
        *(_pod_monitor(exporter, topology) for exporter in exporters(topology)),
        _redis_monitor(topology),
        *(_rules(name, text, topology) for name, text in rule_files(topology).items()),
    ]


def _pod_monitor(exporter: Exporter, topology: Topology) -> Manifest:
    endpoint = {
        "port": PORT_NAME,
        "path": exporter.path,
        "interval": _interval(topology),
        "relabelings": [
            *(_camel(rule) for rule in relabelling(exporter, topology)),
            {"targetLabel": "job", "replacement": exporter.job},
        ],
    }
    return _monitor(exporter.role.value, exporter.sample_limit, [endpoint], topology)


def _redis_monitor(topology: Topology) -> Manifest:
    """One endpoint a Redis, on the exporter's pods: each asks it about that server."""
    endpoints = [
        {
            "port": PORT_NAME,
            "path": "/scrape",
            "interval": _interval(topology),
            "params": {"target": [f"rediss://{REDIS_USER}@{address}"]},
            "relabelings": [
                _exporter_only(),
                {"targetLabel": "instance", "replacement": address.partition(".")[0]},
                {"targetLabel": "component", "replacement": role.value},
                {"targetLabel": "job", "replacement": "redis"},
            ],
        }
        for address, role in redis_targets(topology).items()
    ]
    return _monitor("redis", REDIS_SAMPLES, endpoints, topology)


def _exporter_only() -> dict[str, Any]:
    label = "__meta_kubernetes_pod_label_app_kubernetes_io_component"
    return {"action": "keep", "sourceLabels": [label], "regex": Role.REDIS_EXPORTER.value}


def _monitor(name: str, samples: int, endpoints: list[dict[str, Any]], topology: Topology) -> Manifest:
    limits = {"sampleLimit": samples} | {_word(key): value for key, value in LABELS.items()}
    return {
        "apiVersion": API,
        "kind": "PodMonitor",
        "metadata": _metadata(name, topology),
        # The operator selects by namespace; which pods are meant, the relabelling says, as for the stack's own server.
        "spec": {"selector": {}, "podMetricsEndpoints": endpoints, **limits},
    }


def _rules(name: str, text: str, topology: Topology) -> Manifest:
    return {
        "apiVersion": API,
        "kind": "PrometheusRule",
        "metadata": _metadata(name.removesuffix(".yml"), topology),
        "spec": yaml.safe_load(text),
    }


def _metadata(name: str, topology: Topology) -> Manifest:
    meta = metadata(name, topology.cluster.namespace)
    return meta | {"labels": {**meta["labels"], **topology.monitoring.external.labels}}


def _interval(topology: Topology) -> str:
    return f"{topology.monitoring.prometheus.scrape_seconds}s"


def _camel(rule: dict[str, Any]) -> dict[str, Any]:
    return {_word(key): value for key, value in rule.items()}


def _word(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(other.capitalize() for other in others)
