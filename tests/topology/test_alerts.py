"""Whom alerts and traces reach: named in the stack file, or not reached at all (M5, M7, O5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.topology.stack import ROOT, STACK_FILES, problems_of, write_stack
from tests.topology.test_messages import ways_out
from topology import load
from topology.edges import edges, roles
from topology.metrics import exporters
from topology.model.vocabulary import External, Role
from topology.render.alertmanager import alertmanager_config
from topology.render.app_environment import app_environment
from topology.render.network_policies import network_policies

MAIL = {"mailServer": {"host": "mail.example.com"}}
ALERTS: dict[str, Any] = {
    "alerts": {"emails": ["ann@example.com", "bob@example.com"], "webhooks": ["slack", "discord"]},
    "runbookUrl": "https://docs.example.com/runbooks/",
}
KEYS = {"ALERT_EMAILS", "ALERT_RUNBOOK_URL", "TRACING_ENDPOINT", "TRACING_SAMPLE_PERCENT", "GATEWAY_CA_FILE"}


def test_whom_alerts_are_for_reaches_the_app_and_workers_get_a_way_there(tmp_path: Path) -> None:
    """Addresses as the app reads them; one way out on 443 for both webhooks, encrypted (M5)."""
    path = write_stack(tmp_path, messages=MAIL, monitoring=ALERTS)
    topology = load(path)
    given = app_environment(topology, Role.WORKER)

    assert given["ALERT_EMAILS"] == "ann@example.com,bob@example.com"
    assert given["ALERT_RUNBOOK_URL"] == "https://docs.example.com/runbooks/"
    (way,) = [e for e in edges(topology) if (e.source, e.target) == (Role.WORKER, External.ALERT_WEBHOOKS)]
    assert (way.ports, way.tls) == ((443,), True)
    assert ways_out(path, Role.WORKER) == {443, 587}
    assert ways_out(path, Role.WEB) == ways_out(path, Role.BEAT) == set()


def test_alertmanager_has_a_way_to_people_and_none_anywhere_else(tmp_path: Path) -> None:
    """To the mail server and the webhooks; Prometheus, which may see pods, reaches nobody outside (M5, O5)."""
    path = write_stack(tmp_path, messages=MAIL, monitoring=ALERTS)
    peers = {(e.source, e.target) for e in edges(load(path)) if Role.ALERTMANAGER in (e.source, e.target)}

    assert peers == {
        (Role.PROMETHEUS, Role.ALERTMANAGER),
        (Role.ALERTMANAGER, External.MAIL_SERVER),
        (Role.ALERTMANAGER, External.ALERT_WEBHOOKS),
        (Role.ALERTMANAGER, External.DNS),
    }
    assert ways_out(path, Role.ALERTMANAGER) == {443, 587}


@pytest.mark.parametrize("mode", ["external", "none"])
def test_a_team_s_prometheus_has_its_own_alertmanager(tmp_path: Path, mode: str) -> None:
    """There is none in the stack then, and the app's monitors reach people all the same (M5)."""
    topology = load(write_stack(tmp_path, messages=MAIL, monitoring=ALERTS | {"mode": mode}))

    assert Role.ALERTMANAGER not in roles(topology)
    assert Role.ALERTMANAGER not in {exporter.role for exporter in exporters(topology)}
    assert {e.source for e in edges(topology) if e.target is External.ALERT_WEBHOOKS} == {Role.WORKER}


def test_without_a_name_alerts_are_kept_and_sent_nowhere(tmp_path: Path) -> None:
    """The receiver is there and does nothing (M5)."""
    config = alertmanager_config(load(write_stack(tmp_path)))

    assert config["receivers"] == [{"name": "nobody"}, {"name": "people"}]
    assert not [key for key in config["global"] if key.startswith("smtp")]


def test_no_secret_is_in_what_is_rendered(tmp_path: Path) -> None:
    """Passwords and webhooks are files; TLS is never left out (M5, O5)."""
    config = alertmanager_config(
        load(write_stack(tmp_path, messages={"mailServer": MAIL["mailServer"] | {"user": "shop"}}, monitoring=ALERTS))
    )
    people = config["receivers"][1]

    assert config["global"]["smtp_require_tls"] is True
    assert config["global"]["smtp_auth_password_file"] == "/run/secrets/alertmanager/email_password"
    assert people["email_configs"][0]["to"] == "ann@example.com, bob@example.com"
    assert people["slack_configs"][0]["api_url_file"] == "/run/secrets/alertmanager/alert_slack_webhook"
    assert people["discord_configs"][0]["webhook_url_file"] == "/run/secrets/alertmanager/alert_discord_webhook"
    assert all(one["send_resolved"] for kind in people.values() if isinstance(kind, list) for one in kind)


