"""Properties of quantities, of loading and of the derived edges that hold for any input."""

from __future__ import annotations

import contextlib
import json
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.topology.stack import STACK_FILES
from topology import Topology, TopologyError, from_pulumi, load
from topology.edges import edges, roles
from topology.load import build
from topology.model.quantity import bytes_of, millicores
from topology.model.vocabulary import External, Role
from topology.render.network_policies import network_policies
from topology.stackfile import dotted

SUFFIXES = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}


@given(st.integers(1, 999_999), st.sampled_from(sorted(SUFFIXES)))
def test_sizes_are_exact_bytes(number: int, suffix: str) -> None:
    """`512Mi` is 512 × 2^20 bytes, for every number and suffix."""
    assert bytes_of(f"{number}{suffix}") == number * SUFFIXES[suffix]


@given(st.integers(1, 9_999_999))
def test_millicores_are_read_back(number: int) -> None:
    """`250m` is 250 thousandths of a core."""
    assert millicores(f"{number}m") == number


@given(st.text(string.printable, max_size=8))
def test_a_quantity_is_positive_or_refused(text: str) -> None:
    """No text is read as nothing or as less than nothing."""
    for read in (bytes_of, millicores):
        with contextlib.suppress(ValueError):
            assert read(text) > 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from([field.alias or name for name, field in Topology.model_fields.items()]) | st.text(max_size=8)


@settings(deadline=None)  # how long an example takes is the machine's business
@given(st.dictionaries(keys, json_values, max_size=4))
def test_any_data_is_a_topology_or_a_list_of_problems(data: dict[str, object]) -> None:
    """Nonsense never raises anything but `TopologyError`, and that one is never empty."""
    refused = None
    try:
        build(data, dotted)
    except TopologyError as error:
        refused = error

    assert refused is None or refused.problems


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_pulumi_and_the_file_give_the_same_topology(path: Path) -> None:
    """What `pulumi up` hands its program and what the file says are one object."""
    config = yaml.safe_load(path.read_text())["config"]

    assert from_pulumi({key: json.dumps(value) for key, value in config.items()}) == load(path)


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_policies_allow_exactly_the_edges(path: Path) -> None:
    """Read back from the manifests, the permitted (source, target, port) triples are those of the edges."""
    topology = load(path)
    everyone = edges(topology)
    policies = {p["metadata"]["name"]: p["spec"] for p in network_policies(topology)}

    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for role in roles(topology):
        allowed = sum(len(rule["ports"]) for rule in policies[role.value]["ingress"])
        assert allowed == sum(len(edge.ports) for edge in everyone if edge.target is role)
        outward = sum(len(rule["ports"]) for rule in policies[role.value]["egress"])
        assert outward == sum(len(edge.ports) * (2 if edge.udp else 1) for edge in everyone if edge.source is role)


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_only_the_edge_takes_anyone(path: Path) -> None:
    """A rule without peers admits the whole world; only shoppers at the edge may be so."""
    for policy in network_policies(load(path)):
        open_rules = [rule for rule in policy["spec"].get("ingress", []) if "from" not in rule]
        assert bool(open_rules) is (policy["metadata"]["name"] == Role.EDGE)
        assert all("to" in rule for rule in policy["spec"].get("egress", []))


def test_no_edge_leads_from_the_public_to_data() -> None:
    """Written down by hand, not derived: clients reach the edge alone, and the edge reaches web alone."""
    topology = load(STACK_FILES[0])
    reached = {(e.source, e.target) for e in edges(topology)}

    assert {target for source, target in reached if source is External.CLIENTS} == {Role.EDGE}
    assert {target for source, target in reached if source is Role.EDGE} == {Role.WEB, External.DNS}
    assert (Role.WEB, Role.POSTGRES) not in reached
