"""Absolutes, written by hand and not derived from the topology: a wrong topology cannot talk these tests round.

Each holds for everything in the namespace, whatever it is and whoever made it.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.infra.support.kube import Kube, Manifest, component_of
from tests.infra.support.probe_pod import MARK, manifest
from tests.infra.support.reach import addresses, reachable

# CloudNativePG's instance manager and its poolers watch their own resources; nobody else talks to the API.
TOKEN_HOLDERS = {"postgres", "pooler-rw", "pooler-ro", "autoscaler", "prometheus"}
HOST_FIELDS = ("hostNetwork", "hostPID", "hostIPC")
CONTENT_TAG = re.compile(r"^[^@:]+(:\d+)?/[^@:]+(:[0-9a-f]{12}|@sha256:[0-9a-f]{64})$")


@pytest.fixture(scope="module")
def pods(kube: Kube) -> list[Manifest]:
    """Every pod of the namespace, finished ones too, without this suite's own probes."""
    found = [pod for pod in kube.items("pods") if MARK not in pod["metadata"].get("labels", {})]
    assert len(found) > 20, "the stack is far from complete: nothing could be proved"
    return found


def containers(pod: Manifest) -> list[tuple[str, dict[str, Any]]]:
    """Name and spec of every container, init containers too."""
    spec = pod["spec"]
    return [
        (f"{pod['metadata']['name']}/{c['name']}", c)
        for c in (*spec.get("initContainers", []), *spec["containers"], *spec.get("ephemeralContainers", []))
    ]


def test_no_pod_shares_anything_with_the_node(pods: list[Manifest]) -> None:
    """No host network, process table, IPC, path or port: a container cannot see the machine it runs on (O5)."""
    for pod in pods:
        name, spec = pod["metadata"]["name"], pod["spec"]
        assert not [field for field in HOST_FIELDS if spec.get(field)], name
        assert not [volume["name"] for volume in spec.get("volumes", []) if "hostPath" in volume], name
        assert not [port for _, c in containers(pod) for port in c.get("ports", []) if port.get("hostPort")], name


def test_no_container_is_root_or_can_become_it(pods: list[Manifest]) -> None:
    """Non-root by decree, no privilege, no escalation, no capability, the default seccomp filter (O5)."""
    for pod in pods:
        whole = pod["spec"].get("securityContext", {})
        for name, container in containers(pod):
            own = {**whole, **container.get("securityContext", {})}
            assert own.get("runAsNonRoot") is True, name
            assert own.get("runAsUser") != 0, name
            assert own.get("privileged", False) is False, name
            assert own.get("allowPrivilegeEscalation") is False, name
            assert own.get("capabilities", {}).get("drop") == ["ALL"], name
            assert not own.get("capabilities", {}).get("add"), name
            assert own.get("seccompProfile", {}).get("type") == "RuntimeDefault", name


def test_every_root_file_system_is_read_only(pods: list[Manifest]) -> None:
    """Programs cannot be changed where they run (O5)."""
    writable = [
        name
        for pod in pods
        for name, c in containers(pod)
        if not c.get("securityContext", {}).get("readOnlyRootFilesystem")
    ]

    assert writable == []


def test_every_container_has_requests_and_limits(pods: list[Manifest]) -> None:
    """CPU and memory are asked for and bounded everywhere, so nobody starves a neighbour (T)."""
    for pod in pods:
        for name, container in containers(pod):
            for kind in ("requests", "limits"):
                assert {"cpu", "memory"} <= set(container.get("resources", {}).get(kind, {})), f"{name} {kind}"


def test_only_the_operators_managers_hold_a_token(pods: list[Manifest]) -> None:
    """No other pod could talk to the Kubernetes API, even if the network let it (O5)."""
    holders = {
        component_of(pod)
        for pod in pods
        for volume in pod["spec"].get("volumes", [])
        if any("serviceAccountToken" in source for source in volume.get("projected", {}).get("sources", []))
    }

    assert holders <= TOKEN_HOLDERS


def test_nobody_runs_as_the_default_account(pods: list[Manifest]) -> None:
    """Each role has an identity of its own (O5)."""
    assert [pod["metadata"]["name"] for pod in pods if pod["spec"]["serviceAccountName"] == "default"] == []


def test_only_the_edge_is_published(kube: Kube) -> None:
    """One Service is reachable from outside the cluster, and it is the edge's (O5)."""
    published = {
        service["metadata"]["name"]
        for service in kube.items("services")
        if service["spec"]["type"] != "ClusterIP" or service["spec"].get("externalIPs")
    }

    assert published <= {"edge"}
    assert kube.items("ingresses.networking.k8s.io") == []


