"""Prometheus, the exporter of Redis, and what stands in their place for a team's own Prometheus (M1, M3)."""

from __future__ import annotations

import json

import pulumi
import pytest
import yaml
from components import alertmanager_pod
from components.monitoring import Monitoring, MonitoringArgs
from components.monitors import monitors
from components.prometheus_pod import arguments
from components.redis_exporter import passwords
from components.secrets import Secrets, SecretsArgs
from recording import Recording, Secret, record

from topology import Topology
from topology.metrics import exporters, reads_nodes
from topology.model.vocabulary import ImageName
from topology.render.alertmanager import alertmanager_files
from topology.render.prometheus_rules import rule_files
from topology.render.scrape import prometheus_config, redis_targets

EMBEDDED = {"edge": {"serviceType": "NodePort"}, "site": {"httpsPort": 8443, "httpPort": 8080}}


def layer(topology: Topology, images: dict[ImageName, str]) -> Recording:
    """The layer alone, of any topology."""

    def program() -> None:
        secrets = Secrets(SecretsArgs(topology=topology))
        Monitoring(MonitoringArgs(topology=topology, images=images, secrets=secrets))

    return record(program)


def test_prometheus_reads_what_the_topology_says(stack: Recording, topology: Topology) -> None:
    """Configuration and rules are those rendered from the topology, every rule file of the checkout among them (M1)."""
    files = stack.of_kind("ConfigMap")

    assert yaml.safe_load(files["prometheus"]["data"]["prometheus.yml"]) == prometheus_config(topology)
    assert files["prometheus-rules"]["data"] == rule_files(topology)
    assert len(rule_files(topology)) > 0


def test_old_data_goes_before_the_volume_is_full(topology: Topology) -> None:
    """Bounded by time and by size, and the size leaves a fifth of the volume to work in (M1)."""
    small = Topology.model_validate({**EMBEDDED, "monitoring": {"prometheus": {"storage": "10Gi", "retentionDays": 7}}})
    given = arguments(small)

    assert "--storage.tsdb.retention.time=7d" in given
    assert f"--storage.tsdb.retention.size={8 * 2**30}B" in given
    assert not [option for option in arguments(topology) if "lifecycle" in option or "admin-api" in option]


def test_changed_files_roll_prometheus(images: dict[ImageName, str]) -> None:
    """It reads its files at its start, so a changed one has to replace the pod (M1)."""
    stamps = set()
    for seconds in (15, 30):
        monitoring = {"monitoring": {"prometheus": {"scrapeSeconds": seconds}}}
        made = layer(Topology.model_validate({**EMBEDDED, **monitoring}), images)
        template = made.of_kind("StatefulSet")["prometheus"]["spec"]["template"]
        stamps.add(template["metadata"]["annotations"]["rushhour/checksum"])

    assert len(stamps) == 2


def test_prometheus_may_see_pods_of_its_namespace_and_nothing_else(stack: Recording, topology: Topology) -> None:
    """No Secret, no other namespace; on the embedded cluster the figures of its one node, by name (O5)."""
    (rule,) = stack.of_kind("Role")["prometheus"]["rules"]

    assert rule == {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]}
    wide = stack.of_kind("ClusterRole")
    assert bool(wide) is reads_nodes(topology)
    for role in wide.values():
        (rule,) = role["rules"]
        assert (rule["resources"], rule["verbs"]) == (["nodes/metrics"], ["get"])
        assert rule["resourceNames"] == [topology.cluster.embedded.node_name]


def test_prometheus_is_awaited_with_its_rights(stack: Recording) -> None:
    """`pulumi up` ends when it is ready, and it starts when it may see pods: else it would find no target."""
    server = stack.one("StatefulSet", "prometheus")
    before = stack.all_dependencies(server.urn)

    assert {stack.one("Role", "prometheus").urn, stack.one("RoleBinding", "prometheus").urn} <= before
    assert "pulumi.com/skipAwait" not in server.inputs["metadata"].get("annotations", {})


def test_the_exporter_knows_the_password_of_every_redis_and_of_nothing_else(topology: Topology) -> None:
    """Asked about another address it has no password to give away (M3, O5)."""
    known = json.loads(passwords(topology, "example"))

    assert set(known) == {f"rediss://metrics@{address}" for address in redis_targets(topology)}
    assert set(known.values()) == {"example"}
    assert len(known) == sum(node.shards for node in topology.redis.by_role().values())


