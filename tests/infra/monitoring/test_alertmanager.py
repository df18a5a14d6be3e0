"""Prometheus hands alerts to Alertmanager, and the app's monitors say what they see themselves (M5)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.prometheus import Prometheus
from tests.infra.support.waiting import wait_until
from topology.model.vocabulary import Role
from topology.ports import Port

# The slowest monitor pauses 5 minutes; after two looks it is known to look.
TWO_LOOKS_SECONDS = 700.0
KINDS = {"system", "redis", "database", "application"}


def held(kube: Kube) -> list[dict[str, Any]]:
    """Every alert that Alertmanager knows, also what it leaves unsaid."""
    url = f"--alertmanager.url=http://localhost:{Port.ALERTMANAGER}"
    command = ["amtool", url, "--output=json", "alert", "query", "--active", "--inhibited", "--silenced"]
    found: list[dict[str, Any]] = json.loads(kube.exec(f"statefulset/{Role.ALERTMANAGER}", *command).out)
    return found


def test_prometheus_knows_its_alertmanager(prometheus: Prometheus) -> None:
    """One, and nothing that was sent to it was lost (M5)."""
    known = prometheus.api("alertmanagers")

    assert [one["url"] for one in known["activeAlertmanagers"]] == [
        f"http://{Role.ALERTMANAGER}:{Port.ALERTMANAGER}/api/v2/alerts"
    ]
    assert prometheus.one("sum(increase(prometheus_notifications_dropped_total[5m]))") == 0


def test_the_monitors_look_and_alertmanager_hears_of_it(prometheus: Prometheus, kube: Kube) -> None:
    """Every kind, from the worker that looks to Alertmanager: what they say is left to them (M5)."""

    def looking() -> set[str]:
        return {alert["labels"]["also"] for alert in held(kube) if alert["labels"]["alertname"] == "MonitorsLook"}

    wait_until(looking, lambda found: found == KINDS, seconds=TWO_LOOKS_SECONDS, what="all four monitors look")
    assert prometheus.alert("MonitorsSilent") == []


@pytest.mark.parametrize("right", ["get pods", "list secrets"])
def test_alertmanager_has_no_right_in_the_cluster(kube: Kube, right: str) -> None:
    """By the API server's own judgement (O5)."""
    account = f"--as=system:serviceaccount:{kube.namespace}:{Role.ALERTMANAGER}"
    answer = kube.run("auth", "can-i", *right.split(), account, "-n", kube.namespace, check=False).out

    assert answer.split()[0] == "no"
