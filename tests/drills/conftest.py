"""Drills break the running stack on purpose, restore it, and report in numbers what was seen meanwhile.

`make drills` runs them; nothing else does. Their numbers stand at the end of the run and in
.rushhour/reports/drills.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.drills.support.numbered import NumberedTasks, Sum
from tests.drills.support.trouble import Watcher, watching
from tests.infra.conftest import (  # noqa: F401  (fixtures: what the verification looks with)
    _tools_on_path,
    kube,
    machine,
    pod_host,
    postgres,
    site,
    stack,
    tool_environment,
    topology,
)
from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from topology import Topology

HERE = Path(__file__).resolve().parent
REPORT = HERE.parents[1] / ".rushhour" / "reports" / "drills.json"

Load = Callable[..., NumberedTasks]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)
            item.add_marker(pytest.mark.destructive)


@pytest.fixture
def load(kube: Kube, postgres: Postgres) -> Load:  # noqa: F811  (the fixtures imported above)
    """Makes numbered tasks: `load("default")`."""

    def make(queue: str, **how: Any) -> NumberedTasks:
        return NumberedTasks(kube, postgres, queue, **how)

    return make


@pytest.fixture
def watcher(kube: Kube, topology: Topology) -> Iterator[Watcher]:  # noqa: F811
    """Waits for alerts and findings."""
    with watching(kube, topology) as made:
        yield made


@pytest.fixture
def prove(record_property: Callable[[str, object], None]) -> Callable[[NumberedTasks], Sum]:
    """Reports a load's numbers, and fails the drill if a task was lost or an effect doubled."""

    def look(done: NumberedTasks) -> Sum:
        counted = done.sum()
        for name in Sum.__slots__:
            record_property(name.replace("_", " "), getattr(counted, name))
        assert (counted.tasks, counted.lost, counted.duplicate_effects) == (done.tasks, 0, 0), counted
        return counted

    return look


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Keep the numbers in a file too; tests/conftest.py prints them."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    seen = {
        report.nodeid: dict(report.user_properties)
        for report in reports
        if report.when == "call" and HERE.name in Path(report.nodeid).parts and report.user_properties
    }
    if seen:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(json.dumps(seen, indent=2) + "\n")
