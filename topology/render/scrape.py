"""How Prometheus finds what to scrape: prometheus.yml, and the same as monitors for a team's Prometheus operator.

Targets are pods, found by the label that says their role, on the port the list of exporters names. Nothing a pod says
about itself (annotations, declared ports) decides: who could change a pod could else point Prometheus anywhere.
"""

from __future__ import annotations

from typing import Any

from topology.edges import components
from topology.metrics import Exporter, exporters, reads_nodes
from topology.model import Topology
from topology.model.vocabulary import Role
from topology.ports import Port
from topology.render.app_environment import redis_address

Rule = dict[str, Any]

REDIS_USER = "metrics"  # infra/pulumi/components/redis_config.py gives it its rights
RULES_GLOB = "/etc/prometheus/rules/*.yml"
# Bounds on what any target may make Prometheus keep. An alert tells of a scrape that was refused.
LABELS = {"label_limit": 30, "label_name_length_limit": 100, "label_value_length_limit": 300}
BODY_LIMIT = "8MB"
REDIS_SAMPLES = 2000
KUBELET_SAMPLES = 20_000
_POD_LABEL = "__meta_kubernetes_pod_label_"
_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - a folder
# Of what the kubelet tells, the rules and dashboards use these: a tenth of it.
KUBELET_KEPT = {
    "/metrics": r"kubelet_volume_stats_(available_bytes|capacity_bytes|used_bytes|inodes|inodes_free)",
    "/metrics/cadvisor": "|".join(
        (
            r"container_cpu_(usage_seconds_total|cfs_periods_total|cfs_throttled_periods_total)",
            r"container_memory_(working_set_bytes|failcnt)",
            r"container_spec_(memory_limit_bytes|cpu_quota|cpu_period)",
            r"container_network_(receive|transmit)_bytes_total",
            r"container_(oom_events_total|start_time_seconds)",
            r"machine_(cpu_cores|memory_bytes)",
        )
    ),
}


def prometheus_config(topology: Topology) -> dict[str, Any]:
    """prometheus.yml of the stack's own server."""
    seconds = f"{topology.monitoring.prometheus.scrape_seconds}s"
    return {
        "global": {
            "scrape_interval": seconds,
            "scrape_timeout": seconds if topology.monitoring.prometheus.scrape_seconds < 10 else "10s",
            "evaluation_interval": seconds,
            "external_labels": {"stack": topology.cluster.namespace},
        },
        "rule_files": [RULES_GLOB],
        "alerting": {
            "alertmanagers": [{"static_configs": [{"targets": [f"{Role.ALERTMANAGER}:{Port.ALERTMANAGER}"]}]}],
        },
        "scrape_configs": [
            _job("prometheus", 2000) | {"static_configs": [_itself()]},
            *(_pods(exporter, topology) for exporter in exporters(topology)),
            _redis(topology),
            *(_kubelet(path, kept, topology) for path, kept in KUBELET_KEPT.items() if reads_nodes(topology)),
        ],
    }


def _itself() -> dict[str, Any]:
    labels = {"instance": Role.PROMETHEUS.value, "component": Role.PROMETHEUS.value}
    return {"targets": [f"localhost:{Port.PROMETHEUS}"], "labels": labels}


def redis_targets(topology: Topology) -> dict[str, Role]:
    """Host and port of every Redis, with its role."""
    return {
        redis_address(role, shard): role
        for role, node in topology.redis.by_role().items()
        for shard in range(node.shards)
    }


def redis_questions(topology: Topology) -> list[str]:
    """What the exporter is asked about: every Redis, with the user it is to come as."""
    return [f"rediss://{REDIS_USER}@{address}" for address in redis_targets(topology)]


def relabelling(exporter: Exporter, topology: Topology) -> list[Rule]:
    """From every pod of the namespace to the targets of one exporter, labelled by pod and component."""
    component = _component_label(exporter.role)
    return [
        *(_keep(f"{_POD_LABEL}{label}", value) for label, value in selector(exporter.role, topology).items()),
        _keep("__meta_kubernetes_pod_phase", "Running"),
        # Every declared port of a pod is a target at first; with the same address they become one.
        _set("__address__", "__meta_kubernetes_pod_ip", f"$1:{exporter.port}"),
        _set("instance", "__meta_kubernetes_pod_name"),
        _set("component", f"{_POD_LABEL}{component}"),
    ]


