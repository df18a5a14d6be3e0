"""The whole program, run with each committed stack file."""

from __future__ import annotations

from typing import Any

import pytest
from recording import Recording

from topology import Topology
from topology.model.vocabulary import ImageName
from topology.render.network_policies import network_policies

# What pods themselves are; the operator makes those of Postgres and its poolers.
WORKLOADS = ("Deployment", "StatefulSet", "Job")
CLUSTER_WIDE = ("Namespace", "ClusterRole", "ClusterRoleBinding")
# Pods that talk to the Kubernetes API.
WITH_A_TOKEN = {"autoscaler", "prometheus"}


def pods(stack: Recording) -> list[tuple[str, dict[str, Any]]]:
    """Name and pod template of every workload the program makes."""
    found = [(r.name, r.inputs["spec"]["template"]) for r in stack.objects() if r.inputs["kind"] in WORKLOADS]
    assert len(found) > 10
    return found


def containers(template: dict[str, Any]) -> list[dict[str, Any]]:
    """All containers of a pod, init containers too."""
    return [*template["spec"].get("initContainers", []), *template["spec"]["containers"]]


def test_the_expected_layers_exist(stack: Recording, topology: Topology) -> None:
    """One component a layer, one Redis component a role, and no object store where the stack file names one outside."""
    made = sorted(r.name for r in stack.components())
    store = [] if topology.object_store.endpoint else ["object-store"]

    assert made == sorted(
        ["application", "guardrails", "monitoring", "poolers", "postgres", "secrets", *store, *topology.redis.by_role()]
    )


def test_every_component_registers_outputs(stack: Recording) -> None:
    """A component without outputs never counts as finished, and its consumers see nothing."""
    for component in stack.components():
        assert stack.outputs.get(component.urn), f"{component.urn} registers no outputs"


def test_nothing_stands_outside_a_component(stack: Recording) -> None:
    """Every resource but the provider belongs to a layer, so `pulumi stack` reads like the design."""
    urns = {component.urn for component in stack.components()}
    strays = [r.urn for r in stack.registered if not r.is_component and r.parent not in urns]

    assert [urn for urn in strays if "pulumi:providers:kubernetes" not in urn] == []


def test_objects_live_in_the_namespace_and_say_whose_they_are(stack: Recording, topology: Topology) -> None:
    """No object lands in `default`, and a label query finds the whole stack."""
    for resource in stack.objects():
        metadata = resource.inputs["metadata"]
        if resource.inputs["kind"] not in CLUSTER_WIDE:
            assert metadata["namespace"] == topology.cluster.namespace, resource.urn
        assert metadata["labels"]["app.kubernetes.io/part-of"] == "rushhour", resource.urn


def test_pods_carry_their_role(stack: Recording) -> None:
    """NetworkPolicies select pods by this label; a pod without it could talk to nobody."""
    for name, template in pods(stack):
        component = template["metadata"]["labels"]["app.kubernetes.io/component"]
        assert name == component or name.startswith(f"{component}-"), name


def test_pods_are_restricted(stack: Recording) -> None:
    """What Pod Security `restricted` asks for, and a read-only root, on every pod."""
    for name, template in pods(stack):
        spec = template["spec"]
        assert spec["automountServiceAccountToken"] is (name in WITH_A_TOKEN), name
        assert spec["serviceAccountName"] != "default", name
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["runAsUser"] > 0, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in containers(template):
            security = container["securityContext"]
            assert security["allowPrivilegeEscalation"] is False, name
            assert security["readOnlyRootFilesystem"] is True, name
            assert security["capabilities"]["drop"] == ["ALL"], name
            assert "add" not in security["capabilities"], name


def test_pods_state_what_they_need(stack: Recording) -> None:
    """Requests and limits of CPU and memory on every container."""
    for name, template in pods(stack):
        for container in containers(template):
            for bound in ("requests", "limits"):
                assert set(container["resources"][bound]) >= {"cpu", "memory"}, f"{name}/{container['name']}"


