"""Alerts on the running platform: all rules are loaded and can be evaluated. tests/drills sees one come and go (M5)."""

from __future__ import annotations

from tests.infra.support.prometheus import Prometheus
from topology import Topology
from topology.render.prometheus_rules import alerts


def test_every_alert_of_the_checkout_is_loaded_and_evaluated(prometheus: Prometheus, topology: Topology) -> None:
    """None is missing, and none fails when it is evaluated (M5)."""
    groups = prometheus.api("rules", type="alert")["groups"]
    loaded = {rule["name"]: rule["health"] for group in groups for rule in group["rules"]}

    assert set(loaded) == set(alerts(topology))
    assert {name: health for name, health in loaded.items() if health != "ok"} == {}
