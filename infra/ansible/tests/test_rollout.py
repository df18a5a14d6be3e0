"""Filter unavailable: agrees with `kubectl rollout status` about when an add-on is there."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rollout

DONE = {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2}


def listing(status: dict[str, Any]) -> str:
    """What kubectl prints for one Deployment of two replicas, generation 2."""
    metadata = {"namespace": "kube-system", "name": "dns", "generation": 2}
    return json.dumps({"items": [{"metadata": metadata, "spec": {"replicas": 2}, "status": status}]})


def test_a_finished_rollout_is_available() -> None:
    """All pods of the newest version, all available."""
    assert rollout.unavailable(listing(DONE), ["kube-system/dns"]) == []


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"observedGeneration": 1}, "not looked at yet"),
        ({"updatedReplicas": 1}, "1 of 2 pods are of the new version, 1 of an old one"),
        ({"replicas": 3}, "2 of 2 pods are of the new version, 1 of an old one"),
        ({"availableReplicas": 1}, "1 of 2 pods are available"),
    ],
)
def test_an_unfinished_rollout_says_what_it_waits_for(change: dict[str, int], seen: str) -> None:
    """Old pods that still serve do not make a new version available."""
    assert rollout.unavailable(listing({**DONE, **change}), ["kube-system/dns"]) == [f"kube-system/dns: {seen}"]


def test_a_new_and_a_missing_deployment_are_not_available() -> None:
    """One without any status, and one that is not there."""
    found = rollout.unavailable(listing({}), ["kube-system/dns", "kube-system/other"])
    assert found == ["kube-system/dns: not looked at yet", "kube-system/other: missing"]
