"""Everything that asks Prometheus: the rules, the dashboards for Grafana, and the staff's dashboard."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import yaml

from topology import Topology
from topology.render.prometheus_rules import rule_files

ROOT = Path(__file__).resolve().parents[2]
PAGES_OF_STAFF = [ROOT / "app" / "dashboard" / name for name in ("panels.py", "changes.py")]


def of_rules(topology: Topology) -> list[str]:
    """The expression of each rule."""
    files = [yaml.safe_load(text) for text in rule_files(topology).values()]
    return [rule["expr"] for file in files for group in file["groups"] for rule in group["rules"]]


def of_grafana() -> list[str]:
    """The expression of each line."""
    boards = [json.loads(path.read_text()) for path in sorted((ROOT / "monitoring" / "grafana").glob("*.json"))]
    return [target["expr"] for board in boards for panel in board["panels"] for target in panel["targets"]]


def of_staff() -> list[str]:
    """What the app's dashboard asks: all text of its code but names of its own (panels, and what they are held to)."""
    found = []
    for path in PAGES_OF_STAFF:
        tree = ast.parse(path.read_text())
        names = {key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
        names |= {node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "measure"}
        found += [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in names
        ]
    return found
