"""Metrics: the Prometheus that asks the exporters, or the objects that tell a team's own Prometheus of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import yaml

from components import alertmanager_pod, prometheus_pod, redis_exporter
from components.layer import Layer
from components.manifests import (
    checksum,
    cluster_ip_service,
    config_map,
    disruption_budget,
    labels,
    secret,
    service_account,
)
from components.monitors import monitors
from components.secrets import REDIS_METRICS_PASSWORD, Secrets
from topology.metrics import reads_nodes, redis_is_asked
from topology.model import Topology
from topology.model.vocabulary import ImageName, MonitoringMode
from topology.ports import Port
from topology.render.alertmanager import alertmanager_files
from topology.render.prometheus_rules import rule_files
from topology.render.scrape import prometheus_config


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What it is made of.

    Attributes:
        topology: the deployment.
        images: full references.
        secrets: for the exporter's password and the authority.
        alert_secrets: files that Alertmanager proves itself with.
    """

    topology: Topology
    images: Mapping[ImageName, str]
    secrets: Secrets
    alert_secrets: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        """Where it runs."""
        return self.topology.cluster.namespace


class Monitoring(Layer):
    """`mode`: who scrapes; as the stack file says."""

    mode: str

    def __init__(
        self,
        args: MonitoringArgs,
        *,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("monitoring", after=after, opts=opts)
        mode = args.topology.monitoring.mode
        if redis_is_asked(args.topology):
            self._redis_exporter(args)
        match mode:
            case MonitoringMode.BUILTIN:
                self._prometheus(args)
                self._alertmanager(args)
            case MonitoringMode.EXTERNAL:
                for manifest in monitors(args.topology):
                    self.add(manifest)
        self.mode = mode.value
        self.register_outputs({"mode": self.mode})

    def _redis_exporter(self, args: MonitoringArgs) -> None:
        name, namespace = redis_exporter.NAME, args.namespace
        password = args.secrets.values[REDIS_METRICS_PASSWORD]
        file = password.apply(lambda text: redis_exporter.passwords(args.topology, text))
        needed = [
            self.add(service_account(name, namespace, args.topology.images.pull_secret)),
            self.add(secret(name, namespace, name, {redis_exporter.PASSWORDS: file})),
        ]
        read = pulumi.Output.all(args.secrets.authority.certificate, file)
        stamp = pulumi.Output.unsecret(read.apply(lambda texts: checksum(*texts)))
        self.add(cluster_ip_service(name, namespace, "metrics", Port.REDIS_EXPORTER))
        self.add(disruption_budget(name, namespace, labels(name)))
        self.add(redis_exporter.deployment(args.topology, args.images, stamp), after=needed)

    def _prometheus(self, args: MonitoringArgs) -> None:
        name, namespace, topology = prometheus_pod.NAME, args.namespace, args.topology
        config = yaml.safe_dump(prometheus_config(topology), sort_keys=False, width=120)
        rules = rule_files(topology)
        needed = [
            self.add(service_account(name, namespace, topology.images.pull_secret)),
            self.add(config_map(name, namespace, name, {"prometheus.yml": config})),
            self.add(config_map(f"{name}-rules", namespace, name, rules)),
        ]
        granted = prometheus_pod.rights(topology) + (
            prometheus_pod.node_rights(topology) if reads_nodes(topology) else []
        )
        needed += [self.add(manifest) for manifest in granted]
        self.add(cluster_ip_service(name, namespace, "http", Port.PROMETHEUS))
        self.add(disruption_budget(name, namespace, labels(name)))
        stamp = checksum(config, *rules.values())
        self.add(prometheus_pod.stateful_set(topology, args.images, stamp), after=needed)

    def _alertmanager(self, args: MonitoringArgs) -> None:
        name, namespace, topology = alertmanager_pod.NAME, args.namespace, args.topology
        files = alertmanager_files(topology)
        needed = [
            self.add(service_account(name, namespace, topology.images.pull_secret)),
            self.add(config_map(name, namespace, name, files)),
        ]
        if args.alert_secrets:
            needed.append(self.add(secret(name, namespace, name, args.alert_secrets)))
        self.add(cluster_ip_service(name, namespace, "http", Port.ALERTMANAGER))
        self.add(disruption_budget(name, namespace, labels(name)))
        stamp = checksum(*files.values())
        self.add(alertmanager_pod.stateful_set(topology, args.images, stamp), after=needed)
