"""Alertmanager with the rendered configuration, and how Prometheus talks to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.images.container import Container, wait_until
from tests.images.people import People
from topology.model import Topology
from topology.render.alertmanager import CONFIG_DIRECTORY


def everybody(mail_port: int = 587) -> Topology:
    """A stack that names all there are."""
    return Topology.model_validate(
        {
            "edge": {"serviceType": "NodePort"},
            "site": {"httpsPort": 8443, "httpPort": 8080, "domain": "shop.example.com"},
            "messages": {"mailServer": {"host": "localhost", "port": mail_port, "user": "shop"}},
            "monitoring": {
                "alerts": {"emails": ["ann@example.com", "bob@example.com"], "webhooks": ["slack", "discord"]},
                "runbookUrl": "https://docs.example.com/runbooks/",
            },
        }
    )


def mounted(alertmanager: Container, files: dict[str, str], folder: Path) -> None:
    """The files where the pod has them."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    alertmanager.mount(folder, CONFIG_DIRECTORY)


@dataclass
class Running:
    """One that runs, and those whom it tells."""

    url: str
    log: Path
    told: People

    def post(self, *alerts: dict[str, Any], over: bool = False) -> None:
        """As Prometheus posts them: what has labels and annotations; `over`: it has ended."""
        now = datetime.now(UTC)
        times = {"startsAt": now.isoformat(), "endsAt": (now if over else now + timedelta(hours=1)).isoformat()}
        httpx.post(f"{self.url}/api/v2/alerts", json=[times | alert for alert in alerts]).raise_for_status()

    def state(self, name: str) -> str:
        """`active` or `suppressed`; empty where it does not know the alert."""
        found = httpx.get(f"{self.url}/api/v2/alerts", params={"filter": f"alertname={name}"}).json()
        return str(found[0]["status"]["state"]) if found else ""

    def until(self, probe: Callable[[], bool], what: str) -> None:
        """Wait, and show the log where it is in vain."""
        wait_until(probe, what, self.log)


def alert(name: str, severity: str, **more: Any) -> dict[str, Any]:
    """One as Prometheus makes it of a rule."""
    annotations = {
        "summary": more.pop("summary", f"{name} of {more.get('instance', 'the stack')}"),
        "description": "It has been so for a minute.",
        "runbook": "docs/runbooks/redis-down.md",
    }
    return {"labels": {"alertname": name, "severity": severity, "stack": "shop", **more}, "annotations": annotations}
