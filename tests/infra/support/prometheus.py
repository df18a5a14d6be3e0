"""Questions to the stack's Prometheus, through a forwarded port: the only way to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.infra.support.forward import forwarded
from tests.infra.support.kube import Kube
from topology.model.vocabulary import Role
from topology.ports import Port

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Prometheus:
    """The HTTP API."""

    client: httpx.Client

    def api(self, path: str, **parameters: str) -> Any:
        """The `data` of an answer."""
        answer = self.client.get(f"/api/v1/{path}", params=parameters)
        assert answer.status_code == httpx.codes.OK, f"{path} {parameters}: {answer.text[:500]}"
        return answer.json()["data"]

    def ask(self, expression: str) -> list[tuple[dict[str, str], float]]:
        """What an expression gives now: labels and value of each series."""
        found = self.api("query", query=expression)["result"]
        return [(one["metric"], float(one["value"][1])) for one in found]

    def one(self, expression: str) -> float:
        """The value of an expression that gives at most one series; 0 where it gives none."""
        found = self.ask(expression)
        assert len(found) <= 1, f"{expression} gives {len(found)} series"
        return found[0][1] if found else 0.0

    def targets(self) -> list[dict[str, Any]]:
        """Every target it scrapes."""
        found: list[dict[str, Any]] = self.api("targets", state="active")["activeTargets"]
        return found

    def alert(self, name: str) -> list[dict[str, Any]]:
        """The alert as it stands now: one entry for each set of labels, with its `state` (pending or firing)."""
        rules = [r for group in self.api("rules", type="alert")["groups"] for r in group["rules"] if r["name"] == name]
        assert rules, f"no alert {name} is loaded"
        return [alert for rule in rules for alert in rule["alerts"]]


@contextmanager
def connected(kube: Kube) -> Iterator[Prometheus]:
    """A connection to the one server there is."""
    pods = kube.pods(Role.PROMETHEUS.value)
    assert pods, "no pod of prometheus is running"
    with (
        forwarded(kube, pods[0]["metadata"]["name"], Port.PROMETHEUS) as local,
        httpx.Client(base_url=f"http://127.0.0.1:{local}", timeout=SECONDS, trust_env=False) as client,
    ):
        yield Prometheus(client)
