"""The autoscaler's own /metrics: what it saw at its last look, for Prometheus."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from celery_monitor.selectors import Depth
from celery_monitor.services.count import DONE, FAILED, RETRIED, SENT
from celery_monitor.services.scale import Outcome

COUNTED = {
    SENT: ("celery_queue_sent", "queue", "Messages put in the queue"),
    DONE: ("celery_queue_done", "queue", "Tasks of the queue that ended, well or not"),
    FAILED: ("celery_task_failed", "task", "Tasks that failed for good"),
    RETRIED: ("celery_task_retried", "task", "Tasks that are to be tried again"),
}


@dataclass(eq=False)  # the registry keeps it by identity
class LastLook(Collector):
    """What is exported. The loop sets the attributes; a scrape reads them."""

    depths: dict[str, Depth] = field(default_factory=dict)
    workers: dict[str, int] = field(default_factory=dict)
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    at: float = 0.0
    leading: bool = False
    failed_looks: int = 0

    def collect(self) -> Iterable[Metric]:
        """Every metric, made anew for each scrape."""
        yield from self._queues()
        yield from self._counted()
        yield _gauge("celery_autoscaler_leading", "Whether this pod holds the lease", float(self.leading))
        yield _gauge("celery_autoscaler_last_look_seconds", "When the queues were last seen, since the epoch", self.at)
        failed = CounterMetricFamily("celery_autoscaler_failed_looks", "Looks that saw nothing, or could not act")
        failed.add_metric([], self.failed_looks)
        yield failed

    def _queues(self) -> Iterable[Metric]:
        seen = self.depths.items()
        yield _by_queue("ready", "Messages that wait", {q: d.ready for q, d in seen})
        yield _by_queue("unacked", "Messages that workers have not finished", {q: d.unacked for q, d in seen})
        yield _by_queue("scheduled", "Messages that workers keep until their ETA", {q: d.scheduled for q, d in seen})
        yield _by_queue("oldest_seconds", "Age of the oldest that waits", {q: d.oldest_seconds or 0 for q, d in seen})
        yield _by_queue("workers", "Workers that answer", self.workers)
        known = [outcome for outcome in self.outcomes if outcome.replicas is not None]
        yield _by_queue("replicas", "Pods the Deployment asked for", {o.queue: o.replicas or 0 for o in known})
        yield _by_queue("replicas_desired", "Pods there should be", {o.queue: o.desired or 0 for o in known})

    def _counted(self) -> Iterable[Metric]:
        for kind, (name, label, text) in COUNTED.items():
            family = CounterMetricFamily(name, text, labels=[label])
            for value, number in self.totals.get(kind, {}).items():
                family.add_metric([value], number)
            yield family


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _by_queue(name: str, text: str, values: dict[str, float] | dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"celery_queue_{name}", text, labels=["queue"])
    for queue, value in values.items():
        family.add_metric([queue], value)
    return family


def serve(last: LastLook, port: int) -> None:
    """Answer scrapes from a thread of its own. Who may ask is for the NetworkPolicies to say: nobody, so far."""
    registry = CollectorRegistry()
    registry.register(last)
    start_http_server(port, registry=registry)