def test_the_exporter_s_password_is_secret_and_its_own(stack: Recording) -> None:
    """The state holds it encrypted; it is no password of the app's (O5)."""
    assert isinstance(stack.of_kind("Secret")["redis-exporter"]["stringData"], Secret)
    (password,) = set(json.loads(stack.secret("redis-exporter")["passwords.json"]).values())

    assert password not in stack.secret("app-secrets").values()
    assert len(password) >= 40


def test_a_team_s_prometheus_gets_the_same_targets(images: dict[ImageName, str]) -> None:
    """A monitor for every exporter and one for Redis, with the operator's label; no server of the stack's own (M1)."""
    team = {"mode": "external", "external": {"labels": {"release": "team"}}}
    topology = Topology.model_validate({**EMBEDDED, "monitoring": team})
    made = layer(topology, images)
    pod_monitors, rules = made.of_kind("PodMonitor"), made.of_kind("PrometheusRule")

    assert set(pod_monitors) == {exporter.role.value for exporter in exporters(topology)} | {"redis"}
    assert len(pod_monitors["redis"]["spec"]["podMetricsEndpoints"]) == len(redis_targets(topology))
    assert {f"{name}.yml" for name in rules} == set(rule_files(topology))
    assert all(m["metadata"]["labels"]["release"] == "team" for m in (*pod_monitors.values(), *rules.values()))
    assert set(made.of_kind("StatefulSet")) == set()
    assert set(made.of_kind("Deployment")) == {"redis-exporter"}


def test_monitors_bound_what_a_target_may_export() -> None:
    """The same limits as in the stack's own configuration, in the operator's spelling (M1)."""
    for monitor in monitors(Topology.model_validate({**EMBEDDED, "monitoring": {"mode": "external"}})):
        if monitor["kind"] == "PodMonitor":
            assert monitor["spec"]["sampleLimit"] > 0, monitor["metadata"]["name"]
            assert monitor["spec"]["labelLimit"] > 0


@pytest.mark.parametrize("kind", ["StatefulSet", "Deployment", "PodMonitor", "Role"])
def test_nothing_is_made_where_nobody_scrapes(images: dict[ImageName, str], kind: str) -> None:
    """Mode `none`: the layer is empty, and no edge leads to a metrics port (O5)."""
    topology = Topology.model_validate({**EMBEDDED, "monitoring": {"mode": "none"}})

    assert layer(topology, images).of_kind(kind) == {}
    assert exporters(topology) == ()


def test_alertmanager_reads_what_the_topology_says(stack: Recording, topology: Topology) -> None:
    """Its files are those rendered; with nobody named it has no Secret, and its pod starts all the same (M5)."""
    assert stack.of_kind("ConfigMap")["alertmanager"]["data"] == alertmanager_files(topology)
    assert "alertmanager" not in stack.of_kind("Secret")
    volumes = stack.of_kind("StatefulSet")["alertmanager"]["spec"]["template"]["spec"]["volumes"]
    assert [volume["secret"]["optional"] for volume in volumes if "secret" in volume] == [True]


def test_alertmanager_proves_itself_with_files_and_has_no_right(images: dict[ImageName, str]) -> None:
    """The mail server's password and the webhooks' addresses are a Secret of its own; no token of the API (M5, O5)."""

    def program() -> None:
        topology = Topology.model_validate(EMBEDDED)
        secrets = Secrets(SecretsArgs(topology=topology))
        given = {"email_password": pulumi.Output.secret("example")}
        Monitoring(MonitoringArgs(topology=topology, images=images, secrets=secrets, alert_secrets=given))

    made = record(program)
    server = made.one("StatefulSet", "alertmanager")
    pod = server.inputs["spec"]["template"]["spec"]

    assert made.secret("alertmanager") == {"email_password": "example"}
    assert made.one("Secret", "alertmanager").urn in made.all_dependencies(server.urn)
    assert pod["automountServiceAccountToken"] is False
    assert "alertmanager" not in made.of_kind("Role")


def test_alertmanager_is_one_server_and_keeps_what_it_has_said() -> None:
    """It listens for no other of its kind, and its notes are on the volume (M5, O5)."""
    given = alertmanager_pod.arguments()

    assert "--cluster.listen-address=" in given
    assert "--storage.path=/data" in given


def test_changed_files_roll_alertmanager(images: dict[ImageName, str]) -> None:
    """It reads its files at its start (M5)."""
    stamps = set()
    for pages in ("https://a.example.com/", "https://b.example.com/"):
        made = layer(Topology.model_validate({**EMBEDDED, "monitoring": {"runbookUrl": pages}}), images)
        template = made.of_kind("StatefulSet")["alertmanager"]["spec"]["template"]
        stamps.add(template["metadata"]["annotations"]["rushhour/checksum"])

    assert len(stamps) == 2
