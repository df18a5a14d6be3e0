"""Use of the connection pools as metrics (D2).

psycopg's pools count within one process. Where several processes share one scrape (gunicorn), only metrics that live in
files are added up, so each process copies its pools' figures into such metrics, every few seconds and from a thread of
its own: an idle process would otherwise show for ever what it did last.
"""

import os
import threading
import time
from typing import Any

import structlog
from django.db.backends.postgresql.base import DatabaseWrapper
from prometheus_client import Counter, Gauge

log = structlog.get_logger(__name__)

#: seconds between two copies
COPY_SECONDS = 5.0


def _gauge(name: str, text: str) -> Gauge:
    return Gauge(f"shop_database_pool_{name}", text, ["database"], multiprocess_mode="livesum")


def _counter(name: str, text: str) -> Counter:
    return Counter(f"shop_database_pool_{name}", text, ["database"])


#: psycopg_pool's names: https://www.psycopg.org/psycopg3/docs/advanced/pool.html#pool-stats
GAUGES = {
    "pool_max": _gauge("limit", "Connections the pool may grow to"),
    "pool_size": _gauge("connections", "Connections in the pool, lent or not"),
    "pool_available": _gauge("available", "Connections that can be lent at once"),
    "requests_waiting": _gauge("waiting", "Requests waiting for a connection"),
}
COUNTERS = {
    "requests_num": _counter("requests_total", "Connections asked for"),
    "requests_queued": _counter("queued_total", "Requests that had to wait for a connection"),
    "requests_wait_ms": _counter("wait_milliseconds_total", "Time requests waited for a connection"),
    "requests_errors": _counter("timeouts_total", "Requests that got no connection in time"),
    "usage_ms": _counter("lent_milliseconds_total", "Time connections were lent"),
    "connections_num": _counter("attempts_total", "Attempts to connect to the server"),
    "connections_errors": _counter("failed_attempts_total", "Attempts to connect that failed"),
    "connections_lost": _counter("lost_total", "Connections found dead"),
}


class PoolMetrics:
    """Copies figures; counters go up by what is new since the last copy."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """A forked process has pools of its own, and no thread yet."""
        self._copied: dict[str, tuple[Any, dict[str, int]]] = {}
        self._lock = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Begin to copy, once a process."""
        if self._started:
            return
        self._started = True
        threading.Thread(target=self._copy_for_ever, name="pool metrics", daemon=True).start()

    def copy(self) -> None:
        """Copy the figures of every pool there is."""
        with self._lock:
            for alias, pool in list(DatabaseWrapper._connection_pools.items()):
                self._copy(alias, pool)

    def _copy(self, alias: str, pool: Any) -> None:
        stats = pool.get_stats()
        for name, gauge in GAUGES.items():
            gauge.labels(alias).set(stats.get(name, 0))
        last_pool, last = self._copied.get(alias, (None, {}))
        if last_pool is not pool:
            # Closed and made anew: it counts from nothing again.
            last = {}
        for name, counter in COUNTERS.items():
            counter.labels(alias).inc(max(0, stats.get(name, 0) - last.get(name, 0)))
        self._copied[alias] = (pool, stats)

    def _copy_for_ever(self) -> None:
        while True:
            time.sleep(COPY_SECONDS)
            try:
                self.copy()
            except Exception as error:  # noqa: BLE001  (metrics must outlive whatever happens to a pool)
                log.warning("pool metrics not copied", reason=f"{type(error).__name__}: {error}")


metrics = PoolMetrics()
os.register_at_fork(after_in_child=metrics.forget)


def start_copying(**_: Any) -> None:
    """Receiver of `connection_created`: a process that uses a pool shows it."""
    metrics.start()
