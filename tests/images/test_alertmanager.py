"""Alertmanager of the image takes the rendered configuration, and sends alerts where they belong (M5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.images.alertmanager import everybody, mounted
from tests.images.container import Container
from topology import load
from topology.render.alertmanager import CONFIG_DIRECTORY, CONFIG_FILE, alertmanager_files

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
STACKS = sorted(ROOT.glob("Pulumi.*.yaml"))
Containers = Callable[[str], Container]


@pytest.mark.parametrize("stack", [*STACKS, None], ids=lambda path: path.name if path else "everybody")
def test_the_version_that_runs_takes_the_configuration(
    container: Containers, tmp_path: Path, stack: Path | None
) -> None:
    """Routes, receivers and templates, with nobody named and with everybody (M5)."""
    alertmanager = container("prometheus")
    mounted(alertmanager, alertmanager_files(load(stack) if stack else everybody()), tmp_path / "etc")

    said = alertmanager.run("amtool", "check-config", f"{CONFIG_DIRECTORY}/{CONFIG_FILE}").stdout
    assert said.count("SUCCESS") == 2, said
    assert "FAILED" not in said


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        (("severity=critical", "alertname=PostgresDown"), "people"),
        (("severity=warning", "alertname=QueueOld"), "people"),
        (("alertname=WithoutSeverity",), "people"),
        (("severity=none", "alertname=MonitorsLook"), "nobody"),
    ],
)
def test_alerts_go_where_their_severity_says(
    container: Containers, tmp_path: Path, labels: tuple[str, ...], receiver: str
) -> None:
    """By amtool's own judgement; what says no severity is told rather than lost (M5)."""
    alertmanager = container("prometheus")
    mounted(alertmanager, alertmanager_files(everybody()), tmp_path / "etc")
    place = f"--config.file={CONFIG_DIRECTORY}/{CONFIG_FILE}"

    alertmanager.run("amtool", "config", "routes", "test", place, f"--verify.receivers={receiver}", *labels)
