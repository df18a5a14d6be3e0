"""What sets the number of workers (Q6): the built-in autoscaler with its rights, KEDA's objects, or nothing."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from helm.tests.chart import CHECKOUT, Manifest, environment, named, pod, render, stack_values, workloads
from topology import load
from topology.edges import edges, roles
from topology.load import build
from topology.model import Topology
from topology.model.vocabulary import External, Role
from topology.ports import Port
from topology.render.network_policies import network_policies

GOLDEN = CHECKOUT / "helm" / "tests" / "golden"
STACK = CHECKOUT / "Pulumi.local.yaml"
#: The part of KEDA's API (keda.sh/v1alpha1, KEDA 2.16 to 2.20) that the chart uses, closed.
KEDA_SCHEMA = json.loads((CHECKOUT / "helm" / "tests" / "keda.schema.json").read_text())


def with_autoscaler(**chosen: str) -> Topology:
    """The local stack with other autoscalers for some queues; `worker` stands for the rest."""
    data = {k.removeprefix("rushhour:"): v for k, v in yaml.safe_load(STACK.read_text())["config"].items()}
    data = copy.deepcopy(data)
    for queue, autoscaler in chosen.items():
        target = data["worker"] if queue == "worker" else data["workers"][queue]
        target["autoscaler"] = autoscaler
    return build(data, str)


@pytest.fixture(scope="module")
def mixed() -> list[Manifest]:
    """`email` by KEDA, `media` by nobody, the rest by the built-in autoscaler."""
    return render(stack_values(with_autoscaler(email="keda", media="none")))


def kinds(manifests: list[Manifest], kind: str) -> list[str]:
    """Names of the objects of a kind."""
    return sorted(m["metadata"]["name"] for m in manifests if m["kind"] == kind)


def test_autoscaled_workers_name_no_replicas(mixed: list[Manifest]) -> None:
    """Else each `pulumi up` would undo what an autoscaler did; without one, the stack file's number stands (Q6)."""
    counts = {
        m["metadata"]["name"]: m["spec"].get("replicas")
        for m in workloads(mixed)
        if m["metadata"]["name"].startswith("worker-")
    }
    assert counts.pop("worker-media") == 1
    assert set(counts.values()) == {None}


def test_the_autoscaler_may_scale_its_own_deployments_and_nothing_else(mixed: list[Manifest]) -> None:
    """One Role in the namespace: get and patch of the scale of the Deployments it owns, by name (Q6, O5)."""
    owned = [f"worker-{q}" for q in ("analytics", "critical", "default", "inventory", "maintenance", "reports")]
    (role,) = [m for m in mixed if m["kind"] == "Role"]
    assert role["rules"] == [
        {"apiGroups": ["apps"], "resources": ["deployments/scale"], "resourceNames": owned, "verbs": ["get", "patch"]}
    ]
    binding = named(mixed, "RoleBinding", "autoscaler")
    assert binding["roleRef"] == {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "autoscaler"}
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "autoscaler", "namespace": "rushhour"}]
    assert not [m for m in mixed if m["kind"].startswith("Cluster")]


def test_the_autoscaler_gets_the_rules_of_the_stack_file(mixed: list[Manifest]) -> None:
    """Of its own queues, with the numbers of the stack file; a changed number replaces its pod (Q6)."""
    deployment = named(mixed, "Deployment", "autoscaler")
    rules = json.loads(environment(mixed, deployment)["CELERY_AUTOSCALE"])
    worker = load(STACK).worker

    assert set(rules) == {"analytics", "critical", "default", "inventory", "maintenance", "reports"}
    assert (
        rules["critical"] == {"deployment": "worker-critical", "start": worker.replicas} | worker.autoscale.model_dump()
    )
    values = stack_values(with_autoscaler())
    changed = copy.deepcopy(values)
    changed["autoscaler"]["environment"]["CELERY_AUTOSCALE"] = "{}"
    before, after = render(values), render(changed)
    differing = {w["metadata"]["name"] for w, n in zip(workloads(before), workloads(after), strict=True) if w != n}
    assert differing == {"autoscaler"}


def test_the_autoscaler_runs_as_the_command_teaches(mixed: list[Manifest]) -> None:
    """Its interval and metrics port are the topology's; only Prometheus reaches that port (Q6, O5)."""
    topology = load(STACK)
    container = pod(named(mixed, "Deployment", "autoscaler"))["containers"][0]
    assert container["command"] == [
        "python", "manage.py", "celery_monitor", "autoscale", f"--interval={topology.autoscaler.interval_seconds}",
        f"--metrics-port={Port.AUTOSCALER_METRICS}",
    ]  # fmt: skip
    assert container["ports"] == [{"name": "metrics", "containerPort": Port.AUTOSCALER_METRICS}]
    (policy,) = [p for p in network_policies(topology) if p["metadata"]["name"] == Role.AUTOSCALER]
    (rule,) = policy["spec"]["ingress"]
    assert rule["ports"] == [{"protocol": "TCP", "port": Port.AUTOSCALER_METRICS}]
    assert rule["from"][0]["podSelector"]["matchExpressions"][0]["values"] == [Role.PROMETHEUS]


