"""What the container uses and which release it runs, as metrics: read when Prometheus asks (M4, M6)."""

from collections.abc import Iterable
from dataclasses import fields

from django.conf import settings
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from monitoring.cgroup import Usage, look

#: attribute of Usage to the metric's name and text; names that end in `_total` only grow
METRICS = {
    "cpu_seconds": ("shop_container_cpu_seconds_total", "Processor time the container has used"),
    "cpu_limit": ("shop_container_cpu_limit", "Processors the container may use"),
    "throttled_seconds": ("shop_container_cpu_throttled_seconds_total", "Time it was held back by its limit"),
    "periods": ("shop_container_cpu_periods_total", "Periods of the limit in which it ran"),
    "throttled_periods": ("shop_container_cpu_throttled_periods_total", "Periods in which it was held back"),
    "memory_bytes": ("shop_container_memory_bytes", "Memory without file caches that can be dropped"),
    "memory_limit_bytes": ("shop_container_memory_limit_bytes", "Memory the container may use"),
    "oom_kills": ("shop_container_oom_kills_total", "Processes the kernel has killed for want of memory"),
    "disk_bytes": ("shop_container_disk_bytes", "Bytes in use on the disk of /tmp"),
    "disk_limit_bytes": ("shop_container_disk_limit_bytes", "Bytes that may be in use on the disk of /tmp"),
    "received_bytes": ("shop_container_received_bytes_total", "Bytes the pod has received"),
    "sent_bytes": ("shop_container_sent_bytes_total", "Bytes the pod has sent"),
}


class PodCollector:
    """A collector for a registry."""

    def collect(self) -> Iterable[Metric]:
        """What the kernel tells, and the release."""
        release = GaugeMetricFamily("shop_release_info", "The release the pod runs", labels=["release"])
        release.add_metric([settings.RELEASE], 1.0)
        yield release
        usage = look()
        for field in fields(Usage):
            value = getattr(usage, field.name)
            if value is None:
                continue
            name, text = METRICS[field.name]
            family = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
            yield family(name, text, value=float(value))
