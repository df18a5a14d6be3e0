"""An alert is seen coming and going: the condition is caused, and ended (M5)."""

from __future__ import annotations

from tests.infra.support.kube import Kube
from tests.infra.support.prometheus import Prometheus, connected
from tests.infra.support.waiting import wait_until
from topology import Topology

EXPORTER = "redis-exporter"
ALERTS = ("TargetDown", "NoTargets")
FOR_SECONDS = 180.0  # both alerts' own patience: monitoring/rules/targets.yml.j2


def states(prometheus: Prometheus) -> set[str]:
    """How the alerts stand: pending, firing, or nothing at all."""
    return {alert["state"] for name in ALERTS for alert in prometheus.alert(name)}


def test_a_part_that_is_away_is_told_and_forgotten_when_it_is_back(kube: Kube, topology: Topology) -> None:
    """Without the exporter its targets are pending, then firing with a page to read, then gone (M3, M5)."""
    # Four rounds of scrapes and rules, and some for a busy node.
    rounds = 4.0 * topology.monitoring.prometheus.scrape_seconds + 60
    with connected(kube) as prometheus:

        def look() -> set[str]:
            return states(prometheus)

        wait_until(look, lambda found: not found, seconds=rounds, what="every target is there before the drill")
        kube.run("scale", f"deployment/{EXPORTER}", "--replicas=0")
        try:
            wait_until(look, lambda found: "pending" in found, seconds=rounds, what="an alert is pending")
            wait_until(look, lambda found: "firing" in found, seconds=FOR_SECONDS + rounds, what="an alert fires")
            told = [a["annotations"] for a in prometheus.alert("TargetDown") if a["state"] == "firing"]
        finally:
            kube.run("scale", f"deployment/{EXPORTER}", "--replicas=1")
            kube.run("rollout", "status", f"deployment/{EXPORTER}", "--timeout=120s", seconds=130)
        wait_until(look, lambda found: not found, seconds=rounds, what="the alerts are gone")

    assert any("redis" in texts["summary"] for texts in told), told
    assert all(texts["runbook"].startswith("docs/runbooks/") for texts in told)