def test_the_edge_cannot_reach_the_data(kube: Kube) -> None:
    """The tier that faces the internet reaches neither Postgres, its poolers, Redis nor the object store (O5)."""
    ports = {"postgres": 5432, "pooler-rw": 5432, "pooler-ro": 5432, "object-store": 9000} | dict.fromkeys(
        ("redis-cache", "redis-sessions", "redis-long-term", "redis-broker"), 6379
    )
    targets = [address for role, port in ports.items() for address in addresses(kube.pods(role), port)]
    (edge, *_) = kube.pods("edge")
    reached = reachable(kube, edge["metadata"]["name"], targets)

    assert len(targets) >= len(ports)
    assert not any(reached.values()), reached


def test_web_reaches_postgres_through_the_poolers_only(kube: Kube) -> None:
    """No web pod opens a connection to a database server itself: the pools could not be counted otherwise (D2)."""
    (web, *_) = kube.pods("web")
    servers = addresses(kube.pods("postgres"), 5432)
    reached = reachable(kube, web["metadata"]["name"], servers)

    assert servers
    assert not any(reached.values()), reached


BAD_PODS: dict[str, dict[str, Any]] = {
    "privileged": {"containers": {"securityContext": {"privileged": True, "allowPrivilegeEscalation": True}}},
    "root": {"pod": {"securityContext": {"runAsNonRoot": False, "runAsUser": 0}}},
    "host network": {"pod": {"hostNetwork": True}},
    "host path": {"pod": {"volumes": [{"name": "host", "hostPath": {"path": "/"}}]}},
    "added capability": {"containers": {"securityContext": {"capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]}}}},
    "escalation": {"containers": {"securityContext": {"allowPrivilegeEscalation": True}}},
    "no seccomp": {"pod": {"securityContext": {"seccompProfile": {"type": "Unconfined"}}}},
    "host port": {"containers": {"ports": [{"containerPort": 8080, "hostPort": 8090}]}},
}


def changed(spec: dict[str, Any], how: dict[str, Any]) -> dict[str, Any]:
    """The spec with fields replaced, one level into mappings."""
    return {**spec, **{k: {**spec[k], **v} if isinstance(spec.get(k), dict) else v for k, v in how.items()}}


def try_to_create(kube: Kube, pod: Manifest) -> tuple[int, str]:
    """Ask the API to admit a pod without keeping it."""
    command = ["create", "-f", "-", "--dry-run=server", "-n", kube.namespace]
    ran = kube.run(*command, stdin=json.dumps(pod), check=False)
    return ran.status, ran.err


def test_a_harmless_pod_is_admitted(kube: Kube) -> None:
    """The control of the next test: what it varies is acceptable by itself (O5)."""
    status, error = try_to_create(kube, manifest("localhost/rushhour/app:none", kube.namespace, {}))

    assert status == 0, error


@pytest.mark.parametrize("how", BAD_PODS.values(), ids=BAD_PODS.keys())
def test_a_dangerous_pod_is_rejected(kube: Kube, how: dict[str, Any]) -> None:
    """The API refuses what Pod Security `restricted` forbids, whoever asks: a cluster administrator here (O5)."""
    pod = manifest("localhost/rushhour/app:none", kube.namespace, {})
    spec = changed(pod["spec"], how.get("pod", {}))
    spec["containers"] = [changed(spec["containers"][0], how.get("containers", {}))]
    status, error = try_to_create(kube, {**pod, "spec": spec})

    assert status != 0, "the pod was admitted"
    # The embedded cluster's API server refuses privileged containers even before Pod Security looks at them.
    assert "violates PodSecurity" in error or "disallowed by cluster policy" in error, error


def test_the_namespace_denies_by_default(kube: Kube) -> None:
    """A policy that selects every pod and allows nothing is the ground all others stand on (O5)."""
    denying = [
        policy["metadata"]["name"]
        for policy in kube.items("networkpolicies")
        if policy["spec"]["podSelector"] == {}
        and set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"}
        and not policy["spec"].get("ingress")
        and not policy["spec"].get("egress")
    ]

    assert denying


def test_every_image_is_named_by_its_content(pods: list[Manifest]) -> None:
    """No `latest`, no version tag that could be moved: what runs can be told from its name (O4)."""
    odd = {name: c["image"] for pod in pods for name, c in containers(pod) if not CONTENT_TAG.match(c["image"])}

    assert odd == {}