def test_the_autoscaler_reaches_the_broker_and_the_api_only(mixed: list[Manifest]) -> None:
    """And the relay Postgres' writing pooler and the broker; both ask for names (Q5, Q6, O5)."""
    found = edges(load(STACK))
    reached = {role: {e.target for e in found if e.source is role} for role in (Role.AUTOSCALER, Role.OUTBOX_RELAY)}
    assert reached == {
        Role.AUTOSCALER: {Role.REDIS_BROKER, External.KUBERNETES_API, External.DNS},
        Role.OUTBOX_RELAY: {Role.POOLER_RW, Role.REDIS_BROKER, External.DNS},
    }


def test_without_a_queue_to_own_there_is_no_autoscaler() -> None:
    """No pod, no account, no rights, no policy (Q6, O5)."""
    topology = with_autoscaler(worker="none")
    manifests = render(stack_values(topology))
    assert "autoscaler" not in {m["metadata"]["name"] for m in manifests}
    assert not kinds(manifests, "Role")
    assert Role.AUTOSCALER not in roles(topology)
    assert External.KEDA not in {edge.source for edge in edges(topology)}


def test_keda_scales_where_the_stack_asks_for_it(mixed: list[Manifest]) -> None:
    """One ScaledObject and one TriggerAuthentication a queue, the same as last time they were looked at (Q6).

    To renew: `python -m helm.tests.test_scaling`, and read the difference.
    """
    assert kinds(mixed, "ScaledObject") == kinds(mixed, "TriggerAuthentication") == ["worker-email"]
    assert yaml.safe_dump(_of_keda(mixed)) == (GOLDEN / "keda.yaml").read_text()


def _of_keda(manifests: list[Manifest]) -> list[Manifest]:
    return [m for m in manifests if m["apiVersion"].startswith("keda.sh/")]


@pytest.mark.parametrize("kind", ["ScaledObject", "TriggerAuthentication"])
def test_kedas_objects_are_in_its_schema(mixed: list[Manifest], kind: str) -> None:
    """Only keys that KEDA knows, with values of the type it wants (its triggers take texts, also for numbers) (Q6)."""
    manifest = named(mixed, kind, "worker-email")
    Draft7Validator(KEDA_SCHEMA["$defs"][kind] | {"$defs": KEDA_SCHEMA["$defs"]}).validate(manifest["spec"])
    misspelt = {**manifest["spec"], "maxReplicas": 3}
    assert list(Draft7Validator(KEDA_SCHEMA["$defs"][kind] | {"$defs": KEDA_SCHEMA["$defs"]}).iter_errors(misspelt))


def test_keda_gets_no_secret_but_by_reference(mixed: list[Manifest]) -> None:
    """The password comes from the app's Secret, the CA from the ConfigMap, and the connection is encrypted (Q6, O5)."""
    spec = named(mixed, "TriggerAuthentication", "worker-email")["spec"]
    assert spec["secretTargetRef"] == [{"parameter": "password", "name": "app-secrets", "key": "broker_password"}]
    assert {entry["parameter"]: (entry["name"], entry["key"]) for entry in spec["configMapTargetRef"]} == {
        "username": ("worker-environment", "REDIS_USER"), "ca": ("internal-ca", "ca.crt"),
    }  # fmt: skip
    assert named(mixed, "ConfigMap", "worker-environment")["data"]["REDIS_USER"] == "app"
    for trigger in named(mixed, "ScaledObject", "worker-email")["spec"]["triggers"]:
        assert trigger["metadata"]["enableTLS"] == "true"
        assert not {"password", "username", "unsafeSsl"} & trigger["metadata"].keys()


def test_keda_watches_one_list_a_priority_in_use() -> None:
    """The queue's name for the usual priority; others get the suffix kombu gives them (Q6)."""
    values = stack_values(with_autoscaler(email="keda"))
    values["keda"]["lists"] = ["", "\x06\x163"]
    triggers = named(render(values), "ScaledObject", "worker-email")["spec"]["triggers"]
    assert [trigger["metadata"]["listName"] for trigger in triggers] == ["email", "email\x06\x163"]


def test_keda_gets_through_to_the_broker() -> None:
    """From its own namespace, and only where a queue is its (Q6, O5)."""
    topology = with_autoscaler(email="keda")
    (edge,) = [edge for edge in edges(topology) if edge.source is External.KEDA]
    assert (edge.target, edge.ports) == (Role.REDIS_BROKER, (Port.REDIS,))
    (policy,) = [p for p in network_policies(topology) if p["metadata"]["name"] == Role.REDIS_BROKER]
    keda = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "keda"}}}
    assert [keda] in [rule["from"] for rule in policy["spec"]["ingress"]]


def test_a_stopping_worker_has_time_for_its_tasks(mixed: list[Manifest]) -> None:
    """Celery's soft shutdown ends before Kubernetes kills the pod, on every queue (Q1, Q6)."""
    source = (CHECKOUT / "app" / "config" / "settings" / "celery.py").read_text()
    (soft,) = [int(line.split("=")[1]) for line in source.splitlines() if line.startswith("SOFT_SHUTDOWN_SECONDS =")]
    for queue in load(STACK).queues:
        spec = pod(named(mixed, "Deployment", f"worker-{queue}"))
        assert spec["terminationGracePeriodSeconds"] > soft
        assert {"name": "REMAP_SIGTERM", "value": "SIGQUIT"} in spec["containers"][0]["env"]


def _renew() -> None:
    found: Any = _of_keda(render(stack_values(with_autoscaler(email="keda", media="none"))))
    (GOLDEN / "keda.yaml").write_text(yaml.safe_dump(found))


if __name__ == "__main__":
    _renew()
