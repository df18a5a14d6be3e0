"""Prometheus sees every part of the stack, and nothing else sees what they export (M1)."""

from __future__ import annotations

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.prometheus import Prometheus
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.edges import components
from topology.metrics import exporters, reads_nodes
from topology.render.scrape import redis_targets

ACCOUNT = "system:serviceaccount:{namespace}:prometheus"
FORBIDDEN = ("get secrets", "list configmaps", "create pods", "delete pods", "get pods/log", "create pods/exec")


def test_every_target_is_up(prometheus: Prometheus, patience: float) -> None:
    """No target is down: every exporter answers, and no answer breaks its limits (M1)."""

    def down() -> dict[str, str]:
        return {t["scrapeUrl"]: t["lastError"] for t in prometheus.targets() if t["health"] != "up"}

    wait_until(down, lambda found: not found, seconds=patience, what="every target is up")


def test_every_pod_is_a_target(prometheus: Prometheus, kube: Kube, topology: Topology, patience: float) -> None:
    """Each running pod of each role that exports is scraped, under its own name and role (M1)."""

    def missing() -> set[tuple[str, str]]:
        wanted = {
            (exporter.job, pod["metadata"]["name"])
            for exporter in exporters(topology)
            for component in components(exporter.role, topology)
            for pod in kube.pods(component)
        }
        return wanted - {(t["labels"]["job"], t["labels"]["instance"]) for t in prometheus.targets()}

    wait_until(missing, lambda found: not found, seconds=patience, what="every pod is a target")


def test_every_redis_is_asked_and_answers(prometheus: Prometheus, topology: Topology, patience: float) -> None:
    """Each shard of each role, over TLS, as the user that may read figures (M3)."""
    wanted = {address.partition(".")[0] for address in redis_targets(topology)}

    def answering() -> set[str]:
        return {labels["instance"] for labels, _ in prometheus.ask("redis_up == 1")}

    wait_until(answering, lambda found: found == wanted, seconds=patience, what="every Redis answers the exporter")


def test_the_node_is_read_by_figures_alone(prometheus: Prometheus, kube: Kube, topology: Topology) -> None:
    """On the embedded cluster, processor and memory of the stack's containers, and of nobody else's (M4, O5)."""
    if not reads_nodes(topology):
        pytest.skip("the nodes are the team's")
    seen = {
        labels["namespace"] for labels, _ in prometheus.ask("count by (namespace) (container_memory_working_set_bytes)")
    }

    assert seen == {kube.namespace}


@pytest.mark.parametrize("right", FORBIDDEN)
def test_prometheus_may_only_look_for_pods(kube: Kube, right: str) -> None:
    """By the API server's own judgement: it lists pods of its namespace; Secrets, logs and `exec` are refused (O5)."""
    account = ACCOUNT.format(namespace=kube.namespace)

    def may(what: str, namespace: str) -> bool:
        verb, thing = what.split()
        resource, _, sub = thing.partition("/")
        extra = [f"--subresource={sub}"] if sub else []
        command = ["auth", "can-i", verb, resource, *extra, f"--as={account}", "-n", namespace]
        return kube.run(*command, check=False).out.split()[0] == "yes"

    assert may("list pods", kube.namespace)
    assert not may("list pods", "kube-system")
    assert not may(right, kube.namespace)


def test_prometheus_keeps_what_the_stack_file_says(prometheus: Prometheus, topology: Topology) -> None:
    """Its retention is the stack file's, and nobody can change or stop it over HTTP (M1, O5)."""
    flags = prometheus.api("status/flags")

    assert flags["storage.tsdb.retention.time"] == f"{topology.monitoring.prometheus.retention_days}d"
    assert flags["storage.tsdb.retention.size"] not in ("", "0B")
    assert flags["web.enable-lifecycle"] == flags["web.enable-admin-api"] == "false"
