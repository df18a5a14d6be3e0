"""A circuit breaker per server and process: after it failed nobody waits for the server until a probe has reached it.

The probing is done by a background thread, so no request pays for finding out that the server is back.
"""

import os
import threading
import time
from collections.abc import Callable

import structlog
from prometheus_client import Counter, Gauge

log = structlog.get_logger(__name__)

TRIPS = Counter("shop_breaker_trips_total", "Times a server was taken out of use", ["server"])
OPEN = Gauge(
    "shop_breaker_open", "1 while a server is out of use in this process", ["server"], multiprocess_mode="livemax"
)

#: seconds between two probes of a server that is out of use
PROBE_INTERVAL_SECONDS = 0.5
#: answers in a row that must be late before a server counts as gone
LATE_ANSWERS = 3


class Breaker:
    """Closed while the server answers; open from a failure until `probe` returns without an exception."""

    def __init__(self, server: str, probe: Callable[[], object], interval: float = PROBE_INTERVAL_SECONDS) -> None:
        self.server = server
        self._probe = probe
        self._interval = interval
        self._lock = threading.Lock()
        self._open_in_process = 0
        self._late_in_a_row = 0

    @property
    def is_open(self) -> bool:
        """Whether callers should not try the server. A forked child starts closed: it has no probing thread."""
        return self._open_in_process != 0 and self._open_in_process == os.getpid()

    def late(self, error: BaseException) -> None:
        """Note an answer that did not come in time; several in a row take the server out of use.

        One alone says little: a busy machine or a slow command does that too.
        """
        self._late_in_a_row += 1
        if self._late_in_a_row >= LATE_ANSWERS:
            self.trip(error)

    def answered(self) -> None:
        """Note an answer in time."""
        self._late_in_a_row = 0

    def trip(self, error: BaseException) -> None:
        """Take the server out of use and start probing it."""
        with self._lock:
            if self.is_open:
                return
            self._open_in_process = os.getpid()
        TRIPS.labels(self.server).inc()
        OPEN.labels(self.server).set(1)
        log.warning("server taken out of use", server=self.server, reason=f"{type(error).__name__}: {error}")
        threading.Thread(target=self._probe_until_back, name=f"probe {self.server}", daemon=True).start()

    def _probe_until_back(self) -> None:
        since = time.monotonic()
        while True:
            time.sleep(self._interval)
            try:
                self._probe()
            except Exception:  # noqa: BLE001, S112  (whatever the failure, the server is not back)
                continue
            break
        self._late_in_a_row = 0
        self._open_in_process = 0
        OPEN.labels(self.server).set(0)
        log.info("server back in use", server=self.server, seconds_out=round(time.monotonic() - since, 1))
