"""What the verification looks at is what the topology deploys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.topology.stack import STACK_FILES
from topology import load
from topology.edges import components, roles
from topology.model.vocabulary import Role
from topology.ports import Port
from topology.render.network_policies import network_policies
from topology.render.probe_targets import connections, listeners, long_running_components, probe_targets, workloads

COMPONENT = "app.kubernetes.io/component"


Selector = dict[str, Any]


def labels_of(component: str) -> dict[str, str]:
    """Labels the pods of a component really carry; the Postgres operator's own are written down here by hand."""
    if component == "postgres":
        return {"cnpg.io/cluster": "postgres", "cnpg.io/podRole": "instance", COMPONENT: "database"}
    if component.startswith("pooler-"):
        return {"cnpg.io/cluster": "postgres", "cnpg.io/podRole": "pooler", "cnpg.io/poolerName": component}
    return {COMPONENT: component}


def selects(selector: Selector, labels: dict[str, str]) -> bool:
    """Kubernetes' own rule: every label and every expression must match."""
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()) and all(
        (labels.get(e["key"]) in e["values"]) is (e["operator"] == "In") for e in selector.get("matchExpressions", [])
    )


def passes(policies: list[dict[str, Any]], source: str, target: str, port: int) -> bool:
    """Whether the policies let a pod of `source` out and into a pod of `target`."""
    ends = (("egress", "to", source, target), ("ingress", "from", target, source))
    return all(
        any(
            selects(policy["spec"]["podSelector"], labels_of(subject))
            and any(_admits(rule, field, labels_of(peer), port) for rule in policy["spec"].get(direction, []))
            for policy in policies
        )
        for direction, field, subject, peer in ends
    )


def _admits(rule: dict[str, Any], field: str, labels: dict[str, str], port: int) -> bool:
    inside = field not in rule or any(
        selects(peer["podSelector"], labels) for peer in rule[field] if set(peer) == {"podSelector"}
    )
    return inside and port in {entry["port"] for entry in rule["ports"]}


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_verdicts_are_those_of_the_policies(path: Path) -> None:
    """A connection is expected to pass exactly where the NetworkPolicies of both ends allow it (O5)."""
    topology = load(path)
    policies = network_policies(topology)
    for connection in connections(topology):
        for source in components(connection.source, topology):
            for target in components(connection.target, topology):
                verdict = passes(policies, source, target, connection.port)
                assert verdict is connection.allowed, f"{source} to {target}: {connection}"


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_every_pair_has_one_verdict(path: Path) -> None:
    """No role and no listener is left out, and every listener is reached by somebody or is public."""
    topology = load(path)
    found = connections(topology)

    assert len({(c.source, c.target, c.port) for c in found}) == len(found)
    assert len(found) == len(roles(topology)) * len(listeners(topology))
    reached = {(c.target, c.port) for c in found if c.allowed}
    assert {role for role, port in set(listeners(topology)) - reached} <= {Role.EDGE, Role.POSTGRES}


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_every_long_running_pod_belongs_to_a_workload(path: Path) -> None:
    """What runs all the time is counted by a workload or, for Postgres, in instances."""
    topology = load(path)
    counted = {component for w in workloads(topology) for component in components(w.role, topology)}

    assert counted | {Role.POSTGRES} == set(long_running_components(topology))


def test_the_playbook_gets_plain_data() -> None:
    """The inventory is JSON: only texts, numbers, lists and mappings, one entry a workload."""
    topology = load(STACK_FILES[1])
    targets = probe_targets(topology)

    assert json.loads(json.dumps(targets)) == targets
    assert [w["name"] for w in targets["workloads"]] == [w.name for w in workloads(topology)]
    assert next(w for w in targets["workloads"] if w["name"] == "web")["replicas"] == topology.web.replicas


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_no_pod_may_use_the_public_ports(path: Path) -> None:
    """They are for shoppers: warm-up asks its own process for pages (C8), and nothing else in the stack is a client."""
    public = {Port.EDGE_HTTPS, Port.EDGE_HTTP}
    verdicts = {c.allowed for c in connections(load(path)) if c.target is Role.EDGE and c.port in public}

    assert verdicts == {False}