def test_critical_is_said_at_once_and_again_and_warnings_together_and_seldom(tmp_path: Path) -> None:
    """Each critical condition by itself within seconds; warnings of the stack in one message (M5)."""
    route = alertmanager_config(load(write_stack(tmp_path)))["route"]
    (critical,) = [r for r in route["routes"] if r["matchers"] == ['severity="critical"']]

    assert (critical["group_wait"], critical["repeat_interval"]) == ("10s", "30m")
    assert "alertname" in critical["group_by"]
    assert (route["group_wait"], route["repeat_interval"]) == ("5m", "24h")
    assert "alertname" not in route["group_by"]


def test_the_sender_is_the_shop_s(tmp_path: Path) -> None:
    """As the app makes it of the site's name (M5)."""
    source = (ROOT / "app" / "config" / "settings" / "email.py").read_text()

    assert """f"shop@{env.site_host.partition(':')[0]}\"""" in source
    assert load(write_stack(tmp_path)).site.sender == "shop@localhost"


def test_the_operators_get_what_nobody_else_is_named_for(tmp_path: Path) -> None:
    """As in the app (config.settings.monitoring.alert_channels) (M5)."""
    topology = load(write_stack(tmp_path, messages=MAIL | {"operatorsEmail": "operators@example.com"}))

    assert topology.alert_emails == ("operators@example.com",)


def test_a_collector_outside_is_reached_by_what_is_traced(tmp_path: Path) -> None:
    """Web and workers, on its port and no other; nobody else has the address (M7)."""
    path = write_stack(
        tmp_path, monitoring={"tracing": {"endpoint": "https://traces.example.com:4318", "samplePercent": 2.5}}
    )
    topology = load(path)

    assert ways_out(path, Role.WEB) == ways_out(path, Role.WORKER) == {4318}
    assert ways_out(path, Role.BEAT) == set()
    assert app_environment(topology, Role.WEB)["TRACING_SAMPLE_PERCENT"] == "2.5"
    assert app_environment(topology, Role.WORKER)["TRACING_ENDPOINT"] == "https://traces.example.com:4318"
    assert KEYS.isdisjoint(app_environment(topology, Role.BEAT))
    assert all(edge.tls for edge in edges(topology) if edge.target is External.TRACE_COLLECTOR)


def test_a_collector_in_the_cluster_is_reached_in_its_namespace_alone(tmp_path: Path) -> None:
    """Not on the same port anywhere else (M7, O5)."""
    tracing = {"endpoint": "http://collector.tracing:4318", "namespace": "tracing"}
    path = write_stack(tmp_path, monitoring={"tracing": tracing})
    (policy,) = [p for p in network_policies(load(path)) if p["metadata"]["name"] == Role.WEB]

    assert ways_out(path, Role.WEB) == set()
    ways = [rule["to"] for rule in policy["spec"]["egress"] if {"protocol": "TCP", "port": 4318} in rule["ports"]]
    assert ways == [[{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tracing"}}}]]


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_without_a_name_there_is_no_way_out_and_no_key(path: Path) -> None:
    """As in the committed stack files."""
    topology = load(path)

    assert {External.ALERT_WEBHOOKS, External.TRACE_COLLECTOR}.isdisjoint(e.target for e in edges(topology))
    for role in (Role.WEB, Role.WORKER):
        assert KEYS.isdisjoint(app_environment(topology, role))


@pytest.mark.parametrize(
    "wrong",
    [
        {"alerts": {"emails": ["ann"]}},
        {"alerts": {"emails": ["ann@example.com, bob@example.com"]}},
        {"alerts": {"webhooks": ["teams"]}},
        {"alerts": {"webhooks": ["https://hooks.example.com/secret"]}},
        {"runbookUrl": "http://docs.example.com/runbooks/"},
        {"runbookUrl": "https://docs.example.com/runbooks"},
        {"tracing": {"endpoint": "collector:4318"}},
        {"tracing": {"endpoint": "http://collector:4318/v1/traces"}},
        {"tracing": {"endpoint": "http://collector:4318", "samplePercent": 101}},
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """Secrets where everybody reads them, links that lead nowhere, and what is no address."""
    assert problems_of(write_stack(tmp_path, messages=MAIL, monitoring=wrong))
