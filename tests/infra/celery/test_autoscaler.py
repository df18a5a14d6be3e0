"""The autoscaler's rights and what it sees, on the running platform (Q6)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.support.kube import Kube
from topology import Topology
from topology.model.vocabulary import Autoscaler, Role

ACCOUNT = "system:serviceaccount:{namespace}:autoscaler"
#: Verb and what to, that would let it do more than set a number of pods.
FORBIDDEN = (
    ("get", "secrets"),
    ("list", "pods"),
    ("patch", "pods"),
    ("create", "pods --subresource=exec"),
    ("get", "deployments.apps"),
    ("patch", "deployments.apps"),
    ("patch", "deployments.apps/web --subresource=scale"),
    ("update", "deployments.apps/worker-default --subresource=scale"),
    ("delete", "deployments.apps/worker-default --subresource=scale"),
    ("create", "roles.rbac.authorization.k8s.io"),
)


@pytest.fixture
def owned(topology: Topology) -> list[str]:
    """The Deployments that are its business."""
    found = [f"{Role.WORKER}-{queue}" for queue in topology.scaled_by(Autoscaler.BUILTIN)]
    if not found:
        pytest.skip("no queue of this stack is scaled by the built-in autoscaler")
    return found


def may(kube: Kube, verb: str, what: str) -> bool:
    """What the API server's own judgement about the account is."""
    account = ACCOUNT.format(namespace=kube.namespace)
    command = ["auth", "can-i", verb, *what.split(), f"--as={account}", "-n", kube.namespace]
    answer = kube.run(*command, check=False).out.split()[0]  # a reason may follow
    assert answer in ("yes", "no"), answer
    return answer == "yes"


def test_it_may_set_the_number_of_workers_and_nothing_else(kube: Kube, owned: list[str]) -> None:
    """Reading and patching the scale of its own Deployments; every other right is refused (Q6, O5)."""
    for name in owned:
        for verb in ("get", "patch"):
            assert may(kube, verb, f"deployments.apps/{name} --subresource=scale"), f"{verb} {name}"
    assert [pair for pair in FORBIDDEN if may(kube, *pair)] == []


def test_it_looks_and_acts(kube: Kube, topology: Topology, owned: list[str]) -> None:
    """Its last look is recent and was no failure, and its numbers are within the stack file's bounds (Q6)."""
    ran = kube.exec(
        kube.pods(Role.AUTOSCALER.value)[0]["metadata"]["name"],
        "python", "manage.py", "celery_monitor", "status", "--json", seconds=60,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(ran.out)

    assert found["autoscaler_seconds_ago"] < 4 * topology.autoscaler.interval_seconds + 30, found
    for queue in found["queues"]:
        if f"{Role.WORKER}-{queue['queue']}" in owned:
            facts = next(worker for name, worker in topology.workers.items() if name == queue["queue"])
            assert facts.autoscale.min <= queue["pods"] <= facts.autoscale.max, queue
            assert queue["workers"] >= 1, queue
