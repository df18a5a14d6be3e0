"""The chart's objects as resources: their order, their deadlines, and what rolls the pods."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from components.application import deadline, in_waves
from components.chart import oldest_kubernetes, render
from components.errors import StackError
from recording import Recording

from topology import Topology

CHART = Path(__file__).resolve().parents[3] / "helm" / "rushhour"


def manifest(kind: str, component: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "metadata": {"name": component, "labels": {"app.kubernetes.io/component": component}},
        "spec": {},
    }


def test_waves_follow_the_order_of_work() -> None:
    """What pods refer to, the migration, what needs the schema, the warm-up."""
    objects = [
        manifest("Job", "warm-up"), manifest("Deployment", "web"), manifest("Job", "migrate"),
        manifest("ConfigMap", "web"), manifest("Job", "catalogue"), manifest("Service", "web"),
    ]  # fmt: skip
    waves = [[(m["kind"], m["metadata"]["name"]) for m in wave] for wave in in_waves(objects)]

    assert waves == [
        [("ConfigMap", "web"), ("Service", "web")],
        [("Job", "migrate")],
        [("Deployment", "web"), ("Job", "catalogue")],
        [("Job", "warm-up")],
    ]


def test_a_job_is_awaited_longer_than_it_may_run() -> None:
    """So that its own verdict, with the pod's message, comes before the provider's."""
    job = manifest("Job", "migrate") | {"spec": {"activeDeadlineSeconds": 600}}

    assert deadline(job) == "660s"
    assert deadline(manifest("Deployment", "web")) == "15m"
    assert deadline(manifest("ConfigMap", "web")) is None


def test_workloads_wait_for_the_migration(stack: Recording) -> None:
    """And the migration waits for the database's objects, all Redis roles and the secrets."""
    (migrate,) = [r for r in stack.objects() if r.inputs["kind"] == "Job" and r.name.startswith("migrate-")]
    behind = {name: stack.one("Deployment", name) for name in ("web", "beat", "edge", "worker-default")}

    for name, deployment in behind.items():
        assert migrate.urn in stack.all_dependencies(deployment.urn), name
    before = {urn.rsplit("::", 1)[1] for urn in stack.all_dependencies(migrate.urn)}
    assert {"postgres", "pooler-rw", "redis-broker", "redis-cache", "app-secrets", "migrate-secrets"} <= before
    assert migrate.create_deadline.endswith("s")


def test_rotated_secrets_roll_the_pods_that_read_them(stack: Recording) -> None:
    """App pods carry one stamp, the edge another: it reads its certificate only."""
    annotations = {
        name: manifest["spec"]["template"]["metadata"]["annotations"]
        for name, manifest in stack.of_kind("Deployment").items()
        if name != "redis-exporter"  # the monitoring's own; test_monitoring.py
    }
    stamps = {name: found["rushhour/secrets"] for name, found in annotations.items()}

    assert stamps["web"] == stamps["beat"] == stamps["worker-default"]
    assert stamps["edge"] != stamps["web"]
    assert all(len(stamp) == 16 for stamp in stamps.values())


def test_autoscalers_own_the_replicas(stack: Recording, topology: Topology) -> None:
    """Where one exists (Q6), the Deployment states none: Pulumi would set them back on every `up`."""
    by_cpu = {
        manifest["spec"]["scaleTargetRef"]["name"] for manifest in stack.of_kind("HorizontalPodAutoscaler").values()
    }
    by_depth = set(stack.of_kind("Role")["autoscaler"]["rules"][0]["resourceNames"])
    scaled = by_cpu | by_depth
    assert {f"worker-{queue}" for queue in topology.queues} == by_depth

    for name, manifest_ in stack.of_kind("Deployment").items():
        assert ("replicas" in manifest_["spec"]) is (name not in scaled), name


def test_refused_values_are_told_in_helms_words() -> None:
    """The schema's complaint reaches the person who wrote the stack file."""
    with pytest.raises(StackError, match=r"refused by helm:[\s\S]*nonsense"):
        render(CHART, "rushhour", {"nonsense": True})


def test_a_missing_helm_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not a traceback about a file that is not there."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StackError, match=r"helm is not on PATH.*source \.rushhour/env"):
        render(CHART, "rushhour", {})


def test_rendering_does_not_depend_on_the_helm_that_is_installed() -> None:
    """A plain number that helm takes for --kube-version."""
    assert oldest_kubernetes(CHART).count(".") == 2
    assert oldest_kubernetes(CHART).replace(".", "").isdigit()