def selector(role: Role, topology: Topology) -> dict[str, str]:
    """Labels of a role's pods, as Prometheus spells them, each with a regular expression of its whole value.

    The pods of the Postgres operator carry labels of its own (topology/render/network_policies.py). Its Jobs have no
    `podRole`, and export nothing.
    """
    match role:
        case Role.POSTGRES:
            return {"cnpg_io_cluster": role.value, "cnpg_io_podRole": "instance"}
        case Role.POOLER_RW | Role.POOLER_RO:
            return {"cnpg_io_poolerName": role.value}
    return {"app_kubernetes_io_component": "|".join(components(role, topology))}


def _component_label(role: Role) -> str:
    pooler = role in (Role.POOLER_RW, Role.POOLER_RO)
    return "cnpg_io_poolerName" if pooler else "app_kubernetes_io_component"


def _job(name: str, samples: int, targets: int = 500) -> dict[str, Any]:
    return {
        "job_name": name,
        "sample_limit": samples,
        "target_limit": targets,
        "body_size_limit": BODY_LIMIT,
        **LABELS,
    }


def _pods(exporter: Exporter, topology: Topology) -> dict[str, Any]:
    found = {"role": "pod", "namespaces": {"names": [topology.cluster.namespace]}}
    return _job(exporter.role.value, exporter.sample_limit) | {
        "metrics_path": exporter.path,
        "kubernetes_sd_configs": [found],
        "relabel_configs": [*relabelling(exporter, topology), {"target_label": "job", "replacement": exporter.job}],
    }


def _redis(topology: Topology) -> dict[str, Any]:
    """Each Redis is a target of its own, asked through the exporter."""
    by_role: dict[str, list[str]] = {}
    for address, role in redis_targets(topology).items():
        by_role.setdefault(role.value, []).append(address)
    return _job("redis", REDIS_SAMPLES) | {
        "metrics_path": "/scrape",
        "static_configs": [{"targets": hosts, "labels": {"component": role}} for role, hosts in by_role.items()],
        "relabel_configs": redis_relabelling(),
    }


def redis_relabelling() -> list[Rule]:
    """From the address of a Redis to a question to the exporter about it; the pod's name is the instance."""
    return [
        _set("__param_target", "__address__", f"rediss://{REDIS_USER}@$1"),
        _set("instance", "__address__", "$1", r"([^.]+)\..*"),
        {"target_label": "__address__", "replacement": f"{Role.REDIS_EXPORTER}:{Port.REDIS_EXPORTER}"},
    ]


def _kubelet(path: str, kept: str, topology: Topology) -> dict[str, Any]:
    """The embedded cluster's one node, asked as whom Prometheus's service account is."""
    embedded, own = topology.cluster.embedded, topology.cluster.namespace
    return _job("kubelet" if path == "/metrics" else "cadvisor", KUBELET_SAMPLES) | {
        "scheme": "https",
        "metrics_path": path,
        "authorization": {"credentials_file": f"{_TOKEN}/token"},
        "tls_config": {"ca_file": f"{_TOKEN}/ca.crt"},
        "static_configs": [
            {
                "targets": [f"{embedded.node_address}:{Port.KUBELET}"],
                "labels": {"node": embedded.node_name},
            }
        ],
        "relabel_configs": [{"target_label": "instance", "replacement": embedded.node_name}],
        "metric_relabel_configs": [
            _keep("__name__", kept),
            # What the machine runs besides the stack is none of its business.
            {"action": "keep", "source_labels": ["__name__", "namespace"], "regex": f"machine_.+;.*|.+;{own}"},
            # A pod's group repeats the sum of its containers; only the network is the pod's own.
            {
                "action": "drop",
                "source_labels": ["__name__", "container"],
                "regex": "container_(cpu|memory|spec|oom|start)_.+;",
            },
            {"action": "labeldrop", "regex": "id|image|name"},
        ],
    }


def _keep(source: str, value: str) -> Rule:
    return {"action": "keep", "source_labels": [source], "regex": value}


def _set(target: str, source: str, replacement: str = "$1", regex: str = "(.+)") -> Rule:
    return {"source_labels": [source], "regex": regex, "target_label": target, "replacement": replacement}
