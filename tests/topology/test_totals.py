"""What a stack reserves on its cluster, as `python -m topology check` says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.topology.stack import STACK_FILES, write_stack
from topology import Topology, load
from topology.capacity import reservations, totals
from topology.model.quantity import bytes_of, millicores
from topology.model.resources import Resources
from topology.render.probe_targets import long_running


def difference(folder: Path, more: dict[str, object], fewer: dict[str, object]) -> tuple[int, int]:
    """Millicores and bytes that the first stack asks for and the second does not."""
    first, second = (totals(load(write_stack(folder, **keys))) for keys in (more, fewer))
    return first.cpu_millicores - second.cpu_millicores, first.memory_bytes - second.memory_bytes


def of(*resources: Resources) -> tuple[int, int]:
    """Millicores and bytes that these ask for."""
    asked = [part.requests for part in resources]
    return sum(millicores(part.cpu) for part in asked), sum(bytes_of(part.memory) for part in asked)


def test_autoscaler_counts_only_where_it_scales_a_queue(tmp_path: Path) -> None:
    """Without a queue for it there is no such pod."""
    scaled, fixed = ({"worker": {"autoscaler": autoscaler}} for autoscaler in ("builtin", "none"))

    scaler = Topology().autoscaler
    assert difference(tmp_path, scaled, fixed) == of(*[scaler.resources] * scaler.replicas)


def test_monitoring_counts_only_where_it_is_the_stacks_own(tmp_path: Path) -> None:
    """Without metrics there is neither Prometheus, nor Alertmanager, nor the exporter."""
    monitoring = Topology().monitoring
    parts = (monitoring.prometheus, monitoring.alertmanager, monitoring.redis_exporter)

    assert difference(tmp_path, {}, {"monitoring": {"mode": "none"}}) == of(*(part.resources for part in parts))


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_every_role_that_runs_is_counted(path: Path) -> None:
    """A new role cannot be left out of what `check` says the stack takes."""
    topology = load(path)

    assert set(long_running(topology)) <= {role for role, _, _ in reservations(topology)}
