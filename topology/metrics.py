"""Who exports metrics, where: the list behind the scrape configuration, a team's monitors and the edges.

A role that is not listed here has no metrics port that anyone could reach.
"""

from __future__ import annotations

from dataclasses import dataclass

from topology.model import Topology
from topology.model.vocabulary import Autoscaler, External, MonitoringMode, Role, Substrate
from topology.ports import Port


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """One kind of target.

    Attributes:
        job: the `job` label of its series.
        role: whose pods.
        port: where they answer, on every pod of the role.
        sample_limit: series one pod may export; one more and the whole scrape is refused, which an alert tells. About
            twice what a pod exports, so that a label that grows without bound is stopped before it fills the memory.
        path: of the metrics.
    """

    job: str
    role: Role
    port: int
    sample_limit: int
    path: str = "/metrics"


# Routes, statements and tasks make series: most where they are served.
_APP_SAMPLES = {Role.WEB: 8000, Role.WORKER: 4000, Role.BEAT: 2000, Role.OUTBOX_RELAY: 2000}


def exporters(topology: Topology) -> tuple[Exporter, ...]:
    """Every kind of target in a deployment; none where nothing scrapes."""
    if scraper(topology) is None:
        return ()
    own = (Exporter(job="autoscaler", role=Role.AUTOSCALER, port=Port.AUTOSCALER_METRICS, sample_limit=2000),)
    teller = (Exporter(job="alertmanager", role=Role.ALERTMANAGER, port=Port.ALERTMANAGER, sample_limit=2000),)
    return (
        *(own if topology.scaled_by(Autoscaler.BUILTIN) else ()),
        *(teller if has_prometheus(topology) else ()),
        *(Exporter(job=role.value, role=role, port=Port.METRICS, sample_limit=n) for role, n in _APP_SAMPLES.items()),
        Exporter(job="edge", role=Role.EDGE, port=Port.EDGE_METRICS, sample_limit=1000),
        Exporter(job="postgres", role=Role.POSTGRES, port=Port.POSTGRES_METRICS, sample_limit=4000),
        Exporter(job="pooler", role=Role.POOLER_RW, port=Port.POOLER_METRICS, sample_limit=2000),
        Exporter(job="pooler", role=Role.POOLER_RO, port=Port.POOLER_METRICS, sample_limit=2000),
        Exporter(job="redis-exporter", role=Role.REDIS_EXPORTER, port=Port.REDIS_EXPORTER, sample_limit=500),
    )


def redis_is_asked(topology: Topology) -> bool:
    """Whether the exporter of Redis runs: wherever anyone scrapes."""
    return scraper(topology) is not None


def has_prometheus(topology: Topology) -> bool:
    """Whether the stack has a Prometheus of its own."""
    return scraper(topology) is Role.PROMETHEUS


def reads_nodes(topology: Topology) -> bool:
    """Whether Prometheus asks the kubelet. It takes a right on the whole cluster, so only where that is ours."""
    return has_prometheus(topology) and topology.cluster.substrate is Substrate.EMBEDDED


def scraper(topology: Topology) -> Role | External | None:
    """Who asks the exporters: the only one who reaches their ports."""
    return {
        MonitoringMode.BUILTIN: Role.PROMETHEUS,
        MonitoringMode.EXTERNAL: External.PROMETHEUS,
        MonitoringMode.NONE: None,
    }[topology.monitoring.mode]
