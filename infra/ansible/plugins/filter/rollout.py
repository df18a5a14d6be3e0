"""Filter that reads how far Deployments have come."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def unavailable(listing: str, wanted: list[str]) -> list[str]:
    """List the Deployments that are not rolled out.

    Args:
        listing: what `kubectl get deployments --all-namespaces --output=json` printed.
        wanted: `namespace/name` of each Deployment that has to be there.

    Returns:
        One text a Deployment that is missing, or whose newest version does not run in full yet.
    """
    there = {f"{d['metadata']['namespace']}/{d['metadata']['name']}": d for d in json.loads(listing)["items"]}
    return [f"{name}: {seen}" for name in wanted if (seen := state(there.get(name))) != "available"]


def state(deployment: dict[str, Any] | None) -> str:
    """Say what a Deployment is waiting for, as `kubectl rollout status` would."""
    if deployment is None:
        return "missing"
    replicas, status = deployment["spec"]["replicas"], deployment.get("status", {})
    if status.get("observedGeneration", 0) < deployment["metadata"]["generation"]:
        return "not looked at yet"
    updated, total = status.get("updatedReplicas", 0), status.get("replicas", 0)
    if updated < replicas or total > updated:
        return f"{updated} of {replicas} pods are of the new version, {total - updated} of an old one"
    available = status.get("availableReplicas", 0)
    return "available" if available >= replicas else f"{available} of {replicas} pods are available"


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"unavailable": unavailable}
