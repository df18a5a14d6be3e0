"""Monitors and dashboard are held to what Prometheus's rules are held to: each limit has one home (M2, M3, M4, M6)."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.topology.stack import ROOT, STACK_FILES, write_stack
from topology import load
from topology.model.vocabulary import Role
from topology.render.app_environment import app_environment
from topology.render.prometheus_rules import facts

LIMITS = ROOT / "app" / "config" / "settings" / "limits.py"
OTHER: dict[str, Any] = {
    "objectives": {"availabilityPercent": 99.5, "p95Milliseconds": 300, "p99Milliseconds": 900},
    "thresholds": {
        "cacheHitPercent": 70,
        "utilisationPercent": 85,
        "queueSeconds": 600,
        "queueTasks": 2000,
        "archiveSeconds": 1200,
        "certificateDays": 40,
    },
}


def given(path: Path, role: Role) -> dict[str, float]:
    """What the app's pods get."""
    limits: dict[str, float] = json.loads(app_environment(load(path), role)["MONITORING_LIMITS"])
    return limits


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("role", [Role.WEB, Role.WORKER, Role.MIGRATE])
def test_the_app_gets_the_limits_it_reads(path: Path, role: Role) -> None:
    """All fields of its model and no other, in every pod: the app refuses both (M4)."""
    (model,) = [node for node in ast.parse(LIMITS.read_text()).body if isinstance(node, ast.ClassDef)]
    fields = {ast.unparse(node.target) for node in model.body if isinstance(node, ast.AnnAssign)}

    assert set(given(path, role)) == fields


def test_a_limit_of_the_stack_file_reaches_rules_and_app_alike(tmp_path: Path) -> None:
    """Whoever changes one in the stack file changes it for the alerts, the monitors and the dashboard (M4, M6, T)."""
    path = write_stack(tmp_path, monitoring=OTHER)
    rules, app = facts(load(path)), given(path, Role.WORKER)

    assert app["availability_percent"] == 99.5
    assert rules["error_budget"] == pytest.approx(1 - app["availability_percent"] / 100)
    assert (float(rules["p95"]), float(rules["p99"])) == (app["p95_milliseconds"] / 1e3, app["p99_milliseconds"] / 1e3)
    assert (rules["cache_hit"], rules["utilisation"]) == (app["cache_hit_percent"] / 100, 0.85)
    assert app["utilisation_percent"] == 85
    assert rules["certificate_seconds"] == app["certificate_days"] * 86_400 == 40 * 86_400
    for name in ("queue_seconds", "queue_tasks", "archive_seconds"):
        assert rules[name] == app[name] == OTHER["thresholds"][_camel(name)]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
