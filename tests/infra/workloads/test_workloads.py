"""Every workload of the topology: there, ready, and protected from being drained away (W1, Q2, D1, C2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.support.kube import COMPONENT, Kube, Manifest, component_of
from topology import Topology
from topology.edges import components
from topology.model.vocabulary import Role
from topology.render.probe_targets import JOBS, Workload, long_running_components, workloads


def test_all_its_pods_are_ready(kube: Kube, workload: Workload) -> None:
    """As many pods are ready as the topology or its autoscaler says, all of the newest revision (W1, Q2, Q6, C2)."""
    found = kube.get(workload.kind, workload.name)
    status, wanted = found["status"], found["spec"]["replicas"]

    assert workload.replicas <= wanted <= workload.most
    assert status.get("readyReplicas", 0) == wanted, status
    assert status.get("updatedReplicas", status.get("currentReplicas")) == wanted, status


def test_nothing_else_runs(kube: Kube, topology: Topology) -> None:
    """The namespace holds the topology's components and no forgotten one (W1)."""
    found = {
        component_of(pod)
        for pod in kube.items("pods", "--field-selector=status.phase=Running")
        if "rushhour.test/probe" not in pod["metadata"]["labels"]
    }

    assert found - set(JOBS) == set(long_running_components(topology))


def test_a_disruption_budget_covers_it(kube: Kube, component: str) -> None:
    """Draining a node takes one pod of a role at a time: exactly one budget selects its pods (T: 99.9 %)."""
    pods = kube.pods(component)
    budgets = [b for b in kube.items("poddisruptionbudgets") if pods and all(selects(b, pod) for pod in pods)]

    assert budgets
    # Postgres has two: the operator keeps one for the primary and one for the replicas.
    assert len(budgets) <= 1 or component == Role.POSTGRES


def selects(budget: Manifest, pod: Manifest) -> bool:
    """Whether a budget's selector matches a pod, or another pod of the same database cluster."""
    wanted: dict[str, Any] = budget["spec"]["selector"].get("matchLabels", {})
    labels = pod["metadata"]["labels"]
    roles = ("cnpg.io/instanceRole", "role")
    return all(labels.get(key) == value or (key in roles and key in labels) for key, value in wanted.items())


def test_a_budget_allows_a_drain(kube: Kube) -> None:
    """No budget forbids every eviction while all is well: a node can be taken out of service (O4)."""
    stuck = [
        b["metadata"]["name"]
        for b in kube.items("poddisruptionbudgets")
        if b["status"]["expectedPods"] > 1 and b["status"]["disruptionsAllowed"] < 1
    ]

    assert stuck == []


def test_no_container_keeps_restarting(kube: Kube) -> None:
    """No container of a running pod was ended for lack of memory, and none restarted more than twice (T: MTBF)."""
    bad = {
        f"{pod['metadata']['name']}/{status['name']}": (status["restartCount"], status.get("lastState"))
        for pod in kube.items("pods", "--field-selector=status.phase=Running")
        for status in pod["status"].get("containerStatuses", [])
        if status["restartCount"] > 2 or status.get("lastState", {}).get("terminated", {}).get("reason") == "OOMKilled"
    }

    assert bad == {}


@pytest.mark.parametrize("job", JOBS)
def test_the_jobs_of_the_release_succeeded(kube: Kube, job: Role) -> None:
    """Migrations, catalogue and warm-up of the running release are done (D3, C8)."""
    image = kube.get("deployment", "web")["spec"]["template"]["spec"]["containers"][0]["image"]
    jobs = [
        j
        for j in kube.items("jobs", "-l", f"{COMPONENT}={job}")
        if j["spec"]["template"]["spec"]["containers"][0]["image"] == image
    ]

    assert jobs, f"no Job {job} of the running image {image}"
    assert all(j["status"].get("succeeded") == 1 for j in jobs), [j["status"] for j in jobs]


def test_every_long_running_container_is_probed(kube: Kube, component: str) -> None:
    """Each has a liveness or readiness probe, so a process that hangs is noticed (O2)."""
    for pod in kube.pods(component):
        for container in pod["spec"]["containers"]:
            assert {"livenessProbe", "readinessProbe"} & set(container), (
                f"{pod['metadata']['name']}/{container['name']}"
            )


def test_the_topologys_workloads_are_all_components(topology: Topology) -> None:
    """The list the tests above go by covers every long-running role: a role added later cannot be forgotten (W1)."""
    covered = {component for w in workloads(topology) for component in components(w.role, topology)}

    assert covered | {Role.POSTGRES} == set(long_running_components(topology))
