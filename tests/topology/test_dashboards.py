"""Grafana takes the dashboards as they are (M1)."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
DASHBOARDS = sorted((ROOT / "monitoring" / "grafana").glob("*.json"))
WIDTH = 24  # of Grafana's grid
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
