"""Fixtures: the stack's Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.prometheus import Prometheus, connected
from topology import Topology
from topology.model.vocabulary import MonitoringMode


@pytest.fixture(scope="module")
def prometheus(kube: Kube, topology: Topology) -> Iterator[Prometheus]:
    """A connection to it; skips where a team's own scrapes the stack."""
    if topology.monitoring.mode is not MonitoringMode.BUILTIN:
        pytest.skip("the stack has no Prometheus of its own")
    with connected(kube) as found:
        yield found


@pytest.fixture(scope="session")
def patience(topology: Topology) -> float:
    """Seconds until a change must have been seen: four rounds of scrapes and rules, and some for a busy node."""
    return 4.0 * topology.monitoring.prometheus.scrape_seconds + 60