def test_pods_run_only_resolved_images(stack: Recording, images: dict[ImageName, str]) -> None:
    """No image but those that were built or named, so nothing is pulled by surprise."""
    used = {container["image"] for _, template in pods(stack) for container in containers(template)}

    assert used <= set(images.values())
    assert used >= {images[ImageName.APP], images[ImageName.EDGE], images[ImageName.REDIS]}


def test_policies_are_those_of_the_edges(stack: Recording, topology: Topology) -> None:
    """Exactly the NetworkPolicies that the topology derives: none is forgotten, none is added by hand."""
    wanted = {policy["metadata"]["name"]: policy["spec"] for policy in network_policies(topology)}
    made = {name: policy["spec"] for name, policy in stack.of_kind("NetworkPolicy").items()}

    assert made == wanted
    assert made["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_everything_starts_behind_the_guardrails(stack: Recording) -> None:
    """No pod exists before the policies that bind it: every workload depends on each of them."""
    policies = {r.urn for r in stack.objects() if r.inputs["kind"] == "NetworkPolicy"}
    for resource in stack.objects():
        if resource.inputs["kind"] in (*WORKLOADS, "Cluster", "Pooler"):
            assert policies <= stack.all_dependencies(resource.urn), resource.urn


def test_long_running_pods_have_disruption_budgets(stack: Recording) -> None:
    """Draining a node takes one pod of a kind at a time, and is never blocked by a pod that is broken anyway."""
    budgets = stack.of_kind("PodDisruptionBudget")
    wanted = {r.name for r in stack.objects() if r.inputs["kind"] in ("StatefulSet", "Deployment")}

    assert set(budgets) == wanted | {"pooler-rw", "pooler-ro"}
    for budget in budgets.values():
        assert budget["spec"]["maxUnavailable"] == 1
        assert budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def test_services_lead_to_ports_their_pods_have(stack: Recording) -> None:
    """A Service selects exactly one workload, and each of its ports is a named port of that pod's containers."""
    made = dict(pods(stack))
    services = {name: item["spec"] for name, item in stack.of_kind("Service").items()}

    assert services
    for name, spec in services.items():
        [pod] = [template for template in made.values() if template["metadata"]["labels"] == spec["selector"]]
        named = {port["name"] for one in containers(pod) for port in one.get("ports", [])}
        assert {port["targetPort"] for port in spec["ports"]} <= named, name


@pytest.mark.parametrize("kind", ["ServiceAccount", "Service"])
def test_the_provider_does_not_wait_where_it_would_wait_in_vain(stack: Recording, kind: str) -> None:
    """Both kinds are marked: provider 1.6.0 would wait for a token Secret, and for pods that come later."""
    objects = stack.of_kind(kind)

    assert objects
    for name, manifest in objects.items():
        assert manifest["metadata"]["annotations"]["pulumi.com/skipAwait"] == "true", name


def test_only_kinds_that_both_providers_know(stack: Recording) -> None:
    """No Helm release, no patch resource, no server-side apply: provider 1.6.0 has none of them."""
    assert {r.type for r in stack.objects() if r.type.endswith("Patch") or ":helm" in r.type} == set()
    assert {r.type for r in stack.registered if ":yaml:" in r.type} == set()


def test_exports(stack: Recording, topology: Topology) -> None:
    """What `pulumi stack output` gives to people and to the playbooks; nothing of it is secret."""
    assert set(stack.exports) == {"url", "ca_certificate", "namespace", "services"}
    assert stack.exports["url"] == topology.site.origin
    assert stack.exports["namespace"] == topology.cluster.namespace
    assert stack.exports["ca_certificate"].startswith("-----BEGIN CERTIFICATE-----")
    assert f"redis-cache-{topology.redis.cache.shards - 1}.redis-cache:6379" in stack.exports["services"]["redis"]
