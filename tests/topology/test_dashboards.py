"""Grafana takes the dashboards as they are (M1)."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.topology.queries import of_grafana, of_rules, of_staff
from tests.topology.stack import STACK_FILES
from topology import load
from topology.model.monitoring import Objectives, Thresholds
from topology.render.prometheus_rules import rule_files

ROOT = Path(__file__).resolve().parents[2]
DASHBOARDS = sorted((ROOT / "monitoring" / "grafana").glob("*.json"))
WIDTH = 24  # of Grafana's grid
# Metrics of the stack's own code, and recorded ones.
OWN = re.compile(r"\b(?:shop|celery|edge)_[a-z0-9_]+\b")
RECORDED = re.compile(r"\b[a-z]+:[a-z0-9_]+:[a-z0-9_]+\b")
PARTS = re.compile(r"_(?:bucket|count|sum|total)$")
LIMITS, PROMISED = Thresholds(), Objectives()
# Where a line turns red or green is what the rules hold it to, as long as a team has not changed the stack file.
HELD = {
    ("celery", "Oldest by queue"): LIMITS.queue_seconds,
    ("celery", "Memory of limit"): LIMITS.utilisation_percent / 100,
    ("edge", "Hit ratio"): LIMITS.cache_hit_percent / 100,
    ("edge", "Days until the certificate ends"): LIMITS.certificate_days,
    ("overview", "P95"): PROMISED.p95_milliseconds / 1000,
    ("overview", "P99"): PROMISED.p99_milliseconds / 1000,
    ("overview", "Failures"): round(1 - PROMISED.availability_percent / 100, 6),
    ("overview", "Oldest task by queue"): LIMITS.queue_seconds,
    ("postgres", "Age of the newest backup"): LIMITS.backup_hours * 3600,
    ("redis", "Hit ratio"): LIMITS.cache_hit_percent / 100,
    ("web", "P95 by view"): PROMISED.p95_milliseconds / 1000,
    ("web", "Memory of limit"): LIMITS.utilisation_percent / 100,
}
# The more the better: red below the limit.
MORE_IS_BETTER = ("Hit ratio", "Days until the certificate ends")
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
# As far as Grafana's model of a dashboard is used here; kinds of panels are a closed list.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["uid", "title", "description", "tags", "schemaVersion", "refresh", "time", "templating", "panels"],
    "properties": {
        "uid": {"type": "string", "pattern": "^rushhour-[a-z]+$", "maxLength": 40},
        "title": {"type": "string", "pattern": "^Rushhour: "},
        "tags": {"const": ["rushhour"]},
        "schemaVersion": {"type": "integer", "minimum": 39},
        "panels": {
            "type": "array",
            "minItems": 6,
            "items": {
                "type": "object",
                "required": ["id", "title", "type", "datasource", "targets", "fieldConfig", "gridPos"],
                "properties": {
                    "id": {"type": "integer", "minimum": 1},
                    "title": {"type": "string", "minLength": 2},
                    "type": {"enum": ["timeseries", "stat"]},
                    "datasource": {"const": SOURCE},
                    "targets": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["refId", "expr", "datasource"],
                            "properties": {"expr": {"type": "string", "minLength": 2}, "datasource": {"const": SOURCE}},
                        },
                    },
                    "gridPos": {
                        "type": "object",
                        "required": ["x", "y", "w", "h"],
                        "properties": {side: {"type": "integer", "minimum": 0} for side in "xywh"},
                    },
                },
            },
        },
    },
}


def cells(panel: dict[str, Any]) -> set[tuple[int, int]]:
    """The cells of the grid that a panel covers."""
    place = panel["gridPos"]
    columns, rows = range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
    return set(itertools.product(columns, rows))


@pytest.fixture(params=DASHBOARDS, ids=lambda path: path.stem)
def dashboard(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each of the files."""
    read: dict[str, Any] = json.loads(request.param.read_text())
    return read


def test_there_is_one_for_each_part() -> None:
    """Overview, web, Postgres, Redis, Celery and edge, each under an address of its own (M1)."""
    assert [path.stem for path in DASHBOARDS] == ["celery", "edge", "overview", "postgres", "redis", "web"]
    assert {json.loads(path.read_text())["uid"] for path in DASHBOARDS} == {f"rushhour-{p.stem}" for p in DASHBOARDS}


def test_its_form_is_grafanas(dashboard: dict[str, Any]) -> None:
    """Every field that Grafana needs is there, and every panel asks the Prometheus that the reader chose (M1)."""
    jsonschema.validate(dashboard, SCHEMA)
    (variable,) = dashboard["templating"]["list"]
    assert (variable["name"], variable["type"], variable["query"]) == ("datasource", "datasource", "prometheus")


def test_panels_lie_side_by_side(dashboard: dict[str, Any]) -> None:
    """None covers another or sticks out, and each has a number of its own (M1)."""
    panels = dashboard["panels"]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= WIDTH for panel in panels)
    assert sum(len(cells(panel)) for panel in panels) == len(set().union(*map(cells, panels)))


def test_every_line_has_a_name(dashboard: dict[str, Any]) -> None:
    """A chart of nameless lines tells nothing (M1)."""
    for panel in dashboard["panels"]:
        if panel["type"] == "timeseries":
            assert all(target["legendFormat"] for target in panel["targets"]), panel["title"]


def test_limits_are_those_of_the_rules() -> None:
    """A line is red where an alert would come, on the side where it is bad (M1, T)."""
    for (name, title), limit in HELD.items():
        board = json.loads((ROOT / "monitoring" / "grafana" / f"{name}.json").read_text())
        for panel in (panel for panel in board["panels"] if panel["title"] == title):
            steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
            colours = ["red", "green"] if title in MORE_IS_BETTER else ["green", "red"]
            assert [step["color"] for step in steps] == colours, (name, title)
            assert [step["value"] for step in steps] == [None, pytest.approx(limit)], (name, title)


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_every_metric_of_ours_is_one(path: Path) -> None:
    """What rules and dashboards ask for, staff's own included, is counted or recorded in this repository (M1, M6)."""
    topology = load(path)
    asked = "\n".join([*of_rules(topology), *of_grafana(), *of_staff()])
    code = "\n".join(source.read_text() for source in counting())
    names = {PARTS.sub("", name) for name in OWN.findall(asked)}
    rules = "\n".join(rule_files(topology).values())

    assert len(names) > 40
    assert {name for name in names if not counted(name, code)} == set()
    assert {name for name in RECORDED.findall(asked) if f"record: {name}\n" not in rules} == set()


def counting() -> list[Path]:
    """The files that may count something: the app without its tests and its dashboard, and nginx's."""
    skipped = ROOT / "app" / "dashboard"
    app = [path for path in (ROOT / "app").rglob("*.py") if "tests" not in path.parts and skipped not in path.parents]
    return [*app, *(ROOT / "nginx" / "templates").glob("*")]


def counted(name: str, code: str) -> bool:
    """Whether it is written there, whole, or in halves that are put together (`f"celery_queue_{name}"`)."""
    beginnings = [name[: place + 1] for place, letter in enumerate(name) if letter == "_"]
    halves = [(each, name.removeprefix(each)) for each in beginnings if f'"{each}{{' in code]
    whole = re.search(rf"\b{name}(_total)?\b", code)
    return whole is not None or any(re.search(rf'"{half}(_total)?"', code) for _, half in halves)
