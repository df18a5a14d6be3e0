"""What each role's objects are, in the stacks that ship with the repository."""

from __future__ import annotations

from typing import Any

from helm.tests.chart import CHECKOUT, Manifest, named, pod, render, stack_values, workloads
from topology import load
from topology.edges import components
from topology.model.vocabulary import Role
from topology.ports import Port

OF_THE_CHART = (
    Role.EDGE, Role.WEB, Role.WORKER, Role.BEAT, Role.OUTBOX_RELAY, Role.AUTOSCALER, Role.MIGRATE, Role.CATALOGUE,
    Role.WARM_UP,
)  # fmt: skip


def test_each_role_of_the_topology_has_its_pods(local: list[Manifest]) -> None:
    """One workload for each component label that NetworkPolicies are made for, and no other."""
    topology = load(CHECKOUT / "Pulumi.local.yaml")
    wanted = {name for role in OF_THE_CHART for name in components(role, topology)}
    found = [w["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"] for w in workloads(local)]
    assert sorted(found) == sorted(wanted)


def test_ports_are_the_topologys(local: list[Manifest]) -> None:
    """What pods listen on is what policies open."""

    def ports(name: str) -> set[int]:
        return {p["containerPort"] for p in pod(named(local, "Deployment", name))["containers"][0]["ports"]}

    assert ports("web") == {Port.WEB, Port.METRICS}
    assert ports("beat") == ports("outbox-relay") == ports("worker-email") == {Port.METRICS}
    assert ports("edge") == {Port.EDGE_HTTPS, Port.EDGE_HTTP, Port.EDGE_PURGE, Port.EDGE_METRICS}
    assert named(local, "Service", "web")["spec"]["ports"][0]["port"] == Port.WEB
    assert named(local, "Service", "edge-purge")["spec"]["ports"][0]["port"] == Port.EDGE_PURGE


def test_local_stack_is_published_on_node_ports(local: list[Manifest]) -> None:
    """https://localhost:8443, and 8080 that leads there."""
    spec = named(local, "Service", "edge")["spec"]
    assert spec["type"] == "NodePort"
    assert {(p["name"], p["port"], p["nodePort"]) for p in spec["ports"]} == {
        ("https", 8443, 8443),
        ("http", 8080, 8080),
    }


def test_production_stack_is_published_by_a_load_balancer(production: list[Manifest]) -> None:
    """443 and 80, and the client's own address arrives."""
    spec = named(production, "Service", "edge")["spec"]
    assert (spec["type"], spec["externalTrafficPolicy"]) == ("LoadBalancer", "Local")
    assert {(p["name"], p["port"]) for p in spec["ports"]} == {("https", 443), ("http", 80)}


def test_purge_service_names_every_replica(local: list[Manifest]) -> None:
    """Headless, starting and draining ones included: each has a cache of its own."""
    spec = named(local, "Service", "edge-purge")["spec"]
    assert (spec["clusterIP"], spec["publishNotReadyAddresses"]) == ("None", True)


def test_web_rolls_without_a_gap_and_drains(production: list[Manifest]) -> None:
    """Never fewer than before; endpoints are withdrawn before SIGTERM; time for both before SIGKILL."""
    web = named(production, "Deployment", "web")
    assert web["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert pod(web)["containers"][0]["lifecycle"]["preStop"] == {"sleep": {"seconds": 5}}
    assert pod(web)["terminationGracePeriodSeconds"] == 5 + 30 + 5
    probes = {
        kind: pod(web)["containers"][0][f"{kind}Probe"]["httpGet"]["path"]
        for kind in ("startup", "liveness", "readiness")
    }
    assert probes == {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"}


def test_autoscaled_web_names_no_replicas(local: list[Manifest], production: list[Manifest]) -> None:
    """Else each `pulumi up` would undo what the autoscaler did."""
    assert named(local, "Deployment", "web")["spec"]["replicas"] == 2
    assert not [m for m in local if m["kind"] == "HorizontalPodAutoscaler"]
    assert "replicas" not in named(production, "Deployment", "web")["spec"]
    spec = named(production, "HorizontalPodAutoscaler", "web")["spec"]
    assert (spec["minReplicas"], spec["maxReplicas"], spec["scaleTargetRef"]["name"]) == (12, 24, "web")


def test_each_queue_has_its_worker(local: list[Manifest]) -> None:
    """It consumes that queue alone, within the limits of the stack file, and outlives its longest task when stopped."""
    for queue in load(CHECKOUT / "Pulumi.local.yaml").queues:
        worker = pod(named(local, "Deployment", f"worker-{queue}"))
        command = worker["containers"][0]["command"]
        assert {f"--queues={queue}", "--concurrency=1", "--soft-time-limit=60", "--time-limit=90"} <= set(command)
        assert worker["containers"][0]["env"] == [{"name": "REMAP_SIGTERM", "value": "SIGQUIT"}]
        assert worker["terminationGracePeriodSeconds"] == 90 + 30


def test_the_next_beat_waits_before_the_old_one_goes(local: list[Manifest], production: list[Manifest]) -> None:
    """The lock keeps two from sending twice, so a rollout starts the new one first; production has a spare (Q3)."""
    for manifests, replicas in ((local, 1), (production, 2)):
        spec = named(manifests, "Deployment", "beat")["spec"]
        assert spec["replicas"] == replicas
        assert spec["strategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}


def test_all_but_the_migration_wait_for_it(local: list[Manifest]) -> None:
    """No container of the app that reads a table meets a schema older than itself."""
    for workload in workloads(local):
        first = [container["name"] for container in pod(workload).get("initContainers", [])]
        exempt = pod(workload)["serviceAccountName"] in ("migrate", "edge", "autoscaler")  # these read no table
        assert first == ([] if exempt else ["wait-for-migrations"]), workload["metadata"]["name"]


def test_a_job_is_new_exactly_when_it_would_do_something_else() -> None:
    """A Job cannot be changed: the same values find it done, another image or setting makes another Job."""
    topology = load(CHECKOUT / "Pulumi.local.yaml")
    values = stack_values(topology)

    def name(chosen: dict[str, Any]) -> str:
        return named(render(chosen), "Job", "migrate")["metadata"]["name"]

    scaled = values | {"web": values["web"] | {"replicas": 7}}
    other_image = values | {"images": values["images"] | {"app": "registry.example.com/rushhour/app:fedcba987654"}}
    patient = values | {"migrate": values["migrate"] | {"deadlineSeconds": 99}}
    assert name(values) == name(scaled)
    assert len({name(values), name(other_image), name(patient)}) == 3


def test_a_changed_environment_replaces_the_roles_pods_only() -> None:
    """More connections for the web tier restart the web tier."""
    topology = load(CHECKOUT / "Pulumi.local.yaml")
    values = stack_values(topology)
    changed = values | {"web": values["web"] | {"environment": values["web"]["environment"] | {"WEB_PROCESSES": "3"}}}
    before, after = render(values), render(changed)
    differing = {w["metadata"]["name"] for w, n in zip(workloads(before), workloads(after), strict=True) if w != n}
    assert differing == {"web"}
